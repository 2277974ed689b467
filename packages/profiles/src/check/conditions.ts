/** Conditions that can never hold: the rule would stand there and do nothing. */
import { ANY_CLAIM, type ClaimMatch, type Rule, type RuleCondition } from '@lamplight/resolver';
import { writeDuration } from '../document/fields.ts';
import { includesAll, matchCovers, meet } from './covers.ts';
import type { Report } from './report.ts';
import { EFFECTS, kindMatch, matchesOf, WITHOUT_LINES } from './rule-kinds.ts';
import { quoted } from './suggestion.ts';

const MODES = ['pbx', 'teams', 'twinned'];
/** Set of people by the gateway itself. */
const PAUSED = 'paused';

export function checkConditions(rule: Rule, report: Report): void {
  for (const { path, match } of matchesOf(rule)) {
    checkMatch(rule, path, match, report);
  }
  if (rule.when !== null) {
    checkWhen(rule.id, rule.when, report);
  }
  checkClaims(rule, report);
  checkKind(rule, report);
}

/** Lines are asked of a technology that has none, or states where everybody sees what the rule says. */
function checkMatch(rule: Rule, path: readonly string[], match: ClaimMatch, report: Report): void {
  if (rule.kind === 'missing-technology' || rule.kind === 'managed-by') {
    const [key] = Object.entries(match).flatMap(([name, value]) =>
      value === null || name === 'systems' || name === 'technologies' ? [] : [name],
    );
    if (key !== undefined) {
      report.error(
        report.rule(rule.id, ...path, key),
        `is asked by a rule of the kind ${rule.kind}, whose words are shown also to watchers who may not see calls: ask for systems or technologies only`,
      );
    }
  }
  if (match.technologies === null || !includesAll(WITHOUT_LINES, match.technologies)) {
    return;
  }
  for (const key of ['callStates', 'lineKinds'] as const) {
    if (match[key] !== null) {
      report.error(
        report.rule(rule.id, ...path, key),
        `is asked of ${match.technologies.join(', ')}, which has no lines: ask for availabilities or activities, or name a technology with lines`,
      );
    }
  }
}

function checkWhen(rule: string, when: RuleCondition, report: Report): void {
  const at = (key: string) => report.rule(rule, 'when', key);
  for (const [wanted, refused] of [
    ['groups', 'exceptGroups'],
    ['during', 'outside'],
  ] as const) {
    const inBoth = when[wanted]?.filter((name) => when[refused]?.includes(name)) ?? [];
    if (inBoth.length > 0 && inBoth.length === when[wanted]?.length) {
      report.error(
        at(refused),
        `names ${inBoth.join(', ')}, as ${wanted} does: both can never hold; take it out of one of them`,
      );
    }
  }
  if (when.any !== null && when.none !== null && matchCovers(when.none, when.any)) {
    report.error(at('none'), 'takes in every claim that any asks for: both can never hold; ask none for less');
  }
}

/** `of`, `except` and the fields of the kind leave no claim. */
function checkClaims(rule: Rule, report: Report): void {
  const ofKind = kindMatch(rule);
  if (rule.of !== null && ofKind !== null && meet(rule.of, ofKind) === null) {
    report.error(
      report.rule(rule.id, 'of'),
      `fits no claim that a rule of the kind ${rule.kind} looks at: let it ask for ${asked(ofKind)}`,
    );
  }
  if (rule.except !== null && matchCovers(rule.except, rule.of)) {
    report.error(
      report.rule(rule.id, 'except'),
      'takes away every claim that the rule looks at: ask except for less, or remove the rule',
    );
  }
  if (rule.of?.freshness != null && !rule.of.freshness.includes('fresh')) {
    const isEffect = EFFECTS.includes(rule.kind);
    const isAvailability = rule.kind === 'show' && !rule.fills.includes('lamp');
    if (isEffect || isAvailability) {
      report.error(
        report.rule(rule.id, 'of', 'freshness'),
        isEffect
          ? 'is stale alone, and no effect rests on stale claims: write fresh, or leave it out'
          : 'is stale alone, and a stale claim fills only the lamp: add lamp to fills, or leave it out',
      );
    }
  }
}

function asked(match: ClaimMatch): string {
  const said = Object.entries(match).filter(([key]) => Object.hasOwn(ANY_CLAIM, key));
  return said.flatMap(([key, value]) => (Array.isArray(value) ? [`${key} of ${value.join(', ')}`] : [])).join(' and ');
}

function checkKind(rule: Rule, report: Report): void {
  if (rule.kind === 'keep-after-change') {
    const [from] = rule.from;
    if (from !== undefined && rule.to.every((to) => rule.from.every((one) => one === to))) {
      report.error(
        report.rule(rule.id, 'to'),
        `is ${quoted(from)}, as from is: what stays the same is no change; name what it turns into`,
      );
    }
  }
  checkTelephony(rule, report);
  if (rule.kind === 'missing-technology' && rule.flag === PAUSED) {
    report.error(
      report.rule(rule.id, 'flag'),
      `is ${quoted(PAUSED)}, the flag of whoever is paused: take another, such as no-teams`,
    );
  }
  if (rule.kind === 'show' && !rule.fills.includes('lamp')) {
    for (const key of ['tone', 'label'] as const) {
      if (rule[key] !== null) {
        report.error(
          report.rule(rule.id, key),
          `is ${quoted(rule[key])}, and the rule does not fill the lamp: add lamp to fills, or leave it out`,
        );
      }
    }
  }
  if (rule.kind === 'write-do-not-disturb') {
    checkLookAgain(rule, report);
  }
}

/** It stays away for a while, and then comes back for a while. */
function checkLookAgain(rule: Extract<Rule, { readonly kind: 'write-do-not-disturb' }>, report: Report): void {
  if (rule.lookAgainForMs === 0) {
    report.error(
      report.rule(rule.id, 'lookAgainFor'),
      `is ${writeDuration(0)}: nobody would be seen to have signed out in that time; make it longer, such as 2 min`,
    );
  } else if (rule.lookAgainForMs >= rule.lookAgainEveryMs) {
    report.error(
      report.rule(rule.id, 'lookAgainFor'),
      `is ${writeDuration(rule.lookAgainForMs)}, and lookAgainEvery ${writeDuration(rule.lookAgainEveryMs)}: nothing would be left to write; make it shorter`,
    );
  }
}

/** The rule asks for people whom its kind leaves out. */
function checkTelephony(rule: Rule, report: Report): void {
  const telephony = rule.when?.telephony ?? null;
  if ('exceptTelephony' in rule && includesAll(rule.exceptTelephony, telephony ?? MODES)) {
    const modes = (telephony ?? MODES).join(', ');
    report.error(
      telephony === null ? report.rule(rule.id, 'exceptTelephony') : report.rule(rule.id, 'when', 'telephony'),
      telephony === null
        ? `names ${modes}, which is everybody: take one of them out`
        : `asks for ${modes}, which exceptTelephony (${rule.exceptTelephony.join(', ')}) leaves out: take it out there, or ask for others`,
    );
  }
  if (rule.kind === 'ignore-after-hang-up' && telephony?.every((mode) => !rule.telephony.includes(mode))) {
    report.error(
      report.rule(rule.id, 'when', 'telephony'),
      `asks for ${telephony.join(', ')}, and the rule is about ${rule.telephony.join(', ')}: ask for the same, or leave it out`,
    );
  }
}

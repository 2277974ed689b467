/** Rules in words, for a page. */
import { CALL_STATES } from '@lamplight/domain';
import type { ClaimMatch, Profile, Rule, RuleCondition } from '@lamplight/resolver';
import { code, wrapped } from './markdown.ts';

/** How a rule says that the product's own document does not ask for it. */
export const NOT_IN_THE_SEED = 'Not in the seed:';

const MATCHED: Readonly<Record<keyof ClaimMatch, string>> = {
  systems: 'system',
  technologies: 'technology',
  availabilities: 'availability',
  activities: 'activity',
  callStates: 'call',
  doNotDisturb: 'do-not-disturb of the phone',
  flags: 'flag',
  howSet: 'set by',
  lineKinds: 'kind of line',
  roles: 'role',
  freshness: 'freshness',
};

const ASKED: Readonly<Record<keyof RuleCondition, string>> = {
  groups: 'in group',
  exceptGroups: 'not in group',
  telephony: 'telephony',
  accounts: 'with an account of',
  during: 'during',
  outside: 'outside',
  any: 'something is heard with',
  none: 'nothing is heard with',
};

/** The rules in the order in which they are looked at: what limits each, and why it is there. */
export function ruleList(profile: Profile): string {
  return profile.rules.map(ruleInWords).join('\n');
}

function ruleInWords(rule: Rule, index: number): string {
  const number = `${index + 1}. `;
  const indent = ' '.repeat(number.length);
  const points = [
    rule.when === null ? null : `Only when ${wordsOf(rule.when, ASKED)}.`,
    rule.of === null ? null : `Looks only at claims with ${wordsOf(rule.of, MATCHED)}.`,
    rule.except === null ? null : `Does not look at claims with ${wordsOf(rule.except, MATCHED)}.`,
    whyInWords(rule.why),
  ].filter((point) => point !== null);
  return [
    `${number}**${rule.id}** (\`${rule.kind}\`)`,
    ...points.map((point) => wrapped(`${indent}- ${point}`, `${indent}  `)),
  ].join('\n');
}

function whyInWords(why: string): string {
  return why.startsWith(NOT_IN_THE_SEED) ? `Our choice: ${why.slice(NOT_IN_THE_SEED.length).trim()}.` : `_${why}_`;
}

function wordsOf<Asked extends object>(asked: Asked, words: Readonly<Record<keyof Asked & string, string>>): string {
  const names = new Map(Object.entries<string>(words));
  return Object.entries(asked)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${names.get(key) ?? key} ${valueInWords(value)}`)
    .join(' and ');
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === CALL_STATES.length ? 'in any state' : code(value.map(String));
  }
  return value !== null && typeof value === 'object' ? wordsOf(value, MATCHED) : code([String(value)]);
}

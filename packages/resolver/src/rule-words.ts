/** What a rule asks for and does, in words, for the placeholders of its reasons. */
import { MSTEAMS } from '@lamplight/domain';
import type { Texts } from './catalogue/texts.ts';
import { writtenBy } from './effects/written.ts';
import type { Profile } from './profile.ts';
import type { Rule } from './rule.ts';
import { lookUp } from './tone.ts';

/** By placeholder; empty words where the rule has none. A rule that the profile does not have any more has none at all. */
export function wordsOfRule(
  rule: Rule | undefined,
  detail: string,
  profile: Profile,
  texts: Texts,
): Readonly<Record<string, string>> {
  const when = rule?.when ?? null;
  const names = detail === 'inside-excepted-times' ? when?.outside : when?.during;
  return {
    duration: texts.seconds.replace('{count}', secondsOf(rule)),
    written: rule === undefined ? '' : writtenBy(rule, detail, texts),
    groups: ((detail === 'in-excepted-groups' ? when?.exceptGroups : when?.groups) ?? []).join(', '),
    telephony: (when?.telephony ?? []).map((mode) => texts.telephony[mode]).join(', '),
    accounts: (when?.accounts ?? []).map(named).join(', '),
    times: (names ?? []).map((name) => timesInWords(name, profile)).join(', '),
    parts: (rule?.kind === 'leave-out' ? rule.parts : []).map((part) => texts.parts[part]).join(', '),
    technology: technologyOf(rule),
  };
}

function secondsOf(rule: Rule | undefined): string {
  const forMs = rule !== undefined && 'forMs' in rule ? rule.forMs : 0;
  return String(Math.round(forMs / 1000));
}

function timesInWords(name: string, profile: Profile): string {
  const span = lookUp(profile.times, name);
  return span === undefined ? name : `${name} (${span.from}–${span.to})`;
}

function technologyOf(rule: Rule | undefined): string {
  const technology = rule !== undefined && 'technology' in rule ? rule.technology : '';
  return named(technology);
}

function named(technology: string): string {
  return technology === MSTEAMS ? 'Teams' : technology;
}

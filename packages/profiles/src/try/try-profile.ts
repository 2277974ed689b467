import type { Resolution } from '@lamplight/domain';
import { type Catalogue, catalogue, describeReason, type Profile, resolve } from '@lamplight/resolver';
import { sameData } from '../document/same-data.ts';
import { effectInWords } from './effect-words.ts';
import type { TriedPerson, TriedRow, TriedState, TryOptions } from './tried.ts';

/** Resolves everybody under both profiles. Nothing is carried out. One row for each person, in their order. */
export function tryProfile(people: readonly TriedPerson[], options: TryOptions): readonly TriedRow[] {
  const words = catalogue(options.language, options.labels);
  return people.map((person) => tryOn(person, options, words));
}

function tryOn(person: TriedPerson, options: TryOptions, words: Catalogue): TriedRow {
  const before = outcome(person, options.against(person), options, words);
  const after = outcome(person, options.profile(person), options, words);
  const differs = !sameData(before.state, after.state);
  return {
    personId: person.facts.id,
    displayName: person.displayName,
    before: before.state,
    after: after.state,
    differs,
    rules: differs ? compared(before.applied, after.applied) : after.applied,
    discarded: after.discarded,
  };
}

interface Outcome {
  readonly state: TriedState;
  /** `rule: sentence`, in the order of the rules. */
  readonly applied: readonly string[];
  readonly discarded: readonly string[];
}

function outcome(
  { claims, facts }: TriedPerson,
  profile: Profile,
  { now, language }: TryOptions,
  words: Catalogue,
): Outcome {
  const resolution = resolve(claims, facts, profile, now);
  return {
    state: stateOf(resolution, language, words),
    applied: sentences(resolution, true, profile, language),
    discarded: sentences(resolution, false, profile, language),
  };
}

function stateOf({ presence, effects }: Resolution, language: string, words: Catalogue): TriedState {
  const { availability, activity, tone, labelId, reach, managedBy, noticeId } = presence;
  return {
    availability,
    activity,
    tone,
    labelId,
    label: words.labels[labelId] ?? labelId,
    effects: effects.map((effect) => effectInWords(effect, language)),
    reach,
    managedBy,
    notice: words.labels[noticeId] ?? noticeId,
  };
}

function sentences({ reasons }: Resolution, applied: boolean, profile: Profile, language: string): readonly string[] {
  return reasons
    .filter((reason) => reason.applied === applied)
    .map((reason) => {
      const sentence = describeReason(reason, profile, language);
      const rule = profile.rules[reason.rule];
      return rule === undefined ? sentence : `${rule.id}: ${sentence}`;
    });
}

/** What both applied as it is, what only the one applied with its sign, as in a comparison of two texts. */
function compared(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.map((sentence) => (before.includes(sentence) ? sentence : `+ ${sentence}`)),
    ...before.filter((sentence) => !after.includes(sentence)).map((sentence) => `- ${sentence}`),
  ];
}

/** Whether what is held of a subject fits a description. */
import type { ClaimMatch } from '../condition.ts';
import type { Rule } from '../rule.ts';
import type { SubjectState } from '../subject-state.ts';

/** Whether a rule looks at a subject: it fits `of`, and does not fit `except`. */
export function fitsRule(rule: Pick<Rule, 'of' | 'except'>, subject: SubjectState): boolean {
  return (
    (rule.of === null || fitsMatch(rule.of, subject)) && (rule.except === null || !fitsMatch(rule.except, subject))
  );
}

/**
 * Availability and activity are those that rules judge by, in any case; a claim whose presence is left out is described
 * as before. What has not been heard yet can only fit by what its binding says.
 */
export function fitsMatch(match: ClaimMatch, subject: SubjectState): boolean {
  return fitsBinding(match, subject) && fitsClaim(match, subject);
}

/** As far as the binding says, which is known before anything is heard. */
export function fitsBinding({ systems, technologies, lineKinds, roles }: ClaimMatch, { bound }: SubjectState): boolean {
  return (
    isAmong(systems, bound.systemId) &&
    isAmong(technologies, bound.technology) &&
    isAmong(lineKinds, bound.lineKind) &&
    isAmong(roles, bound.role)
  );
}

function fitsClaim(match: ClaimMatch, subject: SubjectState): boolean {
  const { claim, call, freshness } = subject;
  const described = subject.judged ?? subject.describedBy;
  if (claim === null) {
    return asksOnlyForBinding(match);
  }
  return (
    isAmongWords(match.availabilities, described?.availability) &&
    isAmongWords(match.activities, described?.activity) &&
    isAmong(match.callStates, call?.state) &&
    isAmong(match.howSet, claim.howSet) &&
    isAmong<string>(match.freshness, freshness) &&
    (match.doNotDisturb === null || match.doNotDisturb === claim.doNotDisturb) &&
    (match.flags === null || match.flags.some((flag) => claim.flags.includes(flag)))
  );
}

export function asksOnlyForBinding(match: ClaimMatch): boolean {
  return (
    match.availabilities === null &&
    match.activities === null &&
    match.callStates === null &&
    match.howSet === null &&
    match.freshness === null &&
    match.doNotDisturb === null &&
    match.flags === null
  );
}

function isAmong<Value>(list: readonly Value[] | null, value: Value | null | undefined): boolean {
  return list === null || (value !== null && value !== undefined && list.includes(value));
}

function isAmongWords(list: readonly string[] | null, word: string | undefined): boolean {
  if (list === null || word === undefined) {
    return list === null;
  }
  return list.includes(word) || list.some((listed) => listed.toLowerCase() === word.toLowerCase());
}

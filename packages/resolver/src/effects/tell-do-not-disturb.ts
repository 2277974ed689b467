import type { LeaveReason } from '@lamplight/domain';
import { fitsRule } from '../conditions/claim-match.ts';
import { type Draft, discarded, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { TellDoNotDisturbRule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { bestCause, type Cause, couldFit, type Evidence, gatherCauses } from './cause.ts';
import { linesToTell } from './lines-to-tell.ts';

const LEFT: Readonly<Record<LeaveReason, ReasonId>> = Object.freeze({
  pending: 'do-not-disturb-left-pending',
  stale: 'do-not-disturb-left-stale',
  unknown: 'do-not-disturb-left-unknown',
});

/**
 * Imposes do-not-disturb on each line of the person while another system says it; never back into the system that is
 * the only cause, and on no phone that is on it by itself. The source of a line claims the phone's do-not-disturb as
 * it would be without us: else what was imposed on two lines would be the cause of each other.
 */
export function tellDoNotDisturb(rule: TellDoNotDisturbRule, index: number, facts: Facts, draft: Draft): void {
  const causes = gatherCauses(facts, (subject) => evidenceOf(rule, subject));
  const lines = linesToTell(facts, rule.toSystems);
  for (const line of lines) {
    tellLine(line, causes, rule, index, draft);
  }
  if (lines.length === 0) {
    discarded(draft, index, null, 'no-line');
  }
}

function tellLine(
  line: SubjectState,
  causes: readonly Cause[],
  rule: TellDoNotDisturbRule,
  index: number,
  draft: Draft,
): void {
  const { bound } = line;
  const cause = bestCause(causes, bound.systemId);
  if (cause === null) {
    const nowhere = causes.every(({ evidence }) => evidence !== 'proved');
    discarded(draft, index, bound, nowhere ? 'no-do-not-disturb-elsewhere' : 'own-do-not-disturb-not-sent-back');
  } else if (line.freshness === 'fresh' && line.claim?.doNotDisturb === true) {
    discarded(draft, index, bound, 'do-not-disturb-already-shown');
  } else if (cause.evidence === 'proved') {
    const causeSystemId = cause.subject.bound.systemId;
    const exceptions = [...rule.exceptions];
    want(draft, index, bound, { kind: 'do-not-disturb', causeSystemId, exceptions }, 'do-not-disturb-imposed');
  } else {
    want(draft, index, bound, { kind: 'leave', reason: cause.evidence }, LEFT[cause.evidence]);
  }
}

function evidenceOf(rule: TellDoNotDisturbRule, subject: SubjectState): Evidence | null {
  if (!rule.technologies.includes(subject.bound.technology)) {
    return null;
  }
  if (subject.freshness === 'pending') {
    return couldFit(rule, subject) ? 'pending' : null;
  }
  if (!isOnDoNotDisturb(subject) || !fitsRule(rule, subject)) {
    return null;
  }
  return subject.freshness === 'fresh' ? 'proved' : 'stale';
}

/**
 * By its phone, or in words. Words under a session of ours prove nothing; at a line they do, since what a line is told
 * is never said of the person.
 */
function isOnDoNotDisturb({ claim, judged, isLine }: SubjectState): boolean {
  const inWords = judged?.inWords === true && judged.availability === 'DoNotDisturb';
  return claim !== null && (claim.doNotDisturb === true || (inWords && (isLine || !claim.masked)));
}

/**
 * What causes effects. Only what a system says by itself and what is heard now proves anything; what has not been heard,
 * has lapsed or is out of sight leaves what stands as it is.
 */
import type { LeaveReason, SystemId } from '@lamplight/domain';
import { asksOnlyForBinding, fitsBinding, fitsRule } from '../conditions/claim-match.ts';
import { isForPerson } from '../conditions/rule-condition.ts';
import type { Rule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import type { SubjectLook } from '../view.ts';

/**
 * How well a cause is known, the best first: one that is proved decides, else what stands is left for this reason. What a
 * lapsed source has said comes last, so that it changes nothing of what is heard now.
 */
export const EVIDENCE = ['proved', 'pending', 'unknown', 'stale'] as const satisfies readonly (
  | 'proved'
  | LeaveReason
)[];
export type Evidence = (typeof EVIDENCE)[number];

export interface Cause {
  readonly subject: SubjectState;
  readonly evidence: Evidence;
}

/** The subjects of the person for which `weigh` finds evidence, in the order of technologies. */
export function gatherCauses(facts: Facts, weigh: (subject: SubjectState) => Evidence | null): readonly Cause[] {
  const causes: Cause[] = [];
  for (const subject of facts.ranked) {
    const evidence = weigh(subject);
    if (evidence !== null) {
      causes.push({ subject, evidence });
    }
  }
  return causes;
}

/** The best evidence outside `target`, so that nothing goes back into its only cause; the first one in order. */
export function bestCause(causes: readonly Cause[], target: SystemId): Cause | null {
  let best: Cause | null = null;
  for (const cause of causes) {
    const better = best === null || EVIDENCE.indexOf(cause.evidence) < EVIDENCE.indexOf(best.evidence);
    if (better && cause.subject.bound.systemId !== target) {
      best = cause;
    }
  }
  return best;
}

/** Whether what has not been heard yet, or cannot be seen now, may turn out to be a claim that the rule looks at. */
export function couldFit({ of, except }: Rule, subject: SubjectState): boolean {
  return (
    (of === null || fitsBinding(of, subject)) &&
    (except === null || !fitsBinding(except, subject) || !asksOnlyForBinding(except))
  );
}

/**
 * Whether an effect of the profile rests on what an account shows. Written over, it could not be seen any more, and
 * what rests on it would be undone: so a known call in Teams is never masked. Times and claims that a rule asks for are
 * not looked at, since they may hold the next moment.
 */
export function causesEffects(account: SubjectState, shown: SubjectLook, facts: Facts): boolean {
  // Of a frozen array a loop is several times as fast as `some`.
  for (const rule of facts.profile.rules) {
    if (restsOn(rule, account, shown) && isForPerson(rule.when, facts)) {
      return true;
    }
  }
  return false;
}

function restsOn(rule: Rule, account: SubjectState, shown: SubjectLook): boolean {
  const { technology } = account.bound;
  switch (rule.kind) {
    case 'tell-talking':
      return (
        rule.technologies.includes(technology) && rule.activities.includes(shown.activity) && fitsRule(rule, account)
      );
    case 'tell-do-not-disturb':
      return rule.technologies.includes(technology) && shown.availability === 'DoNotDisturb' && fitsRule(rule, account);
    case 'write-session':
      return (
        rule.technology !== technology &&
        (rule.reportedTalking.includes(shown.activity) || rule.reportedConference.includes(shown.activity)) &&
        fitsRule(rule, account)
      );
    default:
      return false;
  }
}

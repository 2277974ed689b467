/** Whether the condition of a rule holds, of the person and of the time; when not, which part of it fails. */
import type { BoundSubject } from '@lamplight/domain';
import { accountOf } from '../account-of.ts';
import type { ClaimMatch, RuleCondition } from '../condition.ts';
import { type Draft, revisit } from '../draft.ts';
import type { TimeSpan } from '../profile.ts';
import type { ReasonId } from '../reason-id.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { lookUp } from '../tone.ts';
import { fitsBinding, fitsMatch } from './claim-match.ts';
import { type LocalTime, localTime } from './local-time.ts';
import { isInside, nextChange } from './time-spans.ts';

export interface FailedPart {
  readonly detail: ReasonId;
  /** The subject that makes it fail; null: none does. */
  readonly subject: BoundSubject | null;
  /** It may hold once what is missing is heard; null: it does not hold. */
  readonly unheard: 'pending' | 'stale' | null;
}

/**
 * The part of a condition that does not hold; null: it holds. Times come after what is known not to hold: then no time
 * changes the answer; where they are looked at, the draft is revisited at the next instant at which they change. Last
 * comes what may hold, but has not been heard.
 */
export function failedPart(condition: RuleCondition, facts: Facts, draft: Draft): FailedPart | null {
  const byPerson = failedByPerson(condition, facts);
  const byClaims = byPerson === null ? failedByClaims(condition, facts) : null;
  const known = byPerson ?? (byClaims?.unheard === null ? byClaims : null);
  return known ?? failedByTime(condition, facts, draft) ?? byClaims;
}

/** Whether a rule with this condition concerns the person, whatever the time and whatever is claimed. */
export function isForPerson(condition: RuleCondition | null, facts: Facts): boolean {
  return condition === null || failedByPerson(condition, facts) === null;
}

function failedByPerson({ groups, exceptGroups, telephony, accounts }: RuleCondition, facts: Facts): FailedPart | null {
  const { person } = facts;
  const isMember = (group: string) => person.groupIds.includes(group);
  if (groups !== null && !groups.some(isMember)) {
    return failed('not-in-groups');
  }
  if (exceptGroups?.some(isMember) === true) {
    return failed('in-excepted-groups');
  }
  if (telephony !== null && !telephony.includes(person.telephony)) {
    return failed('other-telephony');
  }
  return accounts === null || accounts.some((technology) => accountOf(technology, facts) !== null)
    ? null
    : failed('no-account-asked-for');
}

function failedByClaims({ any, none }: RuleCondition, facts: Facts): FailedPart | null {
  const unwanted = none === null ? null : firstFresh(none, facts);
  if (unwanted !== null) {
    return { detail: 'claim-ruled-out', subject: unwanted.bound, unheard: null };
  }
  const missing = any === null || firstFresh(any, facts) !== null ? null : unheardFor(any, facts);
  if (missing !== null) {
    return missing;
  }
  const hidden = none === null ? null : firstPending(none, facts);
  return hidden === null ? null : { detail: 'condition-unheard', subject: hidden.bound, unheard: 'pending' };
}

/** No fresh claim fits: one that is still to be heard may, and one that was last heard of did. */
function unheardFor(any: ClaimMatch, facts: Facts): FailedPart {
  const pending = firstPending(any, facts);
  if (pending !== null) {
    return { detail: 'condition-unheard', subject: pending.bound, unheard: 'pending' };
  }
  const stale = facts.ranked.find((subject) => subject.freshness === 'stale' && fitsMatch(any, subject));
  return stale === undefined
    ? failed('no-claim-asked-for')
    : { detail: 'condition-unheard', subject: stale.bound, unheard: 'stale' };
}

function failed(detail: ReasonId): FailedPart {
  return { detail, subject: null, unheard: null };
}

/** The first of the person's own subjects that is heard now and fits. */
function firstFresh(match: ClaimMatch, facts: Facts): SubjectState | null {
  return facts.ranked.find((subject) => subject.freshness === 'fresh' && fitsMatch(match, subject)) ?? null;
}

/** The first that has not answered yet, and by its binding may fit. */
function firstPending(match: ClaimMatch, facts: Facts): SubjectState | null {
  return facts.ranked.find((subject) => subject.freshness === 'pending' && fitsBinding(match, subject)) ?? null;
}

function failedByTime({ during, outside }: RuleCondition, facts: Facts, draft: Draft): FailedPart | null {
  if (during === null && outside === null) {
    return null;
  }
  const { calendars } = facts.profile;
  const inner = spansOf(during, facts);
  const outer = spansOf(outside, facts);
  const now = localNow(facts);
  const change = nextChange([...inner, ...outer], now, calendars);
  if (change !== null) {
    revisit(draft, change);
  }
  if (during !== null && !inner.some((span) => isInside(span, now, calendars))) {
    return failed('outside-the-times');
  }
  return outer.some((span) => isInside(span, now, calendars)) ? failed('inside-excepted-times') : null;
}

/** A name that the profile does not have is a time that never is. */
function spansOf(names: readonly string[] | null, { profile }: Facts): readonly TimeSpan[] {
  return (names ?? []).flatMap((name) => lookUp(profile.times, name) ?? []);
}

function localNow(facts: Facts): LocalTime {
  facts.localTime ??= localTime(facts.person.timeZone, facts.now);
  return facts.localTime;
}

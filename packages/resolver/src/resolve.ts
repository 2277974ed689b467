/**
 * Claims and a profile become presence, effects, reasons and the time at which the answer changes by itself. Pure and
 * total; the order of the claims does not matter, and history is only what a claim carries.
 */
import {
  type BoundClaim,
  CALL_ACTIVITIES,
  type Freshness,
  type Line,
  type PersonFacts,
  type Presence,
  type PresencePair,
  type Resolution,
} from '@lamplight/domain';
import { type Draft, emptyDraft } from './draft.ts';
import { copyCall, UNKNOWN_CALL } from './line-state.ts';
import { withParticipation } from './participation.ts';
import { isPaused, pausedResolution } from './pause.ts';
import type { Profile } from './profile.ts';
import { reachOf } from './reach.ts';
import { currentNote, rideAlong } from './riding-along.ts';
import { applyRule } from './rules/apply-rule.ts';
import { saysDoNotDisturb } from './rules/do-not-disturb.ts';
import { editedLamp, editedReach } from './status-edit.ts';
import { isProvedCall, strongestCall } from './strongest-call.ts';
import { type Facts, gatherFacts, type SubjectState } from './subject-state.ts';
import type { Lamp } from './technology-lamp.ts';
import { viewsOf } from './view.ts';

/**
 * @param claims every subject bound to the person, in any order; withdrawn ones count only as bindings.
 * @param now wall time in ms.
 * @returns an answer that shares no mutable state with its arguments; it stands until `revisitAt` unless claims change.
 */
export function resolve(claims: readonly BoundClaim[], person: PersonFacts, profile: Profile, now: number): Resolution {
  if (person.pause !== null && isPaused(person.pause, now)) {
    return pausedResolution(person.pause, person.telephony);
  }
  const draft = emptyDraft(profile.writes);
  const facts = withParticipation(gatherFacts(claims, person, profile, now), draft);
  let index = 0;
  for (const rule of profile.rules) {
    applyRule(rule, index, facts, draft);
    index += 1;
  }
  const presence = presenceOf(facts, draft);
  return { presence, effects: draft.effects, reasons: draft.reasons, revisitAt: draft.revisitAt };
}

const UNKNOWN_LAMP: Lamp = Object.freeze({ tone: 'unknown', labelId: 'unknown' });

interface Shown extends Lamp {
  readonly freshness: Freshness;
  readonly staleSince: number | null;
}

function presenceOf(facts: Facts, draft: Draft): Presence {
  const { pair } = draft;
  const call = strongestCall(pair?.subject.standing === 'place' ? facts.places : facts.ranked);
  const doNotDisturb = facts.ranked.some(saysDoNotDisturb) || showsDoNotDisturb(draft);
  const shown = shownOf(facts, draft);
  const alongside = rideAlong(facts, draft);
  return {
    availability: pair?.availability ?? 'PresenceUnknown',
    activity: pair?.activity ?? 'PresenceUnknown',
    tone: shown.tone,
    labelId: shown.labelId,
    since: pair?.since ?? null,
    freshness: shown.freshness,
    staleSince: shown.staleSince,
    winningTechnology: pair?.subject.bound.technology ?? '',
    winningSystemId: pair?.subject.bound.systemId ?? null,
    call: call === null ? null : copyCall(call),
    lines: linesOf(facts.subjects),
    views: viewsOf(facts.subjects),
    doNotDisturb,
    forwarding: alongside.forwarding,
    messagesWaiting: alongside.messagesWaiting,
    outOfOffice: alongside.outOfOffice,
    note: alongside.note,
    operatorNote: currentNote(facts.person.operatorNote, facts.now, draft),
    workLocation: alongside.workLocation,
    until: null,
    nextFree: null,
    absentUntil: alongside.outOfOffice?.until ?? null,
    substitute: null,
    managedBy: draft.managed?.systemId ?? null,
    lockedFields: draft.managed?.lockedFields ?? [],
    noticeId: draft.managed?.noticeId ?? '',
    reach: reachOf(facts, {
      doNotDisturb,
      onACall: isOnACall(draft, facts),
      byStatus: pair === null ? null : editedReach(pair, facts),
    }),
    telephony: facts.person.telephony,
    flags: alongside.flags,
    hiddenFields: [],
  };
}

/** The lamp and how far it can be trusted: stale as soon as the pair or the lamp rests on a stale claim. */
function shownOf(facts: Facts, draft: Draft): Shown {
  const { pair } = draft;
  const yields = draft.lamp?.yields === true && pair?.subject.freshness === 'fresh';
  const lamp = yields ? null : draft.lamp;
  if (pair === null && lamp === null) {
    return silenceOf(facts.subjects);
  }
  const stale = lamp?.subject.freshness === 'stale' ? lamp.subject : pair?.subject;
  const look = lamp ?? pair?.lamp ?? UNKNOWN_LAMP;
  const status = lamp === null ? pair?.status : lamp.status;
  const { tone, labelId } = status ? editedLamp(status, look, facts) : look;
  return {
    tone,
    labelId,
    freshness: stale?.freshness ?? lamp?.subject.freshness ?? 'fresh',
    staleSince: stale?.staleSince ?? null,
  };
}

/** Nothing is known: nobody has answered yet, nobody who is there knows, or nothing is left. */
function silenceOf(subjects: readonly SubjectState[]): Shown {
  const firstOf = (freshness: Freshness) =>
    subjects.find((subject) => subject.freshness === freshness && !subject.leftOut.includes('presence'));
  const pending = firstOf('pending');
  const heard = firstOf('fresh');
  const lapsed = firstOf('stale');
  const first = pending ?? heard ?? lapsed;
  return {
    tone: 'unknown',
    labelId: pending === undefined ? 'unknown' : 'pending',
    freshness: first?.freshness ?? 'withdrawn',
    staleSince: first?.staleSince ?? null,
  };
}

function linesOf(subjects: readonly SubjectState[]): readonly Line[] {
  const lines: Line[] = [];
  for (const { bound, isLine, call, claim, freshness, staleSince } of subjects) {
    if (isLine) {
      lines.push({
        systemId: bound.systemId,
        address: bound.address,
        kind: bound.lineKind ?? 'desk',
        role: bound.role,
        primary: bound.primary,
        call: copyCall(call ?? UNKNOWN_CALL),
        freshness,
        staleSince,
        registered: claim?.registered ?? null,
        doNotDisturb: claim?.doNotDisturb ?? null,
        messagesWaiting: claim?.messagesWaiting ?? null,
        forwarding: (claim?.forwarding ?? []).map(({ kind, target }) => ({ kind, target })),
        flags: [...(claim?.flags ?? [])],
      });
    }
  }
  return lines;
}

/** A call is known at some system, shown or not; so is one that only the lamp shows, be it stale. */
function isOnACall({ pair, lamp }: Draft, { ranked }: Facts): boolean {
  return (
    lamp?.onACall === true ||
    (pair !== null && CALL_ACTIVITIES.includes(pair.activity)) ||
    ranked.some((subject) => isProvedCall(subject) || reportsCall(subject))
  );
}

/** The system says so in words that count, and not because of what we wrote there. */
function reportsCall({ freshness, claim, judged }: SubjectState): boolean {
  return (
    freshness === 'fresh' &&
    claim?.masked === false &&
    judged?.inWords === true &&
    CALL_ACTIVITIES.includes(judged.activity)
  );
}

/** Shown as such by a rule, whatever the claim says by itself; not where it only remembers it under our own write. */
function showsDoNotDisturb({ pair, lamp }: Draft): boolean {
  const saysSo = (status: PresencePair | null | undefined, subject: SubjectState | undefined) =>
    status?.availability === 'DoNotDisturb' && subject?.claim?.masked === false;
  return saysSo(pair, pair?.subject) || saysSo(lamp?.status, lamp?.subject);
}

/**
 * Claims and a profile become presence, effects, reasons and the time at which the answer changes by itself. Pure and
 * total; the order of the claims does not matter, and history is only what a claim carries.
 */
import type { BoundClaim, Freshness, Line, PersonFacts, Presence, Resolution, Tone } from '@lamplight/domain';
import { type Draft, emptyDraft } from './draft.ts';
import { copyCall, UNKNOWN_CALL } from './line-state.ts';
import { isPaused, pausedResolution } from './pause.ts';
import type { Profile } from './profile.ts';
import { reachOf } from './reach.ts';
import { currentNote, rideAlong } from './riding-along.ts';
import { applyRule } from './rules/apply-rule.ts';
import { saysDoNotDisturb } from './rules/do-not-disturb.ts';
import { strongestCall } from './strongest-call.ts';
import { type Facts, gatherFacts, type SubjectState } from './subject-state.ts';
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
  const facts = gatherFacts(claims, person, profile, now);
  const draft = emptyDraft();
  for (const [index, rule] of profile.rules.entries()) {
    applyRule(rule, index, facts, draft);
  }
  const presence = presenceOf(facts, draft);
  return { presence, effects: draft.effects, reasons: draft.reasons, revisitAt: draft.revisitAt };
}

interface Shown {
  readonly tone: Tone;
  readonly labelId: string;
  readonly freshness: Freshness;
  readonly staleSince: number | null;
}

function presenceOf(facts: Facts, draft: Draft): Presence {
  const { pair } = draft;
  const call = strongestCall(pair?.subject.standing === 'place' ? facts.places : facts.ranked);
  const doNotDisturb = facts.ranked.some(saysDoNotDisturb);
  const alongside = rideAlong(facts, draft);
  return {
    availability: pair?.availability ?? 'PresenceUnknown',
    activity: pair?.activity ?? 'PresenceUnknown',
    ...shownOf(facts, draft),
    since: pair?.since ?? null,
    winningTechnology: pair?.subject.bound.technology ?? '',
    winningSystemId: pair?.subject.bound.systemId ?? null,
    call: call === null ? null : copyCall(call),
    lines: linesOf(facts.subjects),
    views: viewsOf(facts.subjects),
    doNotDisturb,
    ...alongside,
    operatorNote: currentNote(facts.person.operatorNote, facts.now, draft),
    until: null,
    nextFree: null,
    absentUntil: alongside.outOfOffice?.until ?? null,
    substitute: null,
    managedBy: null,
    lockedFields: [],
    noticeId: '',
    reach: reachOf(facts, { doNotDisturb, onACall: isOnACall(draft) }),
    telephony: facts.person.telephony,
    hiddenFields: [],
  };
}

/** The lamp and how far it can be trusted: stale as soon as the pair or the lamp rests on a stale claim. */
function shownOf(facts: Facts, draft: Draft): Shown {
  const { pair, lamp } = draft;
  if (pair === null && lamp === null) {
    return silenceOf(facts.subjects);
  }
  const stale = lamp?.subject.freshness === 'stale' ? lamp.subject : pair?.subject;
  const judged = pair?.subject.judged;
  return {
    tone: lamp?.tone ?? judged?.tone ?? 'unknown',
    labelId: lamp?.labelId ?? judged?.labelId ?? 'unknown',
    freshness: stale?.freshness ?? lamp?.subject.freshness ?? 'fresh',
    staleSince: stale?.staleSince ?? null,
  };
}

/** Nothing is known: nobody has answered yet, nobody who is there knows, or nothing is left. */
function silenceOf(subjects: readonly SubjectState[]): Shown {
  const pending = subjects.find((subject) => subject.freshness === 'pending');
  const heard = subjects.find((subject) => subject.freshness === 'fresh');
  const lapsed = subjects.find((subject) => subject.freshness === 'stale');
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

/** A call is known at some system; a lamp that is busy by a rule of its own shows one, be it stale. */
function isOnACall({ pair, lamp }: Draft): boolean {
  const activity = pair?.activity;
  return (
    lamp?.tone === 'busy' || activity === 'InACall' || activity === 'InAConferenceCall' || activity === 'Presenting'
  );
}

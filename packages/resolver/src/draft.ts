/** The answer while the rules are at it. Rules change it only through the functions here. */
import type { BoundSubject, Desired, DesiredEffect, PresencePair, Reason, SystemId } from '@lamplight/domain';
import type { Profile } from './profile.ts';
import type { ReasonId } from './reason-id.ts';
import type { SubjectState } from './subject-state.ts';
import type { Lamp } from './technology-lamp.ts';

export interface DecidedPair extends PresencePair {
  readonly since: number | null;
  readonly subject: SubjectState;
  /** How it looks where no rule fills the lamp. */
  readonly lamp: Lamp;
  /** The status that this lamp shows; null: it is a phone's own. */
  readonly status: PresencePair | null;
}

export interface DecidedLamp extends Lamp {
  readonly subject: SubjectState;
  /** The status that it shows; null: it is a phone's own, such as ringing or a call on hold. */
  readonly status: PresencePair | null;
  /** It shows that the person is in a call. */
  readonly onACall: boolean;
  /** It was last heard before its source lapsed and shows neither a call nor do-not-disturb: what is heard goes before it. */
  readonly yields: boolean;
}

/** Who manages the presence, and what the person is to know of that. */
export interface Managed {
  readonly systemId: SystemId;
  readonly lockedFields: readonly string[];
  readonly noticeId: string;
}

export interface Draft {
  pair: DecidedPair | null;
  lamp: DecidedLamp | null;
  /** The winning technology has spoken: no further rule shows anything. */
  closed: boolean;
  managed: Managed | null;
  revisitAt: number | null;
  readonly flags: Set<string>;
  readonly writes: Profile['writes'];
  /** Subjects of which a rule has decided what is wanted there, be it nothing; `weakly`: left for a lapsed source. */
  readonly taken: Map<BoundSubject, 'surely' | 'weakly'>;
  readonly effects: DesiredEffect[];
  readonly reasons: Reason[];
}

export function emptyDraft(writes: Profile['writes']): Draft {
  return {
    pair: null,
    lamp: null,
    closed: false,
    managed: null,
    revisitAt: null,
    flags: new Set(),
    writes,
    taken: new Map(),
    effects: [],
    reasons: [],
  };
}

/** Fills the lamp unless an earlier rule has; answers whether it did. */
export function lightLamp(draft: Draft, lamp: DecidedLamp): boolean {
  if (draft.lamp !== null && (!draft.lamp.yields || lamp.subject.freshness !== 'fresh')) {
    return false;
  }
  draft.lamp = lamp;
  return true;
}

/** Fills availability and activity unless an earlier rule has; answers whether it did. */
export function decidePair(draft: Draft, pair: DecidedPair): boolean {
  if (draft.pair !== null) {
    return false;
  }
  draft.pair = pair;
  return true;
}

/** The answer changes by itself at `at`. */
export function revisit(draft: Draft, at: number): void {
  if (draft.revisitAt === null || at < draft.revisitAt) {
    draft.revisitAt = at;
  }
}

export function applied(draft: Draft, rule: number, subject: BoundSubject | null, detail: ReasonId): void {
  draft.reasons.push({ rule, applied: true, subject, detail });
}

export function discarded(draft: Draft, rule: number, subject: BoundSubject | null, detail: ReasonId): void {
  draft.reasons.push({ rule, applied: false, subject, detail });
}

/**
 * Wants something at a subject, unless an earlier rule has decided what is wanted there; answers whether this one has.
 * What is left only because a source has lapsed gives way, so that a stale claim never changes what fresh ones decide.
 *
 * @param inWords the reason that stands instead where the profile writes nothing; its words name what would be written.
 */
export function want(
  draft: Draft,
  rule: number,
  target: BoundSubject,
  desired: Desired,
  detail: ReasonId,
  inWords: ReasonId = 'read-only',
): boolean {
  const leaves = desired.kind === 'leave';
  if (!take(draft, rule, target, leaves && desired.reason === 'stale')) {
    return false;
  }
  if (draft.writes === 'off') {
    discarded(draft, rule, target, leaves ? detail : inWords);
    return true;
  }
  draft.effects.push({ systemId: target.systemId, address: target.address, desired });
  applied(draft, rule, target, detail);
  return true;
}

/** Wants that nothing of ours stands at a subject for now, whatever later rules would want there. */
export function wantNothing(draft: Draft, rule: number, target: BoundSubject, detail: ReasonId): boolean {
  if (!take(draft, rule, target, false)) {
    return false;
  }
  applied(draft, rule, target, detail);
  return true;
}

function take(draft: Draft, rule: number, target: BoundSubject, weakly: boolean): boolean {
  const before = draft.taken.get(target);
  if (before === 'surely' || (before === 'weakly' && weakly)) {
    discarded(draft, rule, target, 'already-wanted');
    return false;
  }
  if (before === 'weakly') {
    release(draft, target);
  }
  draft.taken.set(target, weakly ? 'weakly' : 'surely');
  return true;
}

function release(draft: Draft, { systemId, address }: BoundSubject): void {
  const place = draft.effects.findIndex((effect) => effect.systemId === systemId && effect.address === address);
  if (place !== -1) {
    draft.effects.splice(place, 1);
  }
}

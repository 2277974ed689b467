/** The answer while the rules are at it. Rules change it only through the functions here. */
import type { BoundSubject, Desired, DesiredEffect, PresencePair, Reason, Tone } from '@lamplight/domain';
import type { ReasonId } from './reason-id.ts';
import type { SubjectState } from './subject-state.ts';

export interface DecidedPair extends PresencePair {
  readonly since: number | null;
  readonly subject: SubjectState;
}

export interface DecidedLamp {
  readonly tone: Tone;
  readonly labelId: string;
  readonly subject: SubjectState;
}

export interface Draft {
  pair: DecidedPair | null;
  lamp: DecidedLamp | null;
  revisitAt: number | null;
  readonly flags: Set<string>;
  readonly effects: DesiredEffect[];
  readonly reasons: Reason[];
}

export function emptyDraft(): Draft {
  return { pair: null, lamp: null, revisitAt: null, flags: new Set(), effects: [], reasons: [] };
}

/** Fills the lamp unless an earlier rule has; answers whether it did. */
export function lightLamp(draft: Draft, lamp: DecidedLamp): boolean {
  if (draft.lamp !== null) {
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

export function want(draft: Draft, rule: number, target: BoundSubject, desired: Desired, detail: ReasonId): void {
  draft.effects.push({ systemId: target.systemId, address: target.address, desired });
  applied(draft, rule, target, detail);
}

import { type PresencePair, samePair } from './availability.ts';
import type { SystemId } from './ids.ts';
import type { SubjectRef } from './subject.ts';

/** Pairs that Graph accepts for a session. Source: Graph, presence: setPresence. */
export const SESSION_PAIRS = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
] as const;

/** Pairs that Graph accepts as a status chosen by hand. Source: Graph, presence: setUserPreferredPresence. */
export const PREFERRED_PAIRS = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'Busy' },
  { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'Offline', activity: 'OffWork' },
] as const;

/**
 * Why it is not decided: a system has not been heard yet, its source has lapsed, or its source lives and cannot see.
 */
export const LEAVE_REASONS = ['pending', 'stale', 'unknown'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/**
 * Desired state at a subject. None at all means that nothing of ours is wanted there, so what stands is undone;
 * `leave` means that it is not decided: neither set, renew nor undo.
 */
export type Desired =
  | {
      readonly kind: 'session';
      readonly availability: string;
      readonly activity: string;
      /** It counts as applied only once the system has been read and shows it. Left out: once it was accepted. */
      readonly readBack?: true;
    }
  | {
      /** The status that the person would choose by hand: it goes before every session. */
      readonly kind: 'preferred';
      readonly availability: string;
      readonly activity: string;
      /** What the person is known to have chosen before, to be put back afterwards; null: not known, so it is cleared. */
      readonly restore: PresencePair | null;
    }
  | { readonly kind: 'talking'; readonly causeSystemId: SystemId }
  | {
      readonly kind: 'do-not-disturb';
      readonly causeSystemId: SystemId;
      /** Addresses whose calls still come through: emergency call-back, superior, supervisor. */
      readonly exceptions: readonly string[];
    }
  | { readonly kind: 'leave'; readonly reason: LeaveReason };

/** What the resolver wants at one subject of the person. */
export interface DesiredEffect extends SubjectRef {
  readonly desired: Desired;
}

/** An effect as it travels to the active source; a newer generation replaces an older one. */
export interface Effect {
  readonly address: string;
  /** Rises per subject. */
  readonly generation: number;
  /** Null: nothing of ours is wanted there. */
  readonly desired: Desired | null;
}

export type EffectOutcome = 'applied' | 'refused' | 'without-effect';

export interface EffectResult {
  readonly address: string;
  readonly generation: number;
  readonly outcome: EffectOutcome;
  /** Stable word; empty when applied. */
  readonly reason: string;
  readonly message: string;
}

export function sameDesired(a: Desired | null, b: Desired | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  switch (a.kind) {
    case 'session':
      return b.kind === 'session' && samePair(a, b) && a.readBack === b.readBack;
    case 'preferred':
      return (
        b.kind === 'preferred' &&
        samePair(a, b) &&
        (a.restore === null || b.restore === null ? a.restore === b.restore : samePair(a.restore, b.restore))
      );
    case 'talking':
      return b.kind === 'talking' && a.causeSystemId === b.causeSystemId;
    case 'do-not-disturb':
      return (
        b.kind === 'do-not-disturb' &&
        a.causeSystemId === b.causeSystemId &&
        a.exceptions.length === b.exceptions.length &&
        a.exceptions.every((address, index) => address === b.exceptions[index])
      );
    case 'leave':
      return b.kind === 'leave' && a.reason === b.reason;
  }
}

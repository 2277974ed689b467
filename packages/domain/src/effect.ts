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
  | { readonly kind: 'session'; readonly availability: string; readonly activity: string }
  | { readonly kind: 'talking'; readonly causeSystemId: SystemId }
  | { readonly kind: 'do-not-disturb'; readonly causeSystemId: SystemId }
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
      return b.kind === 'session' && a.availability === b.availability && a.activity === b.activity;
    case 'talking':
    case 'do-not-disturb':
      return b.kind === a.kind && a.causeSystemId === b.causeSystemId;
    case 'leave':
      return b.kind === 'leave' && a.reason === b.reason;
  }
}

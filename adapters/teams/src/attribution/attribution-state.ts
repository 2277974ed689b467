import type { PresencePair } from '@lamplight/domain';
import type { WriteWindow } from './write-window.ts';

/** What is wanted at Graph for one person. `leave`: not decided, or not ours to decide now. */
export type Wanted =
  | { readonly kind: 'session'; readonly pair: PresencePair }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'leave' };

/** What the write queue is to bring about: hold a session, end it, or send nothing at all. */
export type Intention =
  | { readonly kind: 'keep'; readonly pair: PresencePair }
  | { readonly kind: 'clear' }
  | { readonly kind: 'rest' };

/** Our session at Graph, as far as we can know. Times: monotonic ms. */
export type Own =
  | { readonly kind: 'none' }
  /** The set is sent and not answered. */
  | { readonly kind: 'setting'; readonly pair: PresencePair; readonly sentAt: number; readonly before: Own }
  /** In force, or possibly so after a set without an answer; `until` is the last instant at which it can be seen. */
  | { readonly kind: 'live'; readonly pair: PresencePair; readonly until: number }
  /** The clear is sent and not answered. */
  | { readonly kind: 'clearing'; readonly sentAt: number; readonly before: Own }
  | {
      readonly kind: 'settling';
      readonly clearedAt: number;
      readonly until: number;
      /** A set without an answer may still land until then, so it is cleared once more; null: it cannot. */
      readonly clearAgainAt: number | null;
      /** The session was ours; false: Graph knew of none when an inherited one was cleared. */
      readonly wasOurs: boolean;
    }
  /** A process before this one, or another installation, may have left a session. */
  | { readonly kind: 'inherited'; readonly until: number };

/** The last state that was surely not ours. */
export interface IndependentState {
  readonly pair: PresencePair;
  /** Of the last read that showed it; monotonic ms. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Wall time in ms at which it was first seen; null: it began unseen, under our write. */
  readonly since: number | null;
  readonly previous: PresencePair | null;
}

/** A call that showed when our own write had to be gone: probably Teams', possibly not. */
export interface InferredCall {
  /** When the read that first showed it began; monotonic ms. */
  readonly firstBegunAt: number;
  /** A second read past settling showed it too. */
  readonly confirmed: boolean;
}

export interface AttributionState {
  readonly wanted: Wanted;
  readonly intention: Intention;
  readonly own: Own;
  readonly windows: readonly WriteWindow[];
  /** Until when a set without an answer may still take effect; null: none can. */
  readonly mayLandUntil: number | null;
  /** Pairs of ours that had not been seen to go when they had to be gone; what shows them is inferred. */
  readonly unseenEnd: readonly PresencePair[];
  readonly independent: IndependentState | null;
  readonly inferred: InferredCall | null;
  /** The last read that counted was an echo. */
  readonly masked: boolean;
  readonly lastRead: { readonly begunAt: number; readonly sequenceNumber: string | null } | null;
  /** When the first of the reads that were dropped in a row for their sequence number began. */
  readonly droppedSince: number | null;
}

/** One answer of Graph about the person. */
export interface PresenceRead {
  /** Monotonic ms around the whole request. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Wall time in ms of the answer. */
  readonly seenAt: number;
  readonly pair: PresencePair;
  /** Sorts as text; null where the cloud has none. */
  readonly sequenceNumber: string | null;
}

export type AttributionInput =
  /** The right to write came to us (a start, a takeover): what stands at Graph may be another process' write. */
  | { readonly kind: 'start' }
  | { readonly kind: 'wanted'; readonly wanted: Wanted }
  | { readonly kind: 'set-sent'; readonly pair: PresencePair }
  | {
      readonly kind: 'set-answered';
      readonly pair: PresencePair;
      readonly sentAt: number;
      /** `failed`: surely not in force. `unknown`: no answer, it may be in force now or later. */
      readonly outcome: 'accepted' | 'failed' | 'unknown';
    }
  | { readonly kind: 'clear-sent' }
  | { readonly kind: 'clear-answered'; readonly outcome: 'cleared' | 'not-found' | 'failed' | 'unknown' }
  | { readonly kind: 'read'; readonly read: PresenceRead }
  | { readonly kind: 'tick' };

export type AttributionEffect =
  | { readonly kind: 'intend'; readonly intention: Intention }
  /** Read the person at these instants, in monotonic ms. */
  | { readonly kind: 'read-at'; readonly times: readonly number[] }
  /** The line fell silent and our session was cleared. */
  | { readonly kind: 'hung-up' }
  | { readonly kind: 'call-inferred' }
  | { readonly kind: 'inferred-call-over' };

export interface AttributionStep {
  readonly state: AttributionState;
  readonly effects: readonly AttributionEffect[];
}

/** What may be said of the person. */
export interface AttributedView {
  /** The last independent state; null: there has been none. */
  readonly independent: IndependentState | null;
  /** Graph shows what may be our own write. */
  readonly masked: boolean;
  /** The call shown was inferred and no further read has confirmed it. */
  readonly unconfirmedCall: boolean;
}

import type { PresencePair } from '@lamplight/domain';
import type { OwnWrite, Way, WriteWindow } from './write-window.ts';

/** What is wanted at Graph for one person. `leave`: not decided, or not ours to decide now. */
export type Wanted =
  | { readonly kind: 'session'; readonly pair: PresencePair }
  | {
      readonly kind: 'preferred';
      readonly pair: PresencePair;
      /** What the person had chosen by hand before; null: not known. */
      readonly restore: PresencePair | null;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'leave' };

/** What the write queue is to bring about: hold what we wrote, end it, or send nothing at all. */
export type Intention =
  | ({ readonly kind: 'keep' } & OwnWrite)
  /** `restore`: set again in place of a preferred status that ends; null: it is cleared. Null for a session. */
  | { readonly kind: 'clear'; readonly way: Way; readonly restore: PresencePair | null }
  /** Nothing is sent; what stands is left to its lease. */
  | { readonly kind: 'rest' }
  /** Nothing is sent, and what stood is known to be gone: it is not renewed when it is wanted again. */
  | { readonly kind: 'forget' };

/** Our write at Graph, as far as we can know; one at a time, whatever its way. Times: monotonic ms. */
export type Own =
  | { readonly kind: 'none' }
  /** The set is sent and not answered. */
  | ({ readonly kind: 'setting'; readonly sentAt: number; readonly before: Own } & OwnWrite)
  /** In force, or possibly so after a set without an answer; `until` is the last instant at which it can be seen. */
  | ({
      readonly kind: 'live';
      readonly until: number;
      /** A read begun then or later shows it, if it is in force: visibility delay and settle time are over. */
      readonly showsFrom: number;
    } & OwnWrite)
  /** The clear is sent and not answered. */
  | { readonly kind: 'clearing'; readonly way: Way; readonly sentAt: number; readonly before: Own }
  | {
      readonly kind: 'settling';
      readonly way: Way;
      readonly clearedAt: number;
      readonly until: number;
      /** A set without an answer may still land until then, so it is cleared once more; null: it cannot. */
      readonly clearAgainAt: number | null;
      /** What was cleared was ours; false: Graph knew of none when an inherited one was cleared. */
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
  /** The same for a session that a process before this one had sent when it ended. */
  readonly formerMayLandUntil: number | null;
  /** What of ours had not been seen to go when it had to be gone; what shows it is inferred. */
  readonly unseenEnd: readonly OwnWrite[];
  readonly independent: IndependentState | null;
  readonly inferred: InferredCall | null;
  /** Of which of our writes the last read that counted was an echo; null: of none, it was independent. */
  readonly echoOf: Way | null;
  /** What to set again when a preferred status of ours ends; null: not known. */
  readonly restore: PresencePair | null;
  /** A preferred status of ours was set before anything independent had been read: what it covered is not known. */
  readonly coversUnknown: boolean;
  /** Our session stands, and was set over somebody last seen signed in nowhere. */
  readonly setOverSignedOut: boolean;
  /** The preferred pair in whose place the person has chosen another status by hand since; null: none. */
  readonly overtaken: PresencePair | null;
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
  | ({ readonly kind: 'set-sent' } & OwnWrite)
  | ({
      readonly kind: 'set-answered';
      readonly sentAt: number;
      /** `failed`: surely not in force. `unknown`: no answer, it may be in force now or later. */
      readonly outcome: 'accepted' | 'failed' | 'unknown';
    } & OwnWrite)
  | { readonly kind: 'clear-sent'; readonly way: Way }
  | {
      readonly kind: 'clear-answered';
      readonly way: Way;
      readonly outcome: 'cleared' | 'not-found' | 'failed' | 'unknown';
    }
  | { readonly kind: 'read'; readonly read: PresenceRead }
  | { readonly kind: 'tick' };

export type AttributionEffect =
  | { readonly kind: 'intend'; readonly intention: Intention }
  /** Read the person at these instants, in monotonic ms. */
  | { readonly kind: 'read-at'; readonly times: readonly number[] }
  /** Nothing is wanted any more and our session was cleared: the line fell silent. */
  | { readonly kind: 'hung-up' }
  | { readonly kind: 'call-inferred' }
  | { readonly kind: 'inferred-call-over' }
  /** A preferred status of ours was cleared, and what the person had chosen before it could not be put back. */
  | { readonly kind: 'choice-lost' };

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
  /** A status chosen by hand shows that was hidden before our session: without it the person is signed in nowhere. */
  readonly shownByOurs: boolean;
}

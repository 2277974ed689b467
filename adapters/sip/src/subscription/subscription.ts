/** The words of the subscriber state machine: one line's subscription to `Event: dialog` (RFC 6665, 4.1; RFC 4235). */
import type { SubscriptionStateHeader } from './subscription-state-header.ts';

/** Where in-dialog requests go and what they carry; made by the first NOTIFY, or for now by the answer (RFC 6665, 4.4.1). */
export interface SubscriptionDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** URI of the PBX's Contact. */
  readonly remoteTarget: string;
  /** Route values, first hop first. */
  readonly routes: readonly string[];
  /** CSeq of the last NOTIFY that was taken; undefined before the first. */
  readonly remoteSequence: number | undefined;
}

export type Renewal =
  | { readonly kind: 'scheduled'; readonly at: number }
  /** Waits for its turn to send. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'sent'; readonly notified: boolean }
  /** Answered; the NOTIFY with the whole state must come by then (timer N). */
  | { readonly kind: 'awaiting-notify'; readonly by: number };

export type Phase =
  | { readonly kind: 'idle' }
  /** Failed; tries again `until`, or only when released where that is null (the PBX cannot be reached). */
  | { readonly kind: 'waiting'; readonly until: number | null }
  /** Waits for its turn to send the first SUBSCRIBE. */
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'subscribing';
      readonly callId: string;
      readonly localTag: string;
      /** Made by a NOTIFY that overtook the answer. */
      readonly dialog: SubscriptionDialog | null;
      /** Stopped meanwhile: end it as soon as it is answered. */
      readonly isCancelled: boolean;
    }
  | {
      readonly kind: 'awaiting-notify';
      readonly dialog: SubscriptionDialog;
      /** Timer N. */
      readonly by: number;
      readonly expiresAt: number;
    }
  | {
      readonly kind: 'established';
      readonly dialog: SubscriptionDialog;
      readonly since: number;
      readonly expiresAt: number;
      readonly renewal: Renewal;
      /** Gaps and NOTIFYs out of order since the last document that fitted. */
      readonly disorder: number;
      /** A gap is open: the line becomes unknown then, unless the whole state comes before. */
      readonly unknownAt: number | null;
    }
  | { readonly kind: 'ending'; readonly callId: string; readonly localTag: string; readonly by: number };

/** All times are monotonic milliseconds. */
export interface SubscriptionState {
  readonly phase: Phase;
  /** Failures without a proven subscription in between; drives the back-off. */
  readonly failures: number;
  /** What is asked for; raised by 423. */
  readonly expiresSeconds: number;
  /** CSeq of the last SUBSCRIBE of the current call. */
  readonly sequence: number;
}

/** Why a line is unknown. */
export interface LineProblem {
  readonly kind:
    | 'refused'
    | 'terminated'
    | 'no-answer'
    | 'no-notify'
    | 'expired'
    | 'pending'
    | 'version-gap'
    | 'unreadable'
    | 'credentials-refused'
    | 'pbx-unreachable';
  /** SIP status where one says why. */
  readonly status: number | null;
  readonly text: string;
}

/** A final answer to a SUBSCRIBE of the call `callId`. */
export interface SubscribeAnswer {
  readonly kind: 'answer';
  readonly callId: string;
  readonly status: number;
  readonly reason: string;
  readonly lastSequence: number;
  readonly toTag: string | undefined;
  readonly contact: string | undefined;
  readonly routes: readonly string[];
  readonly expiresSeconds: number | undefined;
  readonly minExpiresSeconds: number | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** A NOTIFY whose Call-ID and To tag are those of this line's current call. */
export interface NotifyInput {
  readonly kind: 'notify';
  readonly callId: string;
  readonly fromTag: string;
  readonly contact: string | undefined;
  readonly routes: readonly string[];
  readonly sequence: number;
  readonly subscription: SubscriptionStateHeader;
  readonly content: 'document' | 'none' | { readonly unreadable: string; readonly status: number };
}

export type SubscriptionInput =
  | { readonly kind: 'start' }
  /** Unsubscribe and let go. */
  | { readonly kind: 'stop' }
  /** The pacer lets this line send; the ids are used where a new call begins. */
  | { readonly kind: 'turn'; readonly callId: string; readonly localTag: string }
  | SubscribeAnswer
  | { readonly kind: 'no-answer'; readonly callId: string; readonly lastSequence: number }
  | { readonly kind: 'credentials-refused'; readonly callId: string; readonly why: string }
  | NotifyInput
  /** What became of the document that `take-content` handed on. */
  | { readonly kind: 'content'; readonly outcome: 'applied' | 'old' | 'gap' }
  /** Nothing can be had from the PBX for now: hold until released. */
  | { readonly kind: 'pbx-lost'; readonly problem: LineProblem }
  | { readonly kind: 'release' }
  /** Refresh now: the PBX may have forgotten the subscription. */
  | { readonly kind: 'verify' }
  | { readonly kind: 'due' };

export type SubscriptionEffect =
  /** Ask the pacer for a turn; `isUrgent` goes before others. */
  | { readonly kind: 'want-turn'; readonly isUrgent: boolean }
  | { readonly kind: 'drop-turn' }
  | {
      readonly kind: 'subscribe';
      readonly callId: string;
      readonly localTag: string;
      /** Null: a new call. */
      readonly dialog: SubscriptionDialog | null;
      readonly sequence: number;
      /** 0 ends the subscription. */
      readonly expiresSeconds: number;
    }
  | { readonly kind: 'answer-notify'; readonly status: number; readonly reason?: string }
  /** Apply the NOTIFY's content to the line and feed back what became of it. */
  | { readonly kind: 'take-content' }
  /** What was known of the line's dialogs counts no more. */
  | { readonly kind: 'forget-dialogs' }
  | { readonly kind: 'line-unknown'; readonly problem: LineProblem }
  /** A refresh was answered 481: perhaps all subscriptions are gone. */
  | { readonly kind: 'suspect-restart' }
  | { readonly kind: 'ended' };

export interface SubscriptionStep {
  readonly state: SubscriptionState;
  readonly effects: readonly SubscriptionEffect[];
}

export interface SubscriptionOptions {
  /** Asked for in the first SUBSCRIBE, in seconds. */
  readonly expiresSeconds: number;
  /** The whole state is asked for at least this often, against NOTIFYs that got lost. */
  readonly fullRefreshMs: number;
}

/** The moment of a step. */
export interface StepMoment {
  /** Monotonic ms. */
  readonly now: number;
  /** In [0, 1). */
  readonly jitter: number;
  readonly options: SubscriptionOptions;
}

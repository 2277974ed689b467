/**
 * One person and everything around them at one instant: what is true, what Graph and the PBX show of it, and what our
 * processes believe. Nothing is left out that decides what happens next, so two equal worlds have the same future.
 * Times are ticks; the wall clock and the monotonic clock are the same one.
 */
import type { Claim, Desired, Freshness, PresencePair } from '@lamplight/domain';
import { initialLease, type LeaseState } from '@lamplight/gateway/decisions';
import {
  type AttributionState,
  CLOSED_LATCH_BREAKER,
  type LatchBreakerState,
  UNKNOWN_PERSON,
  type Write,
} from '@lamplight/teams-adapter/decisions';
import { LEASE_TIMES } from './times.ts';
import type { QueueEntry } from './write-order.ts';

export type LineState = 'idle' | 'ringing' | 'talking' | 'held';
export const CHOICES = ['none', 'Available', 'Away', 'DoNotDisturb'] as const;
export type Choice = (typeof CHOICES)[number];

/** What is the case, whoever can see it. */
export interface Truth {
  readonly line: LineState;
  readonly signedIn: boolean;
  /** In a Teams call; only who is signed in. */
  readonly call: boolean;
  /** An appointment goes on. */
  readonly meeting: boolean;
  readonly chosen: Choice;
}

/** Another application that writes sessions for the person. */
export interface ForeignApplication {
  /** Null: it has no session. */
  readonly pair: PresencePair | null;
  /** Infinity while it renews. */
  readonly until: number;
  /** It shows a call in Teams whenever the PBX shows one, its own lamp included. */
  readonly copies: boolean;
}

/** What a read may answer. */
export interface Shown {
  readonly pair: PresencePair;
  /** What would show if we had never written. */
  readonly others: PresencePair;
}

export interface Graph {
  /** Our session; it counts while `until` is not reached. */
  readonly ours: { readonly pair: PresencePair; readonly until: number } | null;
  /** What replicas may still show: to a read begun until `until`. */
  readonly before: readonly (Shown & { readonly until: number })[];
  /** A write whose answer was lost and that may take effect until then. */
  readonly landing: { readonly write: Write; readonly until: number } | null;
}

export interface Adapter {
  readonly attribution: AttributionState;
  readonly tickAt: number | null;
  readonly queue: QueueEntry | null;
  readonly breaker: LatchBreakerState;
  readonly breakerTickAt: number | null;
  /** What was claimed last; null: nothing yet. */
  readonly claim: Claim | null;
  readonly seen: boolean;
  readonly lastGoodReadAt: number;
  readonly decidedAt: number;
}

/** What a request is about, until it is answered. */
export interface ReadUnderWay {
  readonly begunAt: number;
  readonly mayShow: readonly Shown[];
}

export interface WriteUnderWay {
  readonly write: Write;
  readonly sentAt: number;
  /** What came of it at Graph; null: it has not got there. */
  readonly landed: 'done' | 'nothing-to-clear' | null;
}

/**
 * `up`: the source says what the line does. `coming`: a new connector that has not said everything. `redial`: the same
 * connector will be back by itself. `down`: nobody knows when.
 */
export type Link = 'up' | 'coming' | 'redial' | 'down';

export interface Pbx {
  readonly link: Link;
  /** The connector runs and cannot see its PBX. */
  readonly blind: boolean;
  /** The PBX answers effects with a refusal. */
  readonly refuses: boolean;
  /** The PBX shows the line as talking because we told it. */
  readonly told: boolean;
  /** What the connector said last. */
  readonly said: Claim | null;
}

/** What the gateway holds of one system: its lease and the claim on the one subject there. */
export interface SystemState {
  readonly lease: LeaseState;
  readonly entry: {
    readonly claim: Claim | null;
    /** Said under a lease before the current one. */
    readonly earlier: boolean;
    readonly staleSince: number | null;
  } | null;
}

/** What is shown and wanted, as last concluded. */
export interface Concluded {
  readonly availability: string;
  readonly activity: string;
  readonly tone: string;
  readonly labelId: string;
  readonly freshness: Freshness;
  /** State of the call shown; empty: none. */
  readonly call: string;
  readonly teamsMasked: boolean;
  readonly teamsView: string;
  readonly atTeams: Desired | null;
  readonly atLine: Desired | null;
}

export interface Gateway {
  readonly pbx: SystemState;
  readonly teams: SystemState;
  readonly concluded: Concluded;
  readonly revisitAt: number | null;
  /** Something that counts has changed since. */
  readonly dirty: boolean;
}

export interface World {
  readonly now: number;
  readonly truth: Truth;
  readonly foreign: ForeignApplication;
  readonly graph: Graph;
  readonly adapter: Adapter;
  readonly read: ReadUnderWay | null;
  readonly write: WriteUnderWay | null;
  readonly pbx: Pbx;
  readonly gateway: Gateway;
  /** When somebody other than us last showed what looks like a call; for judging, nobody in the world knows it. */
  readonly callShownAt: number;
}

export const NOTHING_CONCLUDED: Concluded = Object.freeze({
  availability: 'PresenceUnknown',
  activity: 'PresenceUnknown',
  tone: 'unknown',
  labelId: 'pending',
  freshness: 'pending',
  call: '',
  teamsMasked: false,
  teamsView: '',
  atTeams: null,
  atLine: null,
});

/** Before the first process has started: a free person who is signed in. */
export const FIRST_WORLD: World = {
  now: 0,
  truth: { line: 'idle', signedIn: true, call: false, meeting: false, chosen: 'none' },
  foreign: { pair: null, until: Infinity, copies: false },
  graph: { ours: null, before: [], landing: null },
  adapter: newAdapter(0),
  read: null,
  write: null,
  pbx: { link: 'redial', blind: false, refuses: false, told: false, said: null },
  gateway: newGateway(0),
  callShownAt: -Infinity,
};

export function newAdapter(now: number): Adapter {
  return {
    attribution: UNKNOWN_PERSON,
    tickAt: null,
    queue: null,
    breaker: CLOSED_LATCH_BREAKER,
    breakerTickAt: null,
    claim: null,
    seen: false,
    lastGoodReadAt: now,
    decidedAt: now,
  };
}

export function newGateway(now: number): Gateway {
  const pending = { lease: initialLease(now, LEASE_TIMES), entry: null };
  return { pbx: pending, teams: pending, concluded: NOTHING_CONCLUDED, revisitAt: null, dirty: true };
}

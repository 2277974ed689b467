/** What is kept of the life of a subscription, what it is told and what it asks for; `subscription-life.ts` moves it on. */
import type { GraphFailure } from '../graph-api.ts';
import type { IdSearch } from './refused-ids.ts';

/** Why there is no subscription, or none that can be kept. */
export type Trouble =
  | 'endpoint-unreachable'
  | 'consent-missing'
  | 'sign-in-needed'
  | 'other-installation'
  | 'throttled'
  | 'unavailable'
  | 'refused';

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'created'; readonly id: string; readonly expiresInMs: number }
  | { readonly kind: 'renewed'; readonly expiresInMs: number }
  | { readonly kind: 'deleted' }
  /** Ids of those that deliver to our address; hosts to which others of the application and account deliver. */
  | { readonly kind: 'listed'; readonly own: readonly string[]; readonly otherHosts: readonly string[] }
  /** POST: this account has one already. */
  | { readonly kind: 'exists' }
  /** PATCH: there is none with this id. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed';
      readonly trouble: Trouble;
      /** As Graph asks for; null: our own. */
      readonly pauseMs: number | null;
      readonly failure: GraphFailure | null;
      /** One of the ids may be why. */
      readonly perhapsId?: boolean;
    };

export type LifeInput =
  /** Who is to be notified, all of them, ascending. */
  | { readonly kind: 'people'; readonly ids: readonly string[] }
  | { readonly kind: 'certificate'; readonly id: string }
  /** `jitter` in [0, 1): spreads renewals and pauses. */
  | { readonly kind: 'answer'; readonly outcome: Outcome; readonly jitter: number }
  | { readonly kind: 'reauthorization-required' }
  /** It delivers nothing any more. */
  | { readonly kind: 'found-dead' }
  /** The account signed in again, or somebody wants it tried now. */
  | { readonly kind: 'try-again' }
  | { readonly kind: 'tick' }
  | { readonly kind: 'stop' };

export type LifeEffect =
  | { readonly kind: 'create'; readonly people: readonly string[]; readonly certificateId: string }
  /** `certificateId` null: the same as before. */
  | { readonly kind: 'renew'; readonly id: string; readonly certificateId: string | null }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'list' }
  /** Everybody is to be read now: what changed before is lost. */
  | { readonly kind: 'resync'; readonly people: readonly string[] };

export interface LiveSubscription {
  readonly id: string;
  readonly people: readonly string[];
  readonly certificateId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly renewAt: number;
  /** Null: not since it was created. */
  readonly patchedAt: number | null;
  /** When it is to be reauthorized; null: not asked for. */
  readonly reauthorizeAt: number | null;
  /** To be replaced. */
  readonly condemned: boolean;
}

export interface Difference {
  readonly since: number;
  readonly changedAt: number;
  readonly joined: boolean;
}

export interface LifeState {
  /** Who is to be notified, as it was told, */
  readonly told: readonly string[];
  /** and without those because of whom Graph refuses: until when they are left out. */
  readonly people: readonly string[];
  readonly refusedIds: ReadonlyMap<string, number>;
  /** For such an id; null: none is looked for. */
  readonly search: IdSearch | null;
  /** These people were refused though it is none of the ids: none is looked for again before they change. */
  readonly searchedInVain: boolean;
  readonly certificateId: string;
  /** Between whom the live one names and who is wanted; null: none. */
  readonly difference: Difference | null;
  readonly live: LiveSubscription | null;
  readonly underWay: LifeEffect | null;
  /** Of ours, from before. */
  readonly leftovers: readonly string[];
  /** Why the list is to be asked for: before the first one, when nobody is to be notified, or after a conflict. */
  readonly mustList: 'once' | 'conflict' | null;
  /** When it began; the machine is told by its first input. */
  readonly bornAt: number | null;
  readonly pausedUntil: number;
  /** In a row. */
  readonly failures: number;
  readonly trouble: { readonly kind: Trouble; readonly failure: GraphFailure | null } | null;
  readonly patchRefusedUntil: number;
  readonly stopped: boolean;
}

export interface LifeStep {
  readonly state: LifeState;
  readonly effects: readonly LifeEffect[];
}

/** Begins by looking for what an earlier process left behind when there is nobody to subscribe for. */
export function newLife(certificateId: string): LifeState {
  return {
    told: [],
    people: [],
    refusedIds: new Map(),
    search: null,
    searchedInVain: false,
    certificateId,
    difference: null,
    live: null,
    underWay: null,
    leftovers: [],
    mustList: 'once',
    bornAt: null,
    pausedUntil: -Infinity,
    failures: 0,
    trouble: null,
    patchRefusedUntil: -Infinity,
    stopped: false,
  };
}

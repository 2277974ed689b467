/** What the adapter needs of Graph, without the client that speaks to it: `client.ts` implements it. */
import type { Health, PresencePair } from '@lamplight/domain';

/** One presence as Graph gave it, read leniently. Source: Graph, presence resource. */
export interface GraphPresence {
  /** Object id, lower case. */
  readonly id: string;
  readonly pair: PresencePair;
  /** By the settings, or by an activity `… + OOF`. */
  readonly outOfOffice: { readonly active: boolean; readonly message: string };
  /** Wall time in ms until which it holds; null: no end given. */
  readonly statusMessage: { readonly text: string; readonly until: number | null } | null;
  /** `place`: the id of a place. */
  readonly workLocation: { readonly type: string; readonly place: string; readonly source: string } | null;
  /** Sorts as text; null in clouds without it. */
  readonly sequenceNumber: string | null;
}

/** What to do about a failed request. */
export type GraphRetry =
  /** With growing pauses. */
  | { readonly kind: 'later' }
  /** Nothing at all before that time is over. `guessed`: Graph named none, so it grows while it is not long enough. */
  | { readonly kind: 'after'; readonly ms: number; readonly guessed?: true }
  /** A person has to act first: try again slowly. */
  | { readonly kind: 'slowly' }
  /** Perhaps one id of the request is the cause. */
  | { readonly kind: 'split' };

export interface GraphFailure {
  /** Stable word; also the reason of {@link health}. */
  readonly reason: string;
  readonly retry: GraphRetry;
  /** Whether a write that failed so may be in force all the same. */
  readonly applied: 'no' | 'maybe';
  /** Nothing reached Graph, so it counts against no limit of Graph's. */
  readonly unsent?: true;
  readonly health: Health;
}

export type ReadAnswer =
  /** People that the answer does not name are not in it. */
  | { readonly kind: 'presences'; readonly presences: readonly GraphPresence[] }
  | { readonly kind: 'failed'; readonly failure: GraphFailure };

export type WriteAnswer =
  | { readonly kind: 'accepted' }
  /** clearPresence only: Graph has no session of ours for the person. */
  | { readonly kind: 'no-session' }
  | { readonly kind: 'failed'; readonly failure: GraphFailure };

/** Never rejects. */
export interface GraphApi {
  /** At most 650 object ids. */
  getPresences(ids: readonly string[]): Promise<ReadAnswer>;
  setPresence(id: string, pair: PresencePair, leaseMs: number): Promise<WriteAnswer>;
  clearPresence(id: string): Promise<WriteAnswer>;
  /** `leaseMs` null: as long as Graph lets the pair last by itself. */
  setPreferredPresence(id: string, pair: PresencePair, leaseMs: number | null): Promise<WriteAnswer>;
  clearPreferredPresence(id: string): Promise<WriteAnswer>;
}

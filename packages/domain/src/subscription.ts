/** The conversation of one Subscribe stream, in domain terms. The promises: proto/presence/v1/subscription.proto. */
import type { PersonId } from './ids.ts';
import type { Presence } from './presence.ts';
import type { Problem } from './problem.ts';

export type PersonSelector =
  | { readonly by: 'id'; readonly personId: string }
  | { readonly by: 'address'; readonly address: string };

export type SubscribeRequest =
  | {
      readonly kind: 'hello';
      readonly clientName: string;
      readonly clientVersion: string;
      /** Opaque; null: none. */
      readonly resumeToken: Uint8Array | null;
      /** Null: the server's default. */
      readonly minUpdateIntervalMs: number | null;
    }
  | {
      readonly kind: 'watch';
      readonly requestId: number;
      readonly add: readonly PersonSelector[];
      readonly keep: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly kind: 'unrecognised' };

export interface Change {
  /** The asked id where the person is not known; empty where an address could not be resolved. */
  readonly personId: PersonId | null;
  /** Set when the person was added by an address. */
  readonly requestedAddress: string | null;
  /** 0 for a problem without a presence. */
  readonly revision: number;
  readonly outcome:
    | { readonly kind: 'presence'; readonly presence: Presence }
    | { readonly kind: 'problem'; readonly problem: Problem };
}

export type SubscribeResponse =
  | {
      readonly kind: 'welcome';
      readonly epoch: string;
      readonly heartbeatIntervalMs: number;
      readonly maxWatched: number;
      readonly maxPerRequest: number;
      readonly minUpdateIntervalMs: number;
    }
  | { readonly kind: 'changes'; readonly items: readonly Change[]; readonly resumeToken: Uint8Array | null }
  | {
      readonly kind: 'caught-up';
      readonly requestId: number;
      readonly watchedCount: number;
      readonly resumed: boolean;
      readonly resumeToken: Uint8Array | null;
    }
  | { readonly kind: 'watch-refused'; readonly requestId: number; readonly problem: Problem }
  | { readonly kind: 'heartbeat'; readonly serverTime: number; readonly resumeToken: Uint8Array | null }
  | { readonly kind: 'reset'; readonly reason: string }
  | {
      readonly kind: 'draining';
      readonly reason: string;
      readonly reconnectAfterMinMs: number;
      readonly reconnectAfterMaxMs: number;
    };

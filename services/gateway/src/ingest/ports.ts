/** What ingest needs of the rooms behind it; the tenant's core hands it in. */
import type {
  ClaimItem,
  Effect,
  EffectResult,
  LeaseId,
  RosterEntry,
  SourceId,
  System,
  SystemId,
} from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';

/** Where claims go. The calls of one system come in the order of its leases; see claims/claim-ledger.ts. */
export interface ClaimSink {
  begin(systemId: SystemId, leaseId: LeaseId, sourceId: SourceId): void;
  continue(systemId: SystemId): void;
  renew(systemId: SystemId): void;
  lose(systemId: SystemId): void;
  leave(systemId: SystemId, handover: boolean): void;
  complete(systemId: SystemId): void;
  take(
    systemId: SystemId,
    sequence: number,
    items: readonly ClaimItem[],
  ): readonly { readonly address: string; readonly error: LamplightError }[];
  isComplete(systemId: SystemId): boolean;
  heldCount(systemId: SystemId): number;
}

/** The subjects of a system that somebody watches or syncs. */
export interface RosterFeed {
  addresses(systemId: SystemId): Iterable<string>;
  /** Undefined: nobody is bound to it any more. */
  entry(systemId: SystemId, address: string): RosterEntry | undefined;
}

/** What is wanted at the subjects of a system. */
export interface EffectFeed {
  /** Subjects at which something is wanted or left alone. */
  addresses(systemId: SystemId): Iterable<string>;
  /** With `desired` null where nothing is wanted any more; undefined: nothing ever was. */
  effect(systemId: SystemId, address: string): Effect | undefined;
  record(systemId: SystemId, results: readonly EffectResult[]): void;
}

export interface SystemBook {
  readonly systems: ReadonlyMap<SystemId, System>;
}

/** What `welcome` promises. */
export interface ReportSettings {
  /** From the last request to the lapse; default 90,000. */
  readonly leaseMs: number;
  /** How often both sides say something; default 30,000. */
  readonly renewMs: number;
  /** How many claims may be under way unaccepted; default 5,000. */
  readonly credit: number;
  /** Items of one message in either direction; default 500. */
  readonly maxItemsPerMessage: number;
  /** From the opening of a stream to its hello; default 10,000. */
  readonly helloDeadlineMs: number;
}

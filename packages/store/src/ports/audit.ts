import type { Json } from './shared.ts';
import type { Actor } from './store.ts';

/** One change. `hash` covers everything and the hash before it, under a key that is not in the store. */
export interface AuditEntry {
  /** Counts from 1 without a gap, per tenant. */
  readonly sequence: number;
  /** Wall time in ms. */
  readonly at: number;
  readonly actor: Actor;
  /** create, update, remove, erase, … */
  readonly action: string;
  /** person, line, binding, key, … */
  readonly entity: string;
  readonly entityId: string;
  /** Null: there was none, or it has been erased ({@link AuditEntry.erased}). */
  readonly before: Json;
  readonly after: Json;
  /** What was said of a person here has been erased on purpose; the chain still holds. */
  readonly erased: boolean;
  readonly hash: string;
}

export interface AuditFilter {
  readonly entity: string | null;
  readonly entityId: string | null;
  readonly actorId: string | null;
  /** Whom the entry speaks of, whatever its entity: their bindings and pauses too. */
  readonly personId: string | null;
  /** Wall time in ms; null: open. */
  readonly from: number | null;
  readonly to: number | null;
}

/** What {@link AuditView.verify} found; `sequence` is the first entry that does not hold. */
export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly sequence: number; readonly problem: string };

export interface AuditView {
  list(
    filter: AuditFilter,
    after: number,
    limit: number,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly complete: boolean }>;
  /**
   * Recomputes the chain. A cut end cannot be seen from inside: `expected` is a head that was streamed out before, and
   * must be found.
   */
  verify(expected?: { readonly sequence: number; readonly hash: string }): Promise<AuditVerdict>;
}

export interface AuditChange extends AuditView {
  /** Bodies older than this are emptied; the chain stays. Gives how many. */
  emptyBefore(instant: number): Promise<number>;
}

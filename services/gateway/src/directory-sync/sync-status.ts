import type { Health } from '@lamplight/domain';
import type { HeldLeavers } from './sync-state.ts';

/** How the directory of a system is read, for whoever looks. Times are wall time in ms. */
export interface DirectorySyncStatus {
  readonly health: Health;
  /** Who is here by this directory. */
  readonly people: number;
  /** A read that is under way; null: none is. */
  readonly reading: {
    readonly since: number;
    /** Everybody, or only what changed. */
    readonly whole: boolean;
    /** Of a whole read. */
    readonly done: number;
    /** Null: not known. */
    readonly total: number | null;
  } | null;
  /** Who was left out of the last whole read, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly lastSuccess: number | null;
  readonly lastWhole: number | null;
  /** Null: under way, or not before somebody asks. */
  readonly next: number | null;
  readonly held: HeldLeavers | null;
  /** Why its people have no telephone numbers; null: they have. */
  readonly withoutNumbers: string | null;
}

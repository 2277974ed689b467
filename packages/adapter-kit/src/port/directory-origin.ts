/**
 * People and groups as a system knows them, for a gateway's directory. Beside the adapter's port: reading a directory
 * needs other rights and another pace than presence.
 */
import type { EntryKind, Health, PersonAddress } from '@lamplight/domain';

export interface OriginPerson {
  /** What stays when names and addresses change: an Entra object id, lower case. */
  readonly anchor: string;
  readonly kind: EntryKind;
  readonly displayName: string;
  readonly department: string;
  readonly addresses: readonly PersonAddress[];
}

export interface OriginGroup {
  readonly id: string;
  readonly displayName: string;
}

/** One part of a read, in order: people before the groups that they are members of. */
export type OriginPage =
  | { readonly kind: 'people'; readonly people: readonly OriginPerson[] }
  /** There, but with a record that could not be understood: they stay as they are. */
  | { readonly kind: 'kept'; readonly anchors: readonly string[] }
  /** Gone from the directory, or no longer among those who are taken. */
  | { readonly kind: 'gone'; readonly anchors: readonly string[] }
  /** All groups that are taken: others that an earlier read named are gone. Without it a whole read has none. */
  | { readonly kind: 'groups'; readonly groups: readonly OriginGroup[] }
  | {
      readonly kind: 'members';
      readonly groupId: string;
      /** Whoever is not in `added` is no member. */
      readonly complete: boolean;
      /** Anchors; some may be of people who are not taken. */
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  /** Who was left out, by a stable reason such as `guest` or `disabled`; of this read so far. */
  | { readonly kind: 'left-out'; readonly counts: Readonly<Record<string, number>> }
  /** How far a read of everybody is; `total` null: not known. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  /** The last one. `full`: who was not named does not exist. `cursor` continues from here. */
  | { readonly kind: 'end'; readonly full: boolean; readonly cursor: string }
  /** The last one. Everything before it holds; nothing is to be removed for not having been named. */
  | { readonly kind: 'failed'; readonly health: Health; readonly retryAfterMs: number };

export interface DirectoryOrigin {
  /** How often to read; ms. */
  readonly refreshMs: number;
  /** Why its people carry no telephone numbers, so that no line is matched to them by number; null: they carry them. */
  readonly withoutNumbers: string | null;
  /** False: others are taken than when that `end` came, since settings changed; everybody is read at once then. */
  goesOnFrom(cursor: string): boolean;
  /** @param cursor of the last `end`; null: from the beginning. Never throws; ends early when `signal` aborts. */
  read(cursor: string | null, signal: AbortSignal): AsyncIterable<OriginPage>;
}

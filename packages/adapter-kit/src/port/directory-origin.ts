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

/** One part of a read, in order. */
export type OriginPage =
  | { readonly kind: 'people'; readonly people: readonly OriginPerson[] }
  /** Gone from the directory, or no longer among those who are taken. */
  | { readonly kind: 'gone'; readonly anchors: readonly string[] }
  | { readonly kind: 'groups'; readonly groups: readonly OriginGroup[]; readonly removed: readonly string[] }
  | {
      readonly kind: 'members';
      readonly groupId: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  /** Who was left out, by a stable reason such as `guest` or `disabled`; of this read so far. */
  | { readonly kind: 'left-out'; readonly counts: Readonly<Record<string, number>> }
  /** How far a first read is; `total` null: not known. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null }
  /** The last one. `full`: who was not named does not exist. `cursor` continues from here. */
  | { readonly kind: 'end'; readonly full: boolean; readonly cursor: string }
  /** The last one. Everything before it holds; nothing is to be removed for not having been named. */
  | { readonly kind: 'failed'; readonly health: Health; readonly retryAfterMs: number };

export interface DirectoryOrigin {
  /** How often to read; ms. */
  readonly refreshMs: number;
  /** @param cursor of the last `end`; null: from the beginning. Never throws; ends early when `signal` aborts. */
  read(cursor: string | null, signal: AbortSignal): AsyncIterable<OriginPage>;
}

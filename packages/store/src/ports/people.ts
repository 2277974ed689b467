import type {
  AddressKind,
  EntryKind,
  PersonAddress,
  PersonalSettings,
  PersonId,
  TelephonyMode,
} from '@lamplight/domain';
import type { BindingRecord } from './bindings.ts';
import type { Page, PageQuery, Versioned } from './shared.ts';

/** Where a record came from. What an administrator made, nothing else changes. */
export type Origin = 'administrator' | 'directory' | 'file';

/** A person who asked not to be shown, or for whom an administrator did. */
export interface PauseRecord {
  /** Wall time in ms; null: until it is ended. */
  readonly until: number | null;
  /** The actor that set it, as in the audit. */
  readonly by: string;
}

export interface PersonRecord extends Versioned, PersonalSettings {
  /** UUIDv7 where the store made it; a configuration file's own id where it came from one. */
  readonly id: PersonId;
  readonly kind: EntryKind;
  readonly displayName: string;
  readonly department: string;
  readonly telephony: TelephonyMode;
  /** What the person is anchored on: stays when names and addresses change. Lower case; unique in a tenant. */
  readonly entraObjectId: string | null;
  readonly addresses: readonly PersonAddress[];
  readonly groupIds: readonly string[];
  readonly origin: Origin;
  readonly pause: PauseRecord | null;
  /** Wall time in ms at which they left: dark from then on, erased once retention says so. Null: still here. */
  readonly leftAt: number | null;
}

/** A person with every binding: what a directory shows. */
export interface PersonWithBindings {
  readonly person: PersonRecord;
  readonly bindings: readonly BindingRecord[];
}

export interface PeopleFilter {
  /** Words that names or addresses must contain, in any order, without case and accents; empty: all. */
  readonly query: string;
  /** Empty: all. */
  readonly kinds: readonly EntryKind[];
  readonly groupId: string | null;
  readonly systemId: string | null;
  /** Who has it as their own; null: does not matter. */
  readonly profileId: string | null;
  readonly state: 'active' | 'left' | 'paused' | 'all';
  /** Only people without any line, or without an Entra account; null: does not matter. */
  readonly without: 'line' | 'teams' | null;
}

export interface PeopleView {
  /** How many, leavers not counted. */
  count(): Promise<number>;
  get(id: PersonId): Promise<PersonWithBindings | undefined>;
  /** How many have the profile as their own, leavers included: they may come back to it. */
  countByProfile(profileId: string): Promise<number>;
  /** How many show a status of their own with the label, leavers included. */
  countByLabel(labelId: string): Promise<number>;
  byEntraObjectId(objectId: string): Promise<PersonRecord | undefined>;
  /** Everybody who has the address, compared as `@lamplight/addresses` compares that kind. */
  byAddress(kind: AddressKind, value: string): Promise<readonly PersonRecord[]>;
  /** By folded display name, then id. */
  list(filter: PeopleFilter, page: PageQuery): Promise<Page<PersonRecord>>;
  /**
   * People who changed, whose bindings changed (in the kind of their line, too), or who left after `revision`, in order
   * of revision; erased people are named in `removed`. A page ends where `limit` is reached: go on from `through`.
   */
  changedSince(
    revision: number,
    limit: number,
  ): Promise<{
    readonly changed: readonly PersonWithBindings[];
    readonly removed: readonly PersonId[];
    readonly through: number;
    readonly complete: boolean;
  }>;
}

export type PersonInput = Pick<
  PersonRecord,
  | 'kind'
  | 'displayName'
  | 'department'
  | 'telephony'
  | 'entraObjectId'
  | 'addresses'
  | 'groupIds'
  | keyof PersonalSettings
  | 'origin'
>;

/** A person as an origin knows them: what it leaves out stays as it is, and begins as nothing in particular. */
export type SyncEntry = Pick<
  PersonInput,
  'kind' | 'displayName' | 'department' | 'entraObjectId' | 'addresses' | 'origin'
> &
  Partial<PersonInput>;

/** What became of an entry of a sync: `same` where nothing differed, so that nothing was written. */
export type Synced = { readonly personId: PersonId; readonly outcome: 'created' | 'updated' | 'returned' | 'same' };

export interface PeopleChange extends PeopleView {
  /** @param id only from a configuration file; else the store makes a UUIDv7 */
  create(person: PersonInput, id?: PersonId): Promise<PersonRecord>;
  /** As {@link create} for each, in few statements: hand in some thousand at a time. */
  createMany(people: readonly { readonly id: PersonId; readonly person: PersonInput }[]): Promise<void>;
  /** @throws LamplightError `person_unknown`, `revision_conflict`, `request_conflict` for a taken anchor */
  update(id: PersonId, change: Partial<PersonInput>, ifRevision: number | null): Promise<PersonRecord>;
  setPause(id: PersonId, pause: PauseRecord | null, ifRevision: number | null): Promise<PersonRecord>;
  /** Marks a leaver; logged-in and directory-made bindings end, hand-made ones stay for a return. */
  leave(id: PersonId, ifRevision: number | null): Promise<PersonRecord>;
  comeBack(id: PersonId, ifRevision: number | null): Promise<PersonRecord>;
  /**
   * Creates or updates many by their anchor (Entra object id, else UPN); fields that an administrator made stay. Built
   * for 100,000: hand in some thousand at a time.
   */
  sync(entries: readonly SyncEntry[]): Promise<readonly Synced[]>;
  /** Everything of the person goes, and what the audit says of them is emptied; the audit's chain still holds. */
  erase(id: PersonId): Promise<void>;
  /** Leavers who left before, oldest first. */
  leftBefore(instant: number, limit: number): Promise<readonly PersonId[]>;
}

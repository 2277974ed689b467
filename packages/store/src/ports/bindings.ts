import type { BindingRole, LineKind, PersonId, SubjectRef, SystemId } from '@lamplight/domain';
import type { Page, PageQuery, Versioned } from './shared.ts';

/**
 * Who made a binding. `matching` and `list` ones are made anew by each run of the matchers; `administrator` ones survive
 * every sync; `login` ones have a lease; `file` ones follow the configuration file; `directory` ones are accounts that the
 * directory of their system names.
 */
export type BindingOrigin = 'administrator' | 'matching' | 'list' | 'file' | 'login' | 'directory';

export interface BindingRecord extends Versioned, SubjectRef {
  readonly personId: PersonId;
  readonly role: BindingRole;
  /** At most one primary line per person. */
  readonly primary: boolean;
  readonly origin: BindingOrigin;
  /** Why, in stable words with values: `mail anna@example.com`. */
  readonly reason: string;
  /** Wall time in ms at which a login ends by itself; null: stands. */
  readonly expiresAt: number | null;
  /** Of the line as it is kept; null: no line (an Entra account). */
  readonly lineKind: LineKind | null;
}

export type BindingInput = Omit<BindingRecord, keyof Versioned | 'lineKind'>;

export interface BindingsView {
  of(personId: PersonId): Promise<readonly BindingRecord[]>;
  at(ref: SubjectRef): Promise<readonly BindingRecord[]>;
  /** Whoever owns these subjects of a system, in few statements. */
  ownersAt(systemId: SystemId, addresses: readonly string[]): Promise<readonly BindingRecord[]>;
  list(
    filter: { readonly systemId: string | null; readonly origins: readonly BindingOrigin[] },
    page: PageQuery,
  ): Promise<Page<BindingRecord>>;
}

export interface BindingsChange extends BindingsView {
  /**
   * One binding per person and subject; a subject that is not kept yet becomes a line. Marking one primary unmarks the
   * other. @throws LamplightError `person_unknown`, `system_unknown`, `revision_conflict`
   */
  put(binding: BindingInput, ifRevision: number | null): Promise<BindingRecord>;
  /** As {@link put} for each, one after another, in few statements: hand in some thousand at a time. */
  putMany(bindings: readonly BindingInput[]): Promise<void>;
  remove(personId: PersonId, ref: SubjectRef, ifRevision: number | null): Promise<void>;
  /** What matching made, replaced as a whole; what is the same is not touched. */
  replaceMatched(
    bindings: readonly BindingInput[],
  ): Promise<{ readonly added: number; readonly changed: number; readonly removed: number }>;
  /** Ends logins whose lease is over. */
  expire(now: number): Promise<number>;
}

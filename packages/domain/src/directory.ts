import type { PersonId, SystemId } from './ids.ts';
import type { EntryKind, Person } from './person.ts';
import type { Problem } from './problem.ts';
import type { SubjectRef, System } from './subject.ts';
import type { PersonSelector } from './subscription.ts';

export type Resolved =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface ListQuery {
  readonly pageSize: number;
  /** Null: from the start. */
  readonly pageToken: string | null;
  /** Empty: all. */
  readonly kinds: readonly EntryKind[];
  readonly groupId: string | null;
}

export interface Group {
  readonly id: string;
  readonly displayName: string;
}

/** Who is who in one tenant: read by every room, kept by one. Answers from memory; never blocks. */
export interface Directory {
  /** As they are now: read it anew after each change. */
  readonly systems: ReadonlyMap<SystemId, System>;
  readonly groups: readonly Group[];
  readonly size: number;
  person(id: PersonId): Person | undefined;
  /** Every person, in the order of {@link list}. */
  people(): Iterable<Person>;
  /** One by id or address; a problem when unknown, ambiguous or moved. */
  resolve(selector: PersonSelector): Resolved;
  /**
   * Whom a system means by a name: the address of a line of its own first, then any UPN, mail address, number,
   * extension or SIP URI, then a user name, which is what stands before the @ of a UPN. Nobody, or several, as it is.
   */
  named(systemId: SystemId, name: string): readonly Person[];
  /** People whose names or addresses contain every word of the query, best first. */
  search(
    query: string,
    limit: number,
    kinds: readonly EntryKind[],
  ): { readonly people: readonly Person[]; readonly truncated: boolean };
  list(query: ListQuery): { readonly people: readonly Person[]; readonly nextPageToken: string | null };
  /** People bound to a subject. */
  peopleAt(subject: SubjectRef): readonly Person[];
  /**
   * Calls `listener` once per change with the ids of people who were added, changed or removed; none where only systems
   * or groups have changed.
   */
  listen(listener: (changed: readonly PersonId[]) => void): () => void;
}

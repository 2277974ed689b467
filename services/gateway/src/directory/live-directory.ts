/**
 * A tenant's directory in memory, changed in place. Every index is kept as people come, change and go, so that one
 * change costs some microseconds whatever the size of the directory; people are listed from one array in the order of
 * names.
 */
import { foldName, type NumberPlan } from '@lamplight/addresses';
import {
  type Directory,
  type EntryKind,
  type Group,
  isId,
  type ListQuery,
  type Person,
  type PersonId,
  type PersonSelector,
  personId,
  type Resolved,
  type SubjectRef,
  type System,
  type SystemId,
  subjectKey,
} from '@lamplight/domain';
import type { ErrorReason } from '@lamplight/runtime';
import { problem } from '../problem.ts';
import { AddressIndex } from './address-index.ts';
import { KeyIndex } from './key-index.ts';
import { OrderedPeople } from './ordered-people.ts';
import { makePageToken, readPageToken } from './page-token.ts';
import { queryWords, searchTextOf } from './search-text.ts';

/** A system with how numbers are read there; null: no plan, so that an extension is only itself. */
export interface PlannedSystem extends System {
  readonly numberPlan: NumberPlan | null;
}

export interface DirectoryChange {
  /** All of them, instead of those before; absent: as they were. */
  readonly systems?: readonly PlannedSystem[];
  /** All of them, instead of those before; absent: as they were. */
  readonly groups?: readonly Group[];
  /** People who are new or different. */
  readonly changed: readonly Person[];
  /** People who are gone, whatever `changed` says; who is not there is passed over. */
  readonly removed: readonly PersonId[];
}

export class LiveDirectory implements Directory {
  #systems: ReadonlyMap<SystemId, PlannedSystem> = new Map();
  #groups: readonly Group[] = [];
  readonly #people = new OrderedPeople();
  readonly #addresses = new AddressIndex();
  readonly #subjects = new KeyIndex<PersonId>();
  readonly #listeners = new Set<(changed: readonly PersonId[]) => void>();

  /** @param content what it starts with; default: nobody */
  constructor(content: DirectoryChange = { changed: [], removed: [] }) {
    this.apply(content);
  }

  get systems(): ReadonlyMap<SystemId, PlannedSystem> {
    return this.#systems;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  get size(): number {
    return this.#people.size;
  }

  /** Makes one change of many; listeners are called once, afterwards, and not where nothing differs. */
  apply(change: DirectoryChange): void {
    const touched = new Set<PersonId>();
    const groups = change.groups ?? this.#groups;
    const systemsChanged = change.systems !== undefined && this.#replaceSystems(change.systems, touched);
    const groupsChanged = JSON.stringify(groups) !== JSON.stringify(this.#groups);
    this.#groups = groups;
    const gone = new Set(change.removed);
    const present = new Map(change.changed.filter(({ id }) => !gone.has(id)).map((person) => [person.id, person]));
    const entries = [...present.values()].map((person) => {
      touched.add(person.id);
      this.#unindex(person.id);
      for (const bound of person.bindings) {
        this.#subjects.add(subjectKey(bound), person.id);
      }
      const text = searchTextOf(person, this.#addresses.add(person));
      return { position: { key: foldName(person.displayName), id: person.id }, person, text };
    });
    const removed = [...gone].filter((id) => this.#people.get(id) !== undefined);
    for (const id of removed) {
      this.#unindex(id);
      touched.add(id);
    }
    this.#people.change(entries, removed);
    if (touched.size > 0 || systemsChanged || groupsChanged) {
      const changed = [...touched];
      for (const listener of [...this.#listeners]) {
        listener(changed);
      }
    }
  }

  person(id: PersonId): Person | undefined {
    return this.#people.get(id)?.person;
  }

  *people(): Iterable<Person> {
    for (const { person } of this.#people.from(null)) {
      yield person;
    }
  }

  resolve(selector: PersonSelector): Resolved {
    if (selector.by === 'id') {
      const person = isId(selector.personId) ? this.person(personId(selector.personId)) : undefined;
      return person === undefined
        ? failed('person_unknown', `nobody has the id ${shown(selector.personId)}: find people by Lookup or Search`)
        : { kind: 'person', person };
    }
    const { address } = selector;
    const found = this.#peopleOf(this.#addresses.find(address));
    const [first] = found;
    if (first === undefined) {
      return failed('person_unknown', `nobody has the address ${shown(address)}: find people by Search`);
    }
    if (found.length > 1) {
      const text = `${found.length} people have the address ${shown(address)}: name the one by person_id, or write the number in full`;
      return failed('person_ambiguous', text, { matches: String(found.length) });
    }
    return { kind: 'person', person: first };
  }

  named(systemId: SystemId, name: string): readonly Person[] {
    const here = this.peopleAt({ systemId, address: name });
    const owners = here.filter((person) =>
      person.bindings.some((bound) => bound.systemId === systemId && bound.address === name && bound.role === 'owner'),
    );
    if (here.length > 0) {
      return owners.length > 0 ? owners : here;
    }
    return this.#peopleOf(this.#addresses.findAt(systemId, name));
  }

  search(
    query: string,
    limit: number,
    kinds: readonly EntryKind[],
  ): { readonly people: readonly Person[]; readonly truncated: boolean } {
    const words = queryWords(query);
    return words.length === 0
      ? { people: [], truncated: false }
      : this.#people.search(words, limit, ({ kind }) => kinds.length === 0 || kinds.includes(kind));
  }

  list(query: ListQuery): { readonly people: readonly Person[]; readonly nextPageToken: string | null } {
    const { kinds, groupId, pageSize } = query;
    const page: Person[] = [];
    let last: string | null = null;
    for (const { person, position } of this.#people.from(
      query.pageToken === null ? null : readPageToken(query.pageToken),
    )) {
      if (
        (kinds.length === 0 || kinds.includes(person.kind)) &&
        (groupId === null || person.groupIds.includes(groupId))
      ) {
        if (page.length === pageSize) {
          return { people: page, nextPageToken: last };
        }
        page.push(person);
        last = makePageToken(position);
      }
    }
    return { people: page, nextPageToken: null };
  }

  peopleAt(subject: SubjectRef): readonly Person[] {
    return this.#peopleOf(this.#subjects.get(subjectKey(subject)));
  }

  listen(listener: (changed: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** True where any differs. A new plan or technology concerns everybody who has a line there, so all are entered anew. */
  #replaceSystems(systems: readonly PlannedSystem[], touched: Set<PersonId>): boolean {
    const before = this.#systems;
    if (JSON.stringify(systems) === JSON.stringify([...before.values()])) {
      return false;
    }
    this.#systems = new Map(systems.map((system) => [system.id, system]));
    const plans = new Map(systems.map(({ id, numberPlan }) => [id, numberPlan]));
    if (JSON.stringify(systems.map(meaning)) !== JSON.stringify([...before.values()].map(meaning))) {
      this.#addresses.restart(plans);
      const entries = [...this.#people.from(null)].map((entry) => {
        const person = this.#withTechnologies(entry.person);
        const text = searchTextOf(person, this.#addresses.add(person));
        if (person !== entry.person) {
          touched.add(person.id);
        }
        return { ...entry, person, text };
      });
      this.#people.change(entries, []);
    }
    return true;
  }

  #withTechnologies(person: Person): Person {
    const bindings = person.bindings.map((bound) => {
      const technology = this.#systems.get(bound.systemId)?.technology ?? bound.technology;
      return technology === bound.technology ? bound : { ...bound, technology };
    });
    return bindings.every((bound, index) => bound === person.bindings[index]) ? person : { ...person, bindings };
  }

  #unindex(id: PersonId): void {
    const person = this.person(id);
    if (person !== undefined) {
      this.#addresses.delete(person);
      for (const bound of person.bindings) {
        this.#subjects.delete(subjectKey(bound), id);
      }
    }
  }

  #peopleOf(ids: readonly PersonId[]): readonly Person[] {
    return ids.flatMap((id) => this.person(id) ?? []);
  }
}

/** What decides how people are entered. */
function meaning({ id, technology, numberPlan }: PlannedSystem): unknown {
  return [id, technology, numberPlan];
}

function failed(reason: ErrorReason, message: string, details: Record<string, string> = {}): Resolved {
  return { kind: 'problem', problem: problem(reason, message, details) };
}

function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
}

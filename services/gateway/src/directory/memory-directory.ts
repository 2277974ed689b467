import {
  type Directory,
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
import { folded, lineName, phoneDigits } from './folded.ts';
import { comparePositions, makePageToken, type PagePosition, readPageToken } from './page-token.ts';
import { SearchIndex } from './search-index.ts';

export interface DirectoryContent {
  readonly systems: readonly System[];
  readonly groups: readonly Group[];
  readonly people: readonly Person[];
}

/** A tenant's people as the configuration names them; they stand for as long as the process runs. */
export class MemoryDirectory implements Directory {
  readonly systems: ReadonlyMap<SystemId, System>;
  readonly groups: readonly Group[];
  readonly #byId: ReadonlyMap<PersonId, Person>;
  readonly #ordered: readonly { readonly position: PagePosition; readonly person: Person }[];
  /** By kind of address, strongest first; an address is looked for in each until somebody has it. */
  readonly #byAddress: readonly ReadonlyMap<string, readonly Person[]>[];
  readonly #bySubject: ReadonlyMap<string, readonly Person[]>;
  readonly #search: SearchIndex;

  constructor(content: DirectoryContent) {
    this.systems = new Map(content.systems.map((system) => [system.id, system]));
    this.groups = content.groups;
    this.#byId = new Map(content.people.map((person) => [person.id, person]));
    this.#ordered = content.people
      .map((person) => ({ position: { key: folded(person.displayName), id: person.id }, person }))
      .sort((a, b) => comparePositions(a.position, b.position));
    const { people } = content;
    this.#byAddress = [
      multiMap(people, (person) => addressesOf(person, 'upn').map(folded)),
      multiMap(people, (person) => addressesOf(person, 'mail').map(folded)),
      multiMap(people, (person) => addressesOf(person, 'phone').map((value) => phoneDigits(value) ?? folded(value))),
      multiMap(people, (person) => [
        ...addressesOf(person, 'line').map(lineName),
        ...person.bindings.filter(({ lineKind }) => lineKind !== null).map(({ address }) => lineName(address)),
      ]),
    ];
    this.#bySubject = multiMap(people, (person) => person.bindings.map(subjectKey));
    this.#search = new SearchIndex(this.#ordered.map(({ person }) => person));
  }

  get size(): number {
    return this.#byId.size;
  }

  person(id: PersonId): Person | undefined {
    return this.#byId.get(id);
  }

  *people(): Iterable<Person> {
    for (const { person } of this.#ordered) {
      yield person;
    }
  }

  resolve(selector: PersonSelector): Resolved {
    if (selector.by === 'id') {
      const person = isId(selector.personId) ? this.#byId.get(personId(selector.personId)) : undefined;
      return person === undefined
        ? failed('person_unknown', `nobody has the id ${shown(selector.personId)}: find people by Lookup or Search`)
        : { kind: 'person', person };
    }
    const { address } = selector;
    const names = [folded(address), folded(address), phoneDigits(address), lineName(address)];
    for (const [index, people] of this.#byAddress.entries()) {
      const found = people.get(names[index] ?? '') ?? [];
      const [first] = found;
      if (found.length > 1) {
        const text = `${found.length} people have the address ${shown(address)}: name the one by person_id`;
        return failed('person_ambiguous', text, { matches: String(found.length) });
      }
      if (first !== undefined) {
        return { kind: 'person', person: first };
      }
    }
    return failed('person_unknown', `nobody has the address ${shown(address)}: find people by Search`);
  }

  search(...query: Parameters<Directory['search']>): ReturnType<Directory['search']> {
    return this.#search.search(...query);
  }

  list(query: ListQuery): { readonly people: readonly Person[]; readonly nextPageToken: string | null } {
    const after = query.pageToken === null ? undefined : readPageToken(query.pageToken);
    const matching = this.#ordered.filter(
      ({ position, person }) =>
        (after === undefined || comparePositions(position, after) > 0) &&
        (query.kinds.length === 0 || query.kinds.includes(person.kind)) &&
        (query.groupId === null || person.groupIds.includes(query.groupId)),
    );
    const page = matching.slice(0, query.pageSize);
    const last = page.at(-1);
    return {
      people: page.map(({ person }) => person),
      nextPageToken: last !== undefined && matching.length > page.length ? makePageToken(last.position) : null,
    };
  }

  peopleAt(subject: SubjectRef): readonly Person[] {
    return this.#bySubject.get(subjectKey(subject)) ?? [];
  }

  /** Nobody comes or goes while the process runs, so a listener is never called. */
  listen(): () => void {
    return () => undefined;
  }
}

function addressesOf(person: Person, kind: string): string[] {
  return person.addresses.filter((address) => address.kind === kind).map(({ value }) => value);
}

function multiMap(people: readonly Person[], keysOf: (person: Person) => readonly string[]): Map<string, Person[]> {
  const map = new Map<string, Person[]>();
  for (const person of people) {
    for (const key of new Set(keysOf(person))) {
      const there = map.get(key);
      if (there === undefined) {
        map.set(key, [person]);
      } else {
        there.push(person);
      }
    }
  }
  return map;
}

function failed(reason: ErrorReason, message: string, details: Record<string, string> = {}): Resolved {
  return { kind: 'problem', problem: problem(reason, message, details) };
}

function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
}

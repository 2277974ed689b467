import {
  AS_THE_TENANT,
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
} from '@lamplight/domain';

/** A directory of people named by tests, each with the UPN `<id>@example.com`. */
export class FakeDirectory implements Directory {
  readonly systems: ReadonlyMap<SystemId, System> = new Map();
  readonly groups: readonly Group[] = [];
  readonly #people = new Map<PersonId, Person>();
  readonly #listeners = new Set<(changed: readonly PersonId[]) => void>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      this.#put(name);
    }
  }

  get size(): number {
    return this.#people.size;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  add(name: string): void {
    this.#put(name);
    this.#tell(name);
  }

  remove(name: string): void {
    this.#people.delete(personId(name));
    this.#tell(name);
  }

  person(id: PersonId): Person | undefined {
    return this.#people.get(id);
  }

  people(): Iterable<Person> {
    return this.#people.values();
  }

  resolve(selector: PersonSelector): Resolved {
    const asked = selector.by === 'id' ? selector.personId : selector.address;
    const byId = selector.by === 'id' && isId(asked) ? this.#people.get(personId(asked)) : undefined;
    const person =
      selector.by === 'id'
        ? byId
        : [...this.#people.values()].find(({ addresses }) => addresses.some(({ value }) => value === asked));
    if (person !== undefined) {
      return { kind: 'person', person };
    }
    const message = `nobody is known as ${asked}`;
    return { kind: 'problem', problem: { code: 5, reason: 'person_unknown', message, details: {} } };
  }

  named(): readonly Person[] {
    return [];
  }

  search(): { readonly people: readonly Person[]; readonly truncated: boolean } {
    return { people: [], truncated: false };
  }

  list(_query: ListQuery): { readonly people: readonly Person[]; readonly nextPageToken: string | null } {
    return { people: [...this.#people.values()], nextPageToken: null };
  }

  peopleAt(_subject: SubjectRef): readonly Person[] {
    return [];
  }

  listen(listener: (changed: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(name: string): void {
    const id = personId(name);
    this.#people.set(id, {
      id,
      kind: 'person',
      displayName: name,
      addresses: [
        { kind: 'upn', value: `${name}@example.com` },
        { kind: 'phone', value: `+1555${name}` },
      ],
      department: '',
      groupIds: [],
      telephony: 'pbx',
      bindings: [],
      ...AS_THE_TENANT,
      pause: null,
    });
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) {
      listener([personId(name)]);
    }
  }
}

import {
  AS_THE_TENANT,
  type BoundSubject,
  type Directory,
  type Group,
  isId,
  type Person,
  type PersonId,
  type PersonSelector,
  personId,
  type Resolved,
  type SubjectRef,
  type System,
  type SystemId,
  subjectKey,
  systemId,
} from '@lamplight/domain';

/** A directory of a few people with bindings, which a test edits as an administrator would. */
export class EditableDirectory implements Directory {
  readonly systems: ReadonlyMap<SystemId, System>;
  readonly groups: readonly Group[] = [];
  readonly #people = new Map<PersonId, Person>();
  readonly #bySubject = new Map<string, Person[]>();
  readonly #listeners = new Set<(changed: readonly PersonId[]) => void>();

  /** @param technologies by system id */
  constructor(technologies: Readonly<Record<string, string>>) {
    this.systems = new Map(
      Object.entries(technologies).map(([name, technology]) => {
        const id = systemId(name);
        return [id, { id, technology, displayName: name }];
      }),
    );
  }

  get size(): number {
    return this.#people.size;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Adds or replaces a person. Subjects are written `system/address`; one at MSTEAMS is no line. */
  put(name: string, subjects: readonly string[], facts: Partial<Person> = {}): PersonId {
    const id = personId(name);
    this.#people.set(id, {
      id,
      kind: 'person',
      displayName: name,
      addresses: [{ kind: 'upn', value: `${name}@example.com` }],
      department: '',
      groupIds: [],
      telephony: 'pbx',
      bindings: subjects.map((subject) => this.#binding(subject)),
      ...AS_THE_TENANT,
      pause: null,
      ...facts,
    });
    this.#changed(id);
    return id;
  }

  remove(id: PersonId): void {
    this.#people.delete(id);
    this.#changed(id);
  }

  person(id: PersonId): Person | undefined {
    return this.#people.get(id);
  }

  people(): Iterable<Person> {
    return this.#people.values();
  }

  peopleAt(subject: SubjectRef): readonly Person[] {
    return this.#bySubject.get(subjectKey(subject)) ?? [];
  }

  resolve(selector: PersonSelector): Resolved {
    const person =
      selector.by === 'id' && isId(selector.personId) ? this.#people.get(personId(selector.personId)) : undefined;
    return person === undefined
      ? { kind: 'problem', problem: { code: 5, reason: 'person_unknown', message: '', details: {} } }
      : { kind: 'person', person };
  }

  named(): readonly Person[] {
    return [];
  }

  search(): { readonly people: readonly Person[]; readonly truncated: boolean } {
    return { people: [], truncated: false };
  }

  list(): { readonly people: readonly Person[]; readonly nextPageToken: string | null } {
    return { people: [...this.#people.values()], nextPageToken: null };
  }

  listen(listener: (changed: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #binding(subject: string): BoundSubject {
    const [system = '', address = ''] = subject.split('/');
    const id = systemId(system);
    const technology = this.systems.get(id)?.technology ?? 'PBX';
    return {
      systemId: id,
      address,
      technology,
      lineKind: technology === 'MSTEAMS' ? null : 'desk',
      role: 'owner',
      primary: true,
    };
  }

  #changed(id: PersonId): void {
    this.#bySubject.clear();
    for (const person of this.#people.values()) {
      for (const bound of person.bindings) {
        const key = subjectKey(bound);
        this.#bySubject.set(key, [...(this.#bySubject.get(key) ?? []), person]);
      }
    }
    for (const listener of this.#listeners) {
      listener([id]);
    }
  }
}

/**
 * The directory as the rest of the tenant sees it: with the bindings that logins make. Somebody who is logged in to a
 * line has it for as long as they are, and meanwhile its owners only share it, since a call there is not theirs.
 *
 * | said by | while |
 * |---|---|
 * | a report: the claim at the line says who is logged in | the claim stands, fresh or stale |
 * | the directory: a binding with the role logged-in | the binding stands; a report at that line goes before it |
 *
 * Each line is judged by itself, so a login that moves counts at both while only one of the two reports has come, and
 * what comes out does not depend on the order. A name that nobody has, or several, changes nothing; it is looked up
 * again when people change. Only people who look different than in the directory below are kept here.
 */
import type {
  BoundSubject,
  Directory,
  Group,
  LineKind,
  ListQuery,
  Person,
  PersonId,
  PersonSelector,
  Resolved,
  SubjectRef,
  System,
  SystemId,
} from '@lamplight/domain';
import type { Logger, Telemetry } from '@lamplight/runtime';
import { type ReportedLogin, ReportedLogins } from './reported-logins.ts';
import { StoredLogins } from './stored-logins.ts';

export interface HotDesksOptions {
  /** Who is who, without reported logins. */
  readonly directory: Directory;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export class HotDesks implements Directory {
  readonly #options: HotDesksOptions;
  readonly #below: Directory;
  readonly #logger: Logger;
  readonly #logins = new ReportedLogins();
  readonly #stored = new StoredLogins();
  /** People who differ from the directory below. */
  readonly #shown = new Map<PersonId, Person>();
  readonly #listeners = new Set<(changed: readonly PersonId[]) => void>();
  readonly #unlisten: () => void;

  constructor(options: HotDesksOptions) {
    this.#options = options;
    this.#below = options.directory;
    this.#logger = options.logger.forComponent('hot-desk');
    const everybody = [...this.#below.people()].map(({ id }) => id);
    this.#refresh(this.#touchedBy(everybody));
    this.#unlisten = this.#below.listen((changed) => this.#belowChanged(changed));
  }

  get systems(): ReadonlyMap<SystemId, System> {
    return this.#below.systems;
  }

  get groups(): readonly Group[] {
    return this.#below.groups;
  }

  get size(): number {
    return this.#below.size;
  }

  /** What the claim at a line says of who is logged in; empty: nobody, or no claim is held any more. */
  report(ref: SubjectRef, name: string): void {
    const before = this.#logins.at(ref);
    if (name === (before?.name ?? '')) {
      return;
    }
    const touched = this.#atLine(ref);
    if (name === '') {
      this.#logins.delete(ref);
    } else {
      const { systemId, address } = ref;
      const personId = this.#whoIs(systemId, name);
      this.#logins.set({ ref: { systemId, address }, name, personId, lineKind: this.#lineKindOf(ref) });
    }
    const changed = this.#refresh(union(touched, this.#atLine(ref)));
    if (changed.size > 0) {
      this.#tell(changed);
    }
  }

  person(id: PersonId): Person | undefined {
    return this.#shown.get(id) ?? this.#below.person(id);
  }

  *people(): Iterable<Person> {
    for (const person of this.#below.people()) {
      yield this.#shown.get(person.id) ?? person;
    }
  }

  resolve(selector: PersonSelector): Resolved {
    const resolved = this.#below.resolve(selector);
    return resolved.kind === 'person' ? { kind: 'person', person: this.#asShown(resolved.person) } : resolved;
  }

  named(systemId: SystemId, name: string): readonly Person[] {
    return this.#below.named(systemId, name).map((person) => this.#asShown(person));
  }

  search(...query: Parameters<Directory['search']>): ReturnType<Directory['search']> {
    const { people, truncated } = this.#below.search(...query);
    return { people: people.map((person) => this.#asShown(person)), truncated };
  }

  list(query: ListQuery): ReturnType<Directory['list']> {
    const { people, nextPageToken } = this.#below.list(query);
    return { people: people.map((person) => this.#asShown(person)), nextPageToken };
  }

  peopleAt(ref: SubjectRef): readonly Person[] {
    const below = this.#below.peopleAt(ref).map((person) => this.#asShown(person));
    const loggedIn = this.#logins.personAt(ref);
    const person = loggedIn === null ? undefined : this.person(loggedIn);
    return person === undefined || below.includes(person) ? below : [...below, person];
  }

  listen(listener: (changed: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Follows the directory below no more. */
  stop(): void {
    this.#unlisten();
  }

  #asShown(person: Person): Person {
    return this.#shown.get(person.id) ?? person;
  }

  #belowChanged(changed: readonly PersonId[]): void {
    const touched = this.#touchedBy(changed);
    for (const login of this.#logins) {
      const personId = onlyOne(this.#below.named(login.ref.systemId, login.name));
      const lineKind = this.#lineKindOf(login.ref);
      if (personId !== login.personId || lineKind !== login.lineKind) {
        const before = this.#atLine(login.ref);
        this.#logins.set({ ...login, personId, lineKind });
        for (const id of union(before, this.#atLine(login.ref))) {
          touched.add(id);
        }
      }
    }
    this.#tell(union(new Set(changed), this.#refresh(touched)));
  }

  /** The people themselves, and everybody at a line to which somebody is, or was, logged in. */
  #touchedBy(changed: readonly PersonId[]): Set<PersonId> {
    const touched = new Set(changed);
    for (const id of changed) {
      const bindings = this.#below.person(id)?.bindings ?? [];
      const now = bindings.filter(({ role }) => role === 'logged-in');
      const before = this.#stored.replace(id, now);
      for (const ref of [...before, ...now, ...bindings.filter((bound) => this.#logins.at(bound) !== undefined)]) {
        for (const other of this.#atLine(ref)) {
          touched.add(other);
        }
      }
    }
    return touched;
  }

  /** Everybody bound to a line, the one that is reported there among them. */
  #atLine(ref: SubjectRef): Set<PersonId> {
    const ids = new Set(this.#below.peopleAt(ref).map(({ id }) => id));
    const loggedIn = this.#logins.personAt(ref);
    return loggedIn === null ? ids : ids.add(loggedIn);
  }

  /** Puts down how people look now; answers those of whom it differs from before. */
  #refresh(ids: Iterable<PersonId>): Set<PersonId> {
    const different = new Set<PersonId>();
    for (const id of ids) {
      const person = this.#below.person(id);
      const before = this.#shown.get(id) ?? person;
      const after = person === undefined ? undefined : this.#withLogins(person);
      if (after === person || after === undefined) {
        this.#shown.delete(id);
      } else {
        this.#shown.set(id, after);
      }
      if (after !== before && JSON.stringify(before?.bindings) !== JSON.stringify(after?.bindings)) {
        different.add(id);
      }
    }
    return different;
  }

  /** The person themself where no login concerns them. */
  #withLogins(person: Person): Person {
    const bindings = person.bindings.map((bound) => this.#withRole(bound, person.id));
    for (const login of this.#logins.of(person.id)) {
      if (!bindings.some((bound) => sameSubject(bound, login.ref))) {
        bindings.push(this.#boundBy(login));
      }
    }
    return bindings.length === person.bindings.length &&
      bindings.every((bound, index) => bound === person.bindings[index])
      ? person
      : { ...person, bindings };
  }

  #withRole(bound: BoundSubject, personId: PersonId): BoundSubject {
    const loggedIn = this.#loggedInAt(bound);
    if (loggedIn.size === 0) {
      return bound;
    }
    if (!loggedIn.has(personId)) {
      return bound.role === 'shared' ? bound : { ...bound, role: 'shared' };
    }
    // An owner stays one, except of a shared line, which counts only for whoever is known to be on it.
    return bound.role === 'logged-in' || (bound.role === 'owner' && bound.lineKind !== 'shared')
      ? bound
      : { ...bound, role: 'logged-in' };
  }

  #loggedInAt(ref: SubjectRef): ReadonlySet<PersonId> {
    const reported = this.#logins.personAt(ref);
    return reported === null ? this.#stored.at(ref) : new Set([reported]);
  }

  #boundBy({ ref, lineKind }: ReportedLogin): BoundSubject {
    const technology = this.systems.get(ref.systemId)?.technology ?? '';
    return { ...ref, technology, lineKind, role: 'logged-in', primary: false };
  }

  /** As those have it who are bound to the line; a desk phone where nobody is left who is. */
  #lineKindOf(ref: SubjectRef): LineKind | null {
    for (const { bindings } of this.#below.peopleAt(ref)) {
      for (const bound of bindings) {
        if (sameSubject(bound, ref)) {
          return bound.lineKind;
        }
      }
    }
    return 'desk';
  }

  #whoIs(systemId: SystemId, name: string): PersonId | null {
    const people = this.#below.named(systemId, name);
    if (people.length !== 1) {
      const reason = people.length === 0 ? 'unknown' : 'ambiguous';
      this.#options.telemetry.count('lamplight_logins_unresolved_total', { system: systemId, reason });
      this.#logger.debug({ system: systemId, reason }, 'who is logged in to a line cannot be told');
    }
    return onlyOne(people);
  }

  #tell(changed: ReadonlySet<PersonId>): void {
    const ids = [...changed];
    for (const listener of [...this.#listeners]) {
      listener(ids);
    }
  }
}

function sameSubject(a: SubjectRef, b: SubjectRef): boolean {
  return a.systemId === b.systemId && a.address === b.address;
}

function union<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): Set<Value> {
  return new Set([...a, ...b]);
}

function onlyOne(people: readonly Person[]): PersonId | null {
  const [first, second] = people;
  return first !== undefined && second === undefined ? first.id : null;
}

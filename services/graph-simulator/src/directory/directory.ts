import { LamplightError, type Random } from '@lamplight/runtime';
import { type ChangeKind, ChangeLog } from './change-log.ts';
import { Groups } from './groups.ts';
import { type AssignedPlan, assignedPlans } from './service-plans.ts';

/** One Entra tenant. */
export interface Tenant {
  /** A GUID, in lower case. */
  readonly id: string;
  /** The initial domain, such as `contoso.example`: it may stand for the id in an authority. */
  readonly domain: string;
  readonly displayName: string;
}

/** One user of a tenant, as `/users` of Graph shows them. */
export interface Person {
  /** The object id, in lower case. */
  readonly id: string;
  readonly tenantId: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly mail: string | null;
  readonly businessPhones: readonly string[];
  readonly mobilePhone: string | null;
  readonly jobTitle: string | null;
  readonly officeLocation: string | null;
  readonly department: string | null;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  readonly assignedPlans: readonly AssignedPlan[];
  /** Whether the account is of a room's mailbox: `/places` knows, the user resource does not tell. */
  readonly isRoom: boolean;
}

type Proposed<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
export type NewTenant = Proposed<Tenant> & Pick<Tenant, 'domain'>;
export type PersonChanges = Proposed<Omit<Person, 'id' | 'tenantId'>>;
export type NewPerson = Proposed<Person> & Pick<Person, 'userPrincipalName' | 'displayName'>;

/** Tenants and their people. Ids, domains and principal names are compared without regard to case. */
export class Directory {
  readonly #random: Random;
  readonly #tenants = new Map<string, Tenant>();
  readonly #people = new Map<string, Person>();
  readonly #byPrincipalName = new Map<string, Person>();
  /** Where each person stands among all, by id; for pages. */
  readonly #places = new Map<string, number>();
  readonly #ofTenant = new Map<string | undefined, readonly Person[]>();
  #nextPlace = 1;
  /** What happened to users and groups. */
  readonly changes = new ChangeLog();
  readonly groups: Groups;

  constructor(random: Random) {
    this.#random = random;
    this.groups = new Groups(random, this.changes);
  }

  get tenants(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  /** @throws LamplightError `request_conflict` when the id or the domain is taken. */
  addTenant(input: NewTenant): Tenant {
    const tenant: Tenant = Object.freeze({
      id: (input.id ?? this.#random.uuid()).toLowerCase(),
      domain: input.domain.toLowerCase(),
      displayName: input.displayName ?? input.domain,
    });
    for (const taken of this.#tenants.values()) {
      if (taken.id === tenant.id || taken.domain === tenant.domain) {
        throw conflict(`tenant ${taken.id} (${taken.domain}) exists already: choose another id and domain`);
      }
    }
    this.#tenants.set(tenant.id, tenant);
    return tenant;
  }

  /** The tenant with this id or domain. */
  tenant(idOrDomain: string): Tenant | undefined {
    const wanted = idOrDomain.toLowerCase();
    return this.#tenants.get(wanted) ?? [...this.#tenants.values()].find((tenant) => tenant.domain === wanted);
  }

  /**
   * Adds a person; `tenantId` defaults to the first tenant.
   * @throws LamplightError `request_conflict` when there is no such tenant, or the id or principal name is taken.
   */
  addPerson(input: NewPerson): Person {
    const tenant = input.tenantId === undefined ? this.tenants[0] : this.tenant(input.tenantId);
    if (tenant === undefined) {
      throw conflict(`there is no tenant ${input.tenantId ?? ''}: create it first`);
    }
    const [givenName, ...surname] = input.displayName.split(' ');
    const person: Person = Object.freeze({
      id: (input.id ?? this.#random.uuid()).toLowerCase(),
      tenantId: tenant.id,
      userPrincipalName: input.userPrincipalName,
      displayName: input.displayName,
      givenName: input.givenName ?? givenName ?? null,
      surname: input.surname ?? (surname.join(' ') || null),
      mail: input.mail === undefined ? input.userPrincipalName : input.mail,
      businessPhones: input.businessPhones ?? [],
      mobilePhone: input.mobilePhone ?? null,
      jobTitle: input.jobTitle ?? null,
      officeLocation: input.officeLocation ?? null,
      accountEnabled: input.accountEnabled ?? true,
      userType: input.userType ?? 'Member',
      department: input.department ?? null,
      assignedPlans: input.assignedPlans ?? assignedPlans(input.userType === 'Guest' ? [] : ['teams', 'online']),
      isRoom: input.isRoom ?? false,
    });
    const name = person.userPrincipalName.toLowerCase();
    if (this.#people.has(person.id) || this.#byPrincipalName.has(name)) {
      throw conflict(`a person with id ${person.id} or name ${name} exists already: choose another`);
    }
    this.#places.set(person.id, this.#nextPlace);
    this.#nextPlace += 1;
    this.#put(person, { kind: 'created' });
    return person;
  }

  /** @throws LamplightError `request_target_unknown`, or `request_conflict` when the new principal name is taken. */
  changePerson(id: string, changes: PersonChanges): Person {
    const person = this.person(id);
    if (person === undefined) {
      throw new LamplightError('request_target_unknown', `there is no person ${id}: create the person first`);
    }
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const changed: Person = Object.freeze({ ...person, ...Object.fromEntries(given) });
    const holder = this.personByPrincipalName(changed.userPrincipalName);
    if (holder !== undefined && holder.id !== person.id) {
      throw conflict(`${changed.userPrincipalName} is the name of ${holder.id} already: choose another`);
    }
    this.#byPrincipalName.delete(person.userPrincipalName.toLowerCase());
    this.#put(changed, { kind: 'changed', properties: given.map(([name]) => name) });
    return changed;
  }

  /** Deletes a user: to the deleted items, or for good. They leave every group. False when there is none. */
  removePerson(id: string, permanently = false): boolean {
    const person = this.person(id);
    if (person === undefined) {
      return false;
    }
    this.groups.forget(person.id);
    this.#byPrincipalName.delete(person.userPrincipalName.toLowerCase());
    this.#people.delete(person.id);
    this.#places.delete(person.id);
    this.#ofTenant.clear();
    const what = { kind: 'deleted', permanently } as const;
    this.changes.add({ tenantId: person.tenantId, resource: 'users', id: person.id, what });
    return true;
  }

  /** The person with this object id. */
  person(id: string): Person | undefined {
    return this.#people.get(id.toLowerCase());
  }

  personByPrincipalName(name: string): Person | undefined {
    return this.#byPrincipalName.get(name.toLowerCase());
  }

  /** The people of one tenant, or of all, in the order in which they were added. */
  people(tenantId?: string): readonly Person[] {
    const known = this.#ofTenant.get(tenantId);
    if (known !== undefined) {
      return known;
    }
    const all = [...this.#people.values()];
    const people = tenantId === undefined ? all : all.filter((person) => person.tenantId === tenantId);
    this.#ofTenant.set(tenantId, people);
    return people;
  }

  /** The next people of a tenant after a place, and the place of the last of them; `after` 0: from the beginning. */
  page(
    tenantId: string,
    after: number,
    size: number,
  ): { readonly people: readonly Person[]; readonly last: number; readonly isLast: boolean } {
    const all = this.people(tenantId);
    const place = (index: number): number => this.#places.get(all[index]?.id ?? '') ?? Number.POSITIVE_INFINITY;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = place(middle) > after ? [low, middle] : [middle + 1, high];
    }
    const end = Math.min(all.length, low + size);
    return { people: all.slice(low, end), last: end > low ? place(end - 1) : after, isLast: end === all.length };
  }

  #put(person: Person, what: ChangeKind): void {
    this.#people.set(person.id, person);
    this.#byPrincipalName.set(person.userPrincipalName.toLowerCase(), person);
    this.#ofTenant.clear();
    this.changes.add({ tenantId: person.tenantId, resource: 'users', id: person.id, what });
  }
}

function conflict(message: string): LamplightError {
  return new LamplightError('request_conflict', message);
}

import type { Random } from '@lamplight/runtime';
import { LamplightError } from '@lamplight/runtime';

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
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
}

type Proposed<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
export type NewTenant = Proposed<Tenant> & Pick<Tenant, 'domain'>;
export type NewPerson = Proposed<Person> & Pick<Person, 'userPrincipalName' | 'displayName'>;

/** Tenants and their people. Ids, domains and principal names are compared without regard to case. */
export class Directory {
  readonly #random: Random;
  readonly #tenants = new Map<string, Tenant>();
  readonly #people = new Map<string, Person>();
  readonly #byPrincipalName = new Map<string, Person>();

  constructor(random: Random) {
    this.#random = random;
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
    });
    const name = person.userPrincipalName.toLowerCase();
    if (this.#people.has(person.id) || this.#byPrincipalName.has(name)) {
      throw conflict(`a person with id ${person.id} or name ${name} exists already: choose another`);
    }
    this.#people.set(person.id, person);
    this.#byPrincipalName.set(name, person);
    return person;
  }

  removePerson(id: string): boolean {
    const person = this.#people.get(id.toLowerCase());
    if (person !== undefined) {
      this.#byPrincipalName.delete(person.userPrincipalName.toLowerCase());
    }
    return this.#people.delete(id.toLowerCase());
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
    const all = [...this.#people.values()];
    return tenantId === undefined ? all : all.filter((person) => person.tenantId === tenantId);
  }
}

function conflict(message: string): LamplightError {
  return new LamplightError('request_conflict', message);
}

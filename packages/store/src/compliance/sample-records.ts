import { AS_THE_TENANT, type PersonId, systemId } from '@lamplight/domain';
import type { BindingInput } from '../ports/bindings.ts';
import type { KeyInput } from '../ports/keys.ts';
import type { LineInput } from '../ports/lines.ts';
import type { PeopleFilter, PersonInput, PersonRecord } from '../ports/people.ts';
import type { Store } from '../ports/store.ts';
import type { SystemInput, TenantChange, TenantView } from '../ports/tenant.ts';
import { ACTOR, TENANT } from './store-bench.ts';

export const PBX = systemId('pbx');
export const BRANCH = systemId('branch');
export const TEAMS = systemId('teams');

/** The site of +49 30 1234-567. */
export const BERLIN = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '1234',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '',
};
export const MUNICH = { ...BERLIN, areaCode: '89', sitePrefix: '987' };

export const SYSTEMS: readonly SystemInput[] = [
  { id: PBX, technology: 'PBX', displayName: 'PBX', numberPlan: BERLIN, settings: { host: 'pbx' } },
  { id: BRANCH, technology: 'SIPSIMPLE', displayName: 'Branch', numberPlan: MUNICH, settings: {} },
  { id: TEAMS, technology: 'MSTEAMS', displayName: 'Teams', numberPlan: null, settings: {} },
];

export const EVERYBODY: PeopleFilter = {
  query: '',
  kinds: [],
  groupId: null,
  systemId: null,
  profileId: null,
  state: 'all',
  without: null,
};
export const EVERY_LINE = { systemId: null, query: '', kinds: [], bound: null };
export const EVERY_ENTRY = { entity: null, entityId: null, personId: null, actorId: null, from: null, to: null };
export const FIRST_PAGE = { limit: 1_000, after: null };

/** A version of a profile that nobody says anything of. */
export const UNSIGNED = { author: '', note: '' };

export function personInput(displayName: string, given: Partial<PersonInput> = {}): PersonInput {
  return {
    kind: 'person',
    displayName,
    department: '',
    telephony: 'pbx',
    entraObjectId: null,
    addresses: [],
    groupIds: [],
    ...AS_THE_TENANT,
    origin: 'administrator',
    ...given,
  };
}

/** As a directory brings them: anchored, with a UPN. */
export function entry(number: number, given: Partial<PersonInput> = {}): PersonInput {
  return personInput(`Person ${number}`, {
    entraObjectId: objectId(number),
    addresses: [{ kind: 'upn', value: `person${number}@example.com` }],
    origin: 'directory',
    ...given,
  });
}

export function objectId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function lineInput(address: string, given: Partial<LineInput> = {}): LineInput {
  return {
    systemId: PBX,
    address,
    kind: 'desk',
    displayName: '',
    userName: '',
    mail: '',
    origin: 'directory',
    ...given,
  };
}

export function bindingInput(personId: PersonId, address: string, given: Partial<BindingInput> = {}): BindingInput {
  return {
    personId,
    systemId: PBX,
    address,
    role: 'owner',
    primary: false,
    origin: 'administrator',
    reason: 'by hand',
    expiresAt: null,
    ...given,
  };
}

export function keyInput(id: string, given: Partial<KeyInput> = {}): KeyInput {
  const hash = `sha256:${Buffer.from(id).toString('hex').padEnd(64, '0').slice(0, 64)}`;
  return { id, hash, roles: ['watcher'], systemIds: [], personId: null, displayName: '', expiresAt: null, ...given };
}

/** One change of {@link TENANT}. */
export function changing<T>(store: Store, work: (tenant: TenantChange) => Promise<T>): Promise<T> {
  return store.change(ACTOR, (change) => work(change.tenant(TENANT)));
}

/** One look at {@link TENANT}. */
export function reading<T>(store: Store, work: (tenant: TenantView) => Promise<T>): Promise<T> {
  return store.read((view) => work(view.tenant(TENANT)));
}

export async function withSystems(store: Store): Promise<Store> {
  await changing(store, async (tenant) => {
    for (const system of SYSTEMS) {
      await tenant.systems.create(system);
    }
    await tenant.groups.put({ id: 'sales', displayName: 'Sales' }, null);
    await tenant.groups.put({ id: 'support', displayName: 'Support' }, null);
  });
  return store;
}

export function namesOf(people: readonly PersonRecord[]): readonly string[] {
  return people.map((person) => person.displayName);
}

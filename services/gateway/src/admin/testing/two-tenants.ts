/** Two tenants with one of everything each, and a request per route that would be good at the first. */
import { AS_THE_TENANT, personId, sourceId, systemId, tenantId } from '@lamplight/domain';
import type { Store, TenantChange } from '@lamplight/store';
import { TESTER } from './running-admin.ts';

export const OWN = 'acme';
export const OTHER = 'globex';

/** Ids within a tenant, by the name of the path's parameter. */
export type Ids = Readonly<Record<string, string>>;

export interface TwoTenants {
  readonly own: Ids;
  readonly other: Ids;
}

export async function twoTenants(store: Store): Promise<TwoTenants> {
  return { own: await tenantWithAll(store, OWN), other: await tenantWithAll(store, OTHER) };
}

async function tenantWithAll(store: Store, name: string): Promise<Ids> {
  return store.change(TESTER, async (change) => {
    const id = tenantId(name);
    await change.tenants.create({ id, displayName: name });
    return one(change.tenant(id), name);
  });
}

/** One of everything, its ids prefixed so that none means anything at the other tenant. */
async function one(tenant: TenantChange, name: string): Promise<Ids> {
  const pbx = systemId(`${name}-pbx`);
  await tenant.systems.create({ id: pbx, technology: 'PBX', displayName: '', numberPlan: null, settings: {} });
  await tenant.credentials.put({ systemId: pbx, name: 'secret', secret: 'hush', expiresAt: null });
  await tenant.groups.put({ id: `${name}-sales`, displayName: 'Sales' }, null);
  const person = await tenant.people.create({
    kind: 'person',
    displayName: `Anna of ${name}`,
    department: '',
    telephony: 'pbx',
    entraObjectId: null,
    addresses: [{ kind: 'mail', value: `anna@${name}.example` }],
    groupIds: [`${name}-sales`],
    ...AS_THE_TENANT,
    origin: 'administrator',
  });
  const line = { systemId: pbx, address: `567-${name}` };
  const text = { displayName: '', userName: '', mail: '' };
  await tenant.lines.put({ ...line, ...text, kind: 'desk', origin: 'administrator' }, null);
  const binding = { ...line, personId: person.id, primary: true, reason: 'by hand', expiresAt: null } as const;
  await tenant.bindings.put({ ...binding, role: 'owner', origin: 'administrator' }, null);
  const proposal = await tenant.proposals.propose({
    kind: 'telephony',
    personId: person.id,
    content: { telephony: 'twinned' },
    reason: 'calls start and end together',
  });
  const job = await tenant.jobs.start('people-import', 1);
  const key = await tenant.keys.create(keyInput(`${name}-key`, '0'));
  await tenant.keys.create({ ...keyInput(`${name}-source-key`, '1'), roles: ['source'], systemIds: [pbx] });
  const source = sourceId(`${name}-source`);
  await tenant.keys.putSource({ id: source, systemId: pbx, displayName: '', keyId: `${name}-source-key` });
  const profileId = `${name}-own`;
  await tenant.profiles.put(profileId, profileText(profileId), { author: 'test', note: '' }, null);
  return {
    tenantId: name,
    profileId,
    systemId: pbx,
    name: 'secret',
    groupId: `${name}-sales`,
    personId: personId(person.id),
    address: line.address,
    proposalId: proposal.id,
    jobId: job.id,
    keyId: key.id,
    sourceId: source,
    section: 'privacy',
  };
}

function keyInput(id: string, digit: string) {
  return {
    id,
    hash: `sha256:${Buffer.from(id).toString('hex').padEnd(63, '0').slice(0, 63)}${digit}`,
    roles: ['watcher'],
    systemIds: [],
    personId: null,
    displayName: '',
    expiresAt: null,
  };
}

function profileText(id: string): string {
  return `id: ${id}\ntitle: Our own\nextends: lamplight\n`;
}

/** A body that each route takes, by its id; routes without one are not here. */
export function bodiesFor(ids: Ids): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return {
    'tenants.create': { id: 'initech', displayName: 'Initech' },
    'tenants.update': { displayName: 'Acme AG' },
    'settings.put': { preset: 'works-council' },
    'systems.put': { technology: 'PBX', displayName: 'PBX' },
    'systems.putCredential': { secret: 's3cret' },
    'sources.register': { systemId: ids['systemId'] },
    'people.create': { displayName: 'Emil' },
    'people.update': { displayName: 'Anna B.' },
    'people.pause': { until: '2026-01-05T09:00:00Z' },
    'lines.put': { kind: 'desk' },
    'bindings.put': { role: 'owner' },
    'directories.confirmLeavers': { leavers: 60 },
    'bindings.login': { expiresAt: '2026-01-05T09:00:00Z' },
    'groups.put': { displayName: 'Sales' },
    'profiles.put': { content: profileText(ids['profileId'] ?? '') },
    'profiles.restore': { version: 1 },
    'profiles.check': { content: 'id: x' },
    'profiles.try': { profile: 'lamplight', against: 'lamplight', claims: '' },
    'keys.create': { roles: ['watcher'] },
    'keys.createOfInstallation': { roles: ['auditor'] },
  };
}

export function pathOf(path: string, ids: Ids): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'nobody'));
}

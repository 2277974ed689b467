import { type PersonId, personId, sourceId, systemId } from '@lamplight/domain';
import type { Store } from '../ports/store.ts';
import type { TenantChange } from '../ports/tenant.ts';
import {
  BRANCH,
  bindingInput,
  changing,
  entry,
  keyInput,
  lineInput,
  objectId,
  PBX,
  personInput,
  TEAMS,
  UNSIGNED,
  withSystems,
} from './sample-records.ts';

/** What {@link changeCases} change. */
export interface Fixture {
  readonly anna: PersonId;
  readonly ben: PersonId;
  /** Has left. */
  readonly cem: PersonId;
  readonly proposal: string;
  readonly job: string;
}

/** How a change stands in the audit. */
interface Audited {
  readonly action: string;
  readonly entity: string;
  readonly before: boolean;
  readonly after: boolean;
}

export interface ChangeCase {
  /** View and method. */
  readonly name: string;
  /** Null: it is not audited. */
  readonly audited: Audited | null;
  run(tenant: TenantChange, fixture: Fixture): Promise<unknown>;
}

export async function openedFixture(store: Store): Promise<Fixture> {
  await withSystems(store);
  return changing(store, async (tenant) => {
    const anna = await tenant.people.create(
      personInput('Anna', {
        groupIds: ['sales'],
        entraObjectId: objectId(1),
        profileId: 'quiet',
        statuses: { Busy: { tone: null, labelId: 'in-the-lab', reach: null } },
      }),
    );
    const ben = await tenant.people.create(
      personInput('Ben', { addresses: [{ kind: 'upn', value: 'ben@example.com' }] }),
    );
    const cem = await tenant.people.create(personInput('Cem'));
    await tenant.people.leave(cem.id, null);
    await tenant.bindings.put(bindingInput(anna.id, '567'), null);
    await tenant.bindings.put(bindingInput(ben.id, '567', { role: 'logged-in', origin: 'login', expiresAt: 1 }), null);
    await tenant.settings.put('privacy', { preset: 'open' }, null);
    await tenant.profiles.put('quiet', 'content', UNSIGNED, null);
    await tenant.keys.create(keyInput('console', { personId: anna.id }));
    await tenant.keys.create(keyInput('connector', { roles: ['source'], systemIds: [PBX] }));
    await tenant.keys.putSource({ id: sourceId('connector'), systemId: PBX, displayName: '', keyId: 'connector' });
    await tenant.credentials.put({ systemId: PBX, name: 'password', secret: 'secret of acme', expiresAt: null });
    await tenant.accounts.put({ systemId: TEAMS, id: 'a', userName: 'svc', state: 'active' });
    await tenant.accounts.putTokenCache(TEAMS, 'client', 'tokens of acme');
    const proposal = await tenant.proposals.propose({
      kind: 'telephony',
      personId: anna.id,
      content: 'twinned',
      reason: 'calls agree',
    });
    const job = await tenant.jobs.start('match', 1);
    await tenant.directorySyncs.put(TEAMS, { cursor: 'of acme' });
    await tenant.groups.put({ id: 'leads', displayName: 'Leads' }, null);
    await tenant.groups.put({ id: 'staff', displayName: 'Staff' }, null);
    await tenant.groups.changeMembers('staff', { added: [objectId(1)], removed: [], removedPeople: [] });
    await tenant.jobs.keepAnswer('key', 'once', { requestHash: 'x', status: 200, body: 'of acme', headers: {} });
    return { anna: anna.id, ben: ben.id, cem: cem.id, proposal: proposal.id, job: job.id };
  });
}

const created = (entity: string): Audited => ({ action: 'create', entity, before: false, after: true });
const updated = (entity: string, action = 'update'): Audited => ({ action, entity, before: true, after: true });
const removed = (entity: string): Audited => ({ action: 'remove', entity, before: true, after: false });
const at = { systemId: PBX, address: '567' };

/** Every method that changes something of a tenant, each in a way that does. */
export const changeCases: readonly ChangeCase[] = [
  {
    name: 'systems.create',
    audited: created('system'),
    run: ({ systems }) =>
      systems.create({ id: systemId('new'), technology: 'PBX', displayName: 'x', numberPlan: null, settings: {} }),
  },
  {
    name: 'systems.update',
    audited: updated('system'),
    run: ({ systems }) => systems.update(PBX, { displayName: 'x' }, null),
  },
  { name: 'systems.remove', audited: removed('system'), run: ({ systems }) => systems.remove(PBX, null) },
  { name: 'people.create', audited: created('person'), run: ({ people }) => people.create(personInput('Dora')) },
  {
    name: 'people.createMany',
    audited: created('person'),
    run: ({ people }) => people.createMany([{ id: personId('dora'), person: personInput('Dora') }]),
  },
  {
    name: 'people.update',
    audited: updated('person'),
    run: ({ people }, { anna }) => people.update(anna, { department: 'x' }, null),
  },
  {
    name: 'people.setPause',
    audited: updated('person', 'pause'),
    run: ({ people }, { anna }) => people.setPause(anna, { until: 5, by: 'x' }, null),
  },
  {
    name: 'people.leave',
    audited: updated('person', 'leave'),
    run: ({ people }, { anna }) => people.leave(anna, null),
  },
  {
    name: 'people.comeBack',
    audited: updated('person', 'return'),
    run: ({ people }, { cem }) => people.comeBack(cem, null),
  },
  {
    name: 'people.sync',
    audited: created('person'),
    run: ({ people }) => people.sync([entry(7), entry(1, { entraObjectId: null })]),
  },
  {
    name: 'people.erase',
    audited: { action: 'erase', entity: 'person', before: false, after: false },
    run: ({ people }, { anna }) => people.erase(anna),
  },
  {
    name: 'lines.put',
    audited: updated('line'),
    run: ({ lines }) => lines.put(lineInput('567', { displayName: 'x' }), null),
  },
  { name: 'lines.putMany', audited: created('line'), run: ({ lines }) => lines.putMany([lineInput('568')]) },
  { name: 'lines.remove', audited: removed('line'), run: ({ lines }) => lines.remove(at, null) },
  {
    name: 'bindings.put',
    audited: updated('binding'),
    run: ({ bindings }, { anna }) => bindings.put(bindingInput(anna, '567', { reason: 'x' }), null),
  },
  {
    name: 'bindings.putMany',
    audited: created('binding'),
    run: ({ bindings }, { anna }) => bindings.putMany([bindingInput(anna, '568'), bindingInput(anna, '569')]),
  },
  {
    name: 'bindings.remove',
    audited: removed('binding'),
    run: ({ bindings }, { anna }) => bindings.remove(anna, at, null),
  },
  {
    name: 'bindings.replaceMatched',
    audited: created('binding'),
    run: ({ bindings }, { ben }) =>
      bindings.replaceMatched([bindingInput(ben, '9', { origin: 'matching', systemId: BRANCH })]),
  },
  { name: 'bindings.expire', audited: removed('binding'), run: ({ bindings }) => bindings.expire(1) },
  {
    name: 'groups.put',
    audited: updated('group'),
    run: ({ groups }) => groups.put({ id: 'sales', displayName: 'x' }, null),
  },
  {
    name: 'groups.changeMembers',
    audited: updated('person'),
    run: ({ groups }) => groups.changeMembers('leads', { added: [objectId(1)], removed: [], removedPeople: [] }),
  },
  { name: 'groups.remove', audited: removed('group'), run: ({ groups }) => groups.remove('sales', null) },
  {
    name: 'settings.put',
    audited: updated('setting'),
    run: ({ settings }) => settings.put('privacy', { preset: 'works-council' }, null),
  },
  { name: 'settings.remove', audited: removed('setting'), run: ({ settings }) => settings.remove('privacy', null) },
  {
    name: 'profiles.put',
    audited: updated('profile'),
    run: ({ profiles }) => profiles.put('quiet', 'x', UNSIGNED, null),
  },
  { name: 'profiles.remove', audited: removed('profile'), run: ({ profiles }) => profiles.remove('quiet', null) },
  { name: 'keys.create', audited: created('key'), run: ({ keys }) => keys.create(keyInput('new')) },
  { name: 'keys.revoke', audited: removed('key'), run: ({ keys }) => keys.revoke('console') },
  {
    name: 'keys.putSource',
    audited: updated('source'),
    run: ({ keys }) =>
      keys.putSource({ id: sourceId('connector'), systemId: PBX, displayName: 'x', keyId: 'connector' }),
  },
  {
    name: 'keys.removeSource',
    audited: removed('source'),
    run: ({ keys }) => keys.removeSource(sourceId('connector')),
  },
  {
    name: 'credentials.put',
    audited: updated('credential'),
    run: ({ credentials }) => credentials.put({ systemId: PBX, name: 'password', secret: 'x', expiresAt: null }),
  },
  {
    name: 'credentials.remove',
    audited: removed('credential'),
    run: ({ credentials }) => credentials.remove(PBX, 'password'),
  },
  {
    name: 'accounts.put',
    audited: updated('account'),
    run: ({ accounts }) => accounts.put({ systemId: TEAMS, id: 'a', userName: 'svc', state: 'x' }),
  },
  { name: 'accounts.remove', audited: removed('account'), run: ({ accounts }) => accounts.remove(TEAMS, 'a') },
  {
    name: 'accounts.putTokenCache',
    audited: null,
    run: ({ accounts }) => accounts.putTokenCache(TEAMS, 'client', 'x'),
  },
  {
    name: 'accounts.dropTokenCache',
    audited: null,
    run: ({ accounts }) => accounts.dropTokenCache(TEAMS, 'client'),
  },
  {
    name: 'proposals.propose',
    audited: created('proposal'),
    run: ({ proposals }, { ben }) => proposals.propose({ kind: 'binding', personId: ben, content: {}, reason: '' }),
  },
  {
    name: 'proposals.decide',
    audited: updated('proposal'),
    run: ({ proposals }, { proposal }) => proposals.decide(proposal, 'accepted', null),
  },
  { name: 'proposals.sweep', audited: null, run: ({ proposals }) => proposals.sweep(9e15) },
  { name: 'jobs.start', audited: null, run: ({ jobs }) => jobs.start('match', 2) },
  { name: 'jobs.progress', audited: null, run: ({ jobs }, { job }) => jobs.progress(job, { done: 1 }) },
  {
    name: 'jobs.keepAnswer',
    audited: null,
    run: ({ jobs }) => jobs.keepAnswer('key', 'once', { requestHash: 'y', status: 201, body: 'x', headers: {} }),
  },
  {
    name: 'directorySyncs.put',
    audited: null,
    run: ({ directorySyncs }) => directorySyncs.put(TEAMS, { cursor: 'x' }),
  },
  {
    name: 'directorySyncs.confirmLeavers',
    audited: { action: 'confirm-leavers', entity: 'directory', before: false, after: true },
    run: ({ directorySyncs }) => directorySyncs.confirmLeavers(TEAMS, { cursor: 'x' }, { leavers: 60, of: 100 }),
  },
  { name: 'jobs.sweep', audited: null, run: ({ jobs }) => jobs.sweep(9e15) },
  {
    name: 'audit.emptyBefore',
    audited: { action: 'empty', entity: 'audit', before: false, after: true },
    run: ({ audit }) => audit.emptyBefore(9e15),
  },
];

import type { TenantView } from '../ports/tenant.ts';
import type { Fixture } from './change-cases.ts';
import { EVERY_ENTRY, EVERY_LINE, EVERYBODY, FIRST_PAGE, objectId, PBX, TEAMS } from './sample-records.ts';

export interface ViewCase {
  /** View and method. */
  readonly name: string;
  /** Asks for something that the tenant of {@link Fixture} has. */
  run(tenant: TenantView, fixture: Fixture): Promise<unknown>;
}

/** Every method that reads something of a tenant. */
export const viewCases: readonly ViewCase[] = [
  { name: 'systems.get', run: ({ systems }) => systems.get(PBX) },
  { name: 'systems.list', run: ({ systems }) => systems.list() },
  { name: 'people.count', run: ({ people }) => people.count() },
  { name: 'people.countByProfile', run: ({ people }) => people.countByProfile('quiet') },
  { name: 'people.countByLabel', run: ({ people }) => people.countByLabel('in-the-lab') },
  { name: 'people.get', run: ({ people }, { anna }) => people.get(anna) },
  { name: 'people.byEntraObjectId', run: ({ people }) => people.byEntraObjectId(objectId(1)) },
  { name: 'people.byAddress', run: ({ people }) => people.byAddress('upn', 'ben@example.com') },
  { name: 'people.list', run: ({ people }) => people.list(EVERYBODY, FIRST_PAGE) },
  { name: 'people.changedSince', run: ({ people }) => people.changedSince(0, 10) },
  { name: 'lines.get', run: ({ lines }) => lines.get({ systemId: PBX, address: '567' }) },
  { name: 'lines.byAddress', run: ({ lines }) => lines.byAddress('567') },
  { name: 'lines.list', run: ({ lines }) => lines.list(EVERY_LINE, FIRST_PAGE) },
  { name: 'bindings.of', run: ({ bindings }, { anna }) => bindings.of(anna) },
  { name: 'bindings.at', run: ({ bindings }) => bindings.at({ systemId: PBX, address: '567' }) },
  { name: 'bindings.ownersAt', run: ({ bindings }) => bindings.ownersAt(PBX, ['567']) },
  { name: 'bindings.list', run: ({ bindings }) => bindings.list({ systemId: null, origins: [] }, FIRST_PAGE) },
  { name: 'groups.get', run: ({ groups }) => groups.get('sales') },
  { name: 'groups.list', run: ({ groups }) => groups.list() },
  { name: 'groups.names', run: ({ groups }) => groups.names() },
  { name: 'groups.membersByDirectory', run: ({ groups }) => groups.membersByDirectory('staff', FIRST_PAGE) },
  { name: 'settings.get', run: ({ settings }) => settings.get('privacy') },
  { name: 'settings.all', run: ({ settings }) => settings.all() },
  { name: 'profiles.get', run: ({ profiles }) => profiles.get('quiet') },
  { name: 'profiles.state', run: ({ profiles }) => profiles.state() },
  { name: 'profiles.list', run: ({ profiles }) => profiles.list() },
  { name: 'profiles.history', run: ({ profiles }) => profiles.history('quiet') },
  { name: 'keys.get', run: ({ keys }) => keys.get('console') },
  { name: 'keys.list', run: ({ keys }) => keys.list() },
  { name: 'keys.sources', run: ({ keys }) => keys.sources() },
  { name: 'credentials.list', run: ({ credentials }) => credentials.list(PBX) },
  { name: 'credentials.open', run: ({ credentials }) => credentials.open(PBX, 'password') },
  { name: 'accounts.list', run: ({ accounts }) => accounts.list(TEAMS) },
  { name: 'accounts.tokenCache', run: ({ accounts }) => accounts.tokenCache(TEAMS, 'client') },
  { name: 'proposals.get', run: ({ proposals }, { proposal }) => proposals.get(proposal) },
  { name: 'proposals.list', run: ({ proposals }) => proposals.list({ state: null }, FIRST_PAGE) },
  { name: 'jobs.get', run: ({ jobs }, { job }) => jobs.get(job) },
  { name: 'jobs.list', run: ({ jobs }) => jobs.list() },
  { name: 'jobs.answer', run: ({ jobs }) => jobs.answer('key', 'once') },
  { name: 'directorySyncs.get', run: ({ directorySyncs }) => directorySyncs.get(TEAMS) },
  { name: 'audit.list', run: ({ audit }) => audit.list({ ...EVERY_ENTRY, entity: 'person' }, 0, 10) },
];

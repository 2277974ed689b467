import { systemId, tenantId } from '@lamplight/domain';
import { createEgress, type Egress, ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addTeamsTenant, BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { beginSignInAt } from './sign-in-at.ts';

const PLACE = { tenantId: tenantId('acme'), systemId: systemId('entra') };
const TEAMS = { tenantId: 'contoso.example', clientId: 'app', secretEnv: 'TEAMS_SECRET' };

const clock = new ManualClock();
let store: Store;
let egress: Egress;

beforeEach(async () => {
  store = await openMemoryStore(clock);
  egress = createEgress({ clock });
  await addTeamsTenant(store, PLACE);
});

afterEach(async () => {
  await egress.close();
  await store.close();
});

test.each([
  ['of a cloud without notifications', { ...TEAMS, cloud: 'us-government' }, 'Microsoft notifies no presence in'],
  ['of settings that turn notifications off', { ...TEAMS, notifications: 'off' }, 'notifications: off'],
  ['of a system that is not read from here', undefined, 'the gateway reads no Entra tenant for system entra'],
])('an account for nothing is not asked to sign in: %s', async (_name, teams, why) => {
  await store.change(BY_HAND, async (change) => {
    const { systems } = change.tenant(PLACE.tenantId);
    const settings = teams === undefined ? {} : { teams };
    await systems.update(PLACE.systemId, { technology: 'MSTEAMS', displayName: '', numberPlan: null, settings }, null);
  });
  const options = {
    publicUrl: 'https://presence.contoso.example',
    operated: undefined,
    store,
    environment: { TEAMS_SECRET: 'secret' },
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    egress,
  };
  const begun = beginSignInAt(
    PLACE,
    { redirectUri: 'https://presence.contoso.example/teams/sign-in', state: 's' },
    options,
  );
  await expect(begun).rejects.toMatchObject({ reason: 'request_not_possible', message: expect.stringContaining(why) });
});

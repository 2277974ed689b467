import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CLOUD_FEATURES, CLOUDS, type Cloud } from '../switches/clouds.ts';
import { signInFixture } from '../testing/sign-in-fixture.ts';

const issuedSchema = z.object({ access_token: z.string() });

function inCloud(cloud: Cloud) {
  const at = signInFixture();
  at.control.changeSwitches({ cloud });
  const asked = (scope: string) => at.token({ grant_type: 'client_credentials', scope });
  const read = (token: string) =>
    at.simulator.handle({
      method: 'GET',
      url: `${CLOUD_FEATURES[cloud].graph}/v1.0/users`,
      headers: { authorization: `Bearer ${token}` },
      body: '',
    });
  return { ...at, asked, read };
}

describe.each(CLOUDS)('the cloud %s', (cloud) => {
  const { graph } = CLOUD_FEATURES[cloud];

  test.each([
    ['its own name', graph],
    ['its client id', '00000003-0000-0000-c000-000000000000'],
  ])('gives a token for its Graph by %s, which Graph takes', async (_, resource) => {
    const { asked, read } = inCloud(cloud);
    const { status, body } = await asked(`${resource}/.default`);
    expect(status).toBe(200);
    const { access_token } = issuedSchema.parse(JSON.parse(body));
    expect((await read(access_token)).status).toBe(200);
  });

  test('knows the Graph of no other cloud, and takes no token for one', async () => {
    const others = CLOUDS.filter((other) => other !== cloud).map((other) => CLOUD_FEATURES[other].graph);
    for (const other of others) {
      const { status, body } = await inCloud(cloud).asked(`${other}/.default`);
      expect([status, JSON.parse(body).error_codes]).toEqual([400, [500011]]);
    }
    const { control, appId, read } = inCloud(cloud);
    control.changeSwitches({ cloud: cloud === 'global' ? 'delos' : 'global' });
    const token = control.apps.tokenFor(appId);
    control.changeSwitches({ cloud });
    expect((await read(token)).status).toBe(401);
  });
});

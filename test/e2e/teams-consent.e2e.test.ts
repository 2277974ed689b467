/** Consent that is missing, partial, given, withdrawn and given again, as an administrator meets it; nothing is restarted. */
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { afterEach, expect, test } from 'vitest';
import { TeamsSite } from './teams-site.ts';

const READ = 'Presence.Read.All';
const WRITE = 'Presence.ReadWrite.All';
const LOST_READ = 'nobody’s Teams presence can be read';
const LOST_WRITE = 'calls at the PBX do not show in Teams';

let site: TeamsSite;
afterEach(() => site.close());

/** As `lamplight teams consent-link` prints it. */
const printedLink = async (): Promise<string> =>
  (await site.done('teams', 'consent-link', 'entra')).trim().split('\n').at(-1) ?? '';
const consent = (reason: string) => site.health('entra', (health) => health.reason === reason);
const well = () => site.health('entra', ({ state }) => state === 'ok');

test('no consent: permission, loss and link are named, and the link that is opened grants it', async () => {
  site = await TeamsSite.make({
    people: ['anna'],
    prepare: ({ control, installation }) => {
      control.apps.consent(DEFAULT_APP.appId, { roles: [] });
      control.apps.change(DEFAULT_APP.appId, {
        redirectUris: [`${installation.publicUrl}/teams/sign-in`],
        requiredRoles: [READ, WRITE],
      });
    },
  });
  const board = site.subscribe('anna');
  const health = await consent('consent_missing');
  const link = await printedLink();
  expect(health).toMatchObject({ state: 'action-needed', remedy: expect.stringContaining(link) });
  for (const said of [READ, LOST_READ, WRITE, LOST_WRITE]) {
    expect(health.message).toContain(said);
  }

  const browser = await site.browse(link);
  await browser.press('anna@');
  expect(browser.heading).toBe('Permissions requested');
  await browser.press('Accept');
  const grantedAt = site.clock.monotonic();
  expect(await site.comeBack(browser)).toEqual({
    status: 200,
    page: expect.stringContaining('<h1>Consent was given</h1>'),
  });
  await well();
  await site.looked(
    () => board.presenceOf('anna')?.freshness,
    (freshness) => freshness === 'fresh',
  );
  expect(site.clock.monotonic() - grantedAt).toBeLessThan(30_000);
});

test('partial, withdrawn, given again: each is noticed by itself', async () => {
  site = await TeamsSite.make({
    people: ['anna'],
    prepare: ({ control }) => control.apps.consent(DEFAULT_APP.appId, { roles: [READ] }),
  });
  const board = await site.watch('anna');
  const partial = await consent('consent_partial');
  expect(partial).toMatchObject({ state: 'action-needed', message: expect.stringContaining(LOST_WRITE) });
  expect(partial.message).not.toContain(LOST_READ);

  site.control.apps.consent(DEFAULT_APP.appId, { roles: [READ, WRITE] });
  await well();

  // The token at hand still has both; the first request that Graph refuses makes the gateway look.
  site.control.apps.consent(DEFAULT_APP.appId, { roles: [] });
  site.control.addFault({ routes: ['getPresencesByUserId'], answer: { kind: 'status', status: 403 } });
  const withdrawn = await consent('consent_withdrawn');
  expect(withdrawn).toMatchObject({ state: 'action-needed', remedy: expect.stringContaining(await printedLink()) });
  expect(withdrawn.message).toContain(`${READ} (${LOST_READ}`);
  expect(withdrawn.message).toContain(`${WRITE} (${LOST_WRITE}`);

  site.control.apps.consent(DEFAULT_APP.appId, { roles: [READ, WRITE] });
  await well();
  site.inTeams('anna', { do: 'join a call' });
  await site.looked(
    () => board.presenceOf('anna')?.activity,
    (activity) => activity === 'InACall',
  );
});

test('consent that is declined grants nothing', async () => {
  site = await TeamsSite.make({
    people: ['anna'],
    prepare: ({ control, installation }) => {
      control.apps.consent(DEFAULT_APP.appId, { roles: [] });
      control.apps.change(DEFAULT_APP.appId, { redirectUris: [`${installation.publicUrl}/teams/sign-in`] });
    },
  });
  const browser = await site.browse(await printedLink());
  await browser.press('anna@');
  await browser.press('Cancel');
  const { status, page } = await site.comeBack(browser);
  expect([status, page]).toEqual([400, expect.stringContaining('The admin canceled the request')]);
  await consent('consent_missing');
});

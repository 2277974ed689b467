import { routes } from '@lamplight/admin-api';
import { PERMISSIONS } from '@lamplight/teams-adapter/registration';
import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { system } from '../testing/records.ts';

describe('register', () => {
  test('prints manifest and both ways for the chosen features, and asks no gateway', async () => {
    const { code, output, target } = await lamplight([
      'teams',
      'register',
      '--features',
      'read,write,directory=full,notifications',
      '--redirect-uri',
      'https://presence.example.com/teams/sign-in',
    ]);
    expect([code, target]).toEqual([0, undefined]);
    for (const { id } of PERMISSIONS.filter(({ feature }) => feature !== 'directory=basic')) {
      expect(output).toContain(id);
    }
    expect(output).not.toContain('User.ReadBasic.All');
    expect(output).toContain("--web-redirect-uris 'https://presence.example.com/teams/sign-in'");
    expect(output).toContain('az ad app permission admin-consent');
    expect(output).toContain('Grant admin consent');
  });

  test('as JSON is the manifest alone', async () => {
    const { output } = await lamplight(['teams', 'register', '--json', '--name', 'Ours', '--multi-tenant']);
    expect(JSON.parse(output)).toMatchObject({ displayName: 'Ours', signInAudience: 'AzureADMultipleOrgs' });
  });

  test.each([
    ['read,write', '{ teams: { tenantId: …, clientId: … } }'],
    ['read', '{ teams: { tenantId: …, clientId: …, readOnly: true } }'],
    ['read,write,directory=full', '{ teams: { tenantId: …, clientId: …, directory: { level: full } } }'],
    ['read,write,directory=basic', '{ teams: { tenantId: …, clientId: …, directory: { level: basic } } }'],
    ['read,write,notifications', 'come back to an address: give it by --redirect-uri'],
  ])('%s is what the printed settings say too', async (chosen, expected) => {
    expect((await lamplight(['teams', 'register', '--features', chosen])).output).toContain(expected);
  });

  test('in another cloud says so to az, and names its portal', async () => {
    const { output } = await lamplight(['teams', 'register', '--cloud', 'us-government']);
    expect(output).toContain('az cloud set --name AzureUSGovernment');
    expect(output).toContain('https://entra.microsoft.us');
    expect(output).toContain('cloud: us-government');
  });

  test.each([
    [['--features', 'read,wirte'], /--features has "wirte": expected read, write/],
    [['--cloud', 'delos'], /has none in Delos/],
    [['--redirect-uri', 'back'], /--redirect-uri is back/],
    [['--redirect-uri', 'http://presence.example.com/'], /expected an address that begins with https/],
    [['--cloud', 'bleu', '--features', 'read,notifications'], /none of presence in Bleu \(France\), leave it out/],
  ])('%j is refused', async (args, expected) => {
    const { code, errors } = await lamplight(['teams', 'register', ...args]);
    expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringMatching(expected)]);
  });
});

test('permissions is the whole table', async () => {
  const { output, target } = await lamplight(['teams', 'permissions', '--json']);
  expect(target).toBeUndefined();
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id),
  ).toEqual(PERMISSIONS.map(({ id }) => id));
});

test('consent-link is what the gateway says of the only Entra tenant', async () => {
  const link = 'https://login.microsoftonline.com/t/adminconsent?client_id=c';
  const gateway = gatewayFor()
    .on(routes.systems.list, () => ({ items: [system(), system({ id: 'entra', technology: 'MSTEAMS' })] }))
    .on(routes.systems.consent, () => ({
      items: [
        {
          clientId: 'c',
          use: 'reader' as const,
          link,
          permissions: [{ name: 'Presence.Read.All', kind: 'application' as const, neededFor: '' }],
        },
      ],
    }));
  const { output } = await lamplight(['teams', 'consent-link'], { gateway });
  expect(gateway.of(routes.systems.consent)[0]?.params).toMatchObject({ systemId: 'entra' });
  expect(output).toBe(`application c, which only reads: Presence.Read.All\n${link}\n`);
});

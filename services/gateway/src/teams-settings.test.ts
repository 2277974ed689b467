import { tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { consentsOf } from './teams-consent.ts';
import { type KeptSecrets, secretsIn, withoutSecrets } from './teams-secrets.ts';
import { settingsOfSystem, teamsConfigOf } from './teams-settings.ts';
import { parseTenants } from './tenant-config.ts';

const ACME = tenantId('acme');
const OWN = { tenantId: 'contoso.example', clientId: 'c' };
const kept = (secret: string, expiresAt: number | null = null) => ({ secret, expiresAt });

const read = (teams: object, secrets: KeptSecrets = {}) =>
  teamsConfigOf('entra', JSON.parse(JSON.stringify({ teams })), { tenantId: ACME, secrets, shared: undefined });

const FILE = `
tenants:
  - id: acme
    systems:
      - id: entra
        technology: MSTEAMS
        teams:
          tenantId: contoso.example
          clientId: c
          secret: canary-first
          secretExpires: 2027-03-01
          fallback: { secret: canary-fallback }
          directory: { level: full, refresh: 5m }
          reader:
            clientId: r
            secret: canary-reader
            fallback: { secret: canary-reader-fallback }
`;

describe('secrets', () => {
  const [tenant] = parseTenants(FILE, 'tenants.yaml', null);
  const teams = tenant?.systems[0]?.teams;

  test('none of a file lands in what the store shows, and all come back from where they are sealed', () => {
    const open = settingsOfSystem({ teams });
    expect(JSON.stringify(open)).not.toContain('canary');
    const secrets = Object.fromEntries(Object.entries(secretsIn(teams)).map(([name, secret]) => [name, kept(secret)]));
    expect(Object.keys(secrets)).toEqual(['clientSecret', 'fallbackSecret', 'readerSecret', 'readerFallbackSecret']);
    expect(teamsConfigOf('entra', open, { tenantId: ACME, secrets, shared: undefined })).toEqual(teams);
  });

  test.each([
    [{ secret: 'x' }, {}],
    [{ a: [{ secret: 'x', b: 1 }] }, { a: [{ b: 1 }] }],
    [
      { secretEnv: 'NAME', secretExpires: '2027-01-01' },
      { secretEnv: 'NAME', secretExpires: '2027-01-01' },
    ],
    [null, null],
  ])('%j is shown as %j', (section, expected) => {
    expect(withoutSecrets(section)).toEqual(expected);
  });

  test('a fallback by the command line alone, with its day', () => {
    const config = read(OWN, { clientSecret: kept('one'), fallbackSecret: kept('two', Date.UTC(2027, 1, 3)) });
    expect(config).toMatchObject({ secret: 'one', fallback: { secret: 'two', secretExpires: '2027-02-03' } });
  });

  test('what is missing is named with its place', () => {
    expect(() => read({ ...OWN, fallback: {} }, { clientSecret: kept('one') })).toThrow(
      /teams\.fallback\.secret: .*found 0/,
    );
    expect(() => read(OWN, { clientSecret: kept('one'), readerSecret: kept('r') })).toThrow(/teams\.reader\.clientId/);
  });
});

describe('the registration of whoever runs the gateway', () => {
  const shared = {
    clientId: 'operator',
    secret: 'hush',
    tenants: { acme: ['Contoso.example'], globex: ['globex.example'] },
  };
  const settings = (entra: string) => ({ teams: { registration: 'shared', tenantId: entra, pollWatched: '3s' } });

  test('stands in where a system asks for it', () => {
    const config = teamsConfigOf('entra', settings('contoso.example'), { tenantId: ACME, secrets: {}, shared });
    expect(config).toMatchObject({
      clientId: 'operator',
      secret: 'hush',
      tenantId: 'contoso.example',
      pollWatched: 3000,
    });
  });

  test.each([
    ['globex.example', ACME],
    ['contoso.example', tenantId('globex')],
    ['contoso.example', tenantId('toString')],
  ])('%s is not for %s: the operator says who may read which Entra tenant', (entra, id) => {
    expect(() => teamsConfigOf('entra', settings(entra), { tenantId: id, secrets: {}, shared })).toThrow(
      /sharedRegistration\.tenants of the gateway does not have it/,
    );
  });

  test('is refused where there is none', () => {
    expect(() => read({ registration: 'shared', tenantId: 't' })).toThrow(
      /this gateway has no teams\.sharedRegistration/,
    );
  });

  test('may stand in a file for apply, without client id or credential', () => {
    const own = /clientId: c[\s\S]*$/;
    const [tenant] = parseTenants(FILE.replace(own, 'registration: shared\n'), 'tenants.yaml', null);
    expect(settingsOfSystem({ teams: tenant?.systems[0]?.teams })).toEqual({
      teams: { registration: 'shared', tenantId: 'contoso.example' },
    });
    const mixed = FILE.replace('clientId: c', 'registration: shared\n          clientId: c');
    expect(() => parseTenants(mixed, 'tenants.yaml', null)).toThrow(/clientId/);
  });
});

test('a field that nobody knows is named with its section', () => {
  const held = { tenantId: tenantId('acme'), secrets: {}, shared: undefined };
  const settings = { teams: { tenantId: 't', clientId: 'c', secretEnv: 'S', clientID: 'c' } };
  expect(() => teamsConfigOf('entra', settings, held)).toThrow(/ teams: Unrecognized key: "clientID"/);
});

describe('where to consent', () => {
  test('to each registration, for what it is used', () => {
    const teams = { ...OWN, reader: { clientId: 'r' }, directory: { level: 'basic' }, notifications: 'off' };
    const [writer, reader] = consentsOf('entra', { teams }, undefined);
    expect(writer?.link).toBe('https://login.microsoftonline.com/contoso.example/adminconsent?client_id=c');
    expect(writer?.permissions.map(({ name }) => name)).toEqual(['Presence.ReadWrite.All', 'User.ReadBasic.All']);
    expect(reader).toMatchObject({ clientId: 'r', permissions: [{ name: 'Presence.Read.All', kind: 'application' }] });
  });

  test('to the shared one; without any it is said what the settings need', () => {
    const settings = { teams: { registration: 'shared', tenantId: 't', cloud: 'us-government' } };
    expect(consentsOf('entra', settings, 'operator')[0]?.link).toMatch(
      /^https:\/\/login\.microsoftonline\.us\/t\/.*=operator/,
    );
    expect(() => consentsOf('entra', settings, undefined)).toThrow(/names no app registration/);
    expect(() => consentsOf('entra', {}, 'operator')).toThrow(/names no app registration/);
  });
});

import { LamplightError, ManualClock } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { scopeOf, type TeamsConfigInput, teamsConfigSchema } from './config.ts';
import { credentialOf } from './credentials/credential.ts';

const given = { tenantId: 'contoso.example', clientId: '5b8c7a90', secret: 's' };
const problems = (config: Partial<TeamsConfigInput>): readonly string[] => {
  const result = teamsConfigSchema.safeParse({ ...given, ...config });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

describe('teamsConfigSchema', () => {
  test('has a default for all but tenant, application and credential', () => {
    expect(teamsConfigSchema.parse(given)).toEqual({
      ...given,
      graphBaseUrl: 'https://graph.microsoft.com',
      authority: 'https://login.microsoftonline.com',
      readOnly: false,
      cloud: 'global',
      notifications: 'where-granted',
      directory: { level: 'none', groups: [], also: [], refresh: 900_000 },
      requestTimeout: 10_000,
      pollWatched: 2000,
      pollSynced: 15_000,
      pollUnknownIds: 600_000,
      visibilityDelay: 2000,
      settleTime: 5000,
      landingTime: 10000,
      unknownAfter: 60_000,
    });
  });

  test.each<readonly [Partial<TeamsConfigInput>, RegExp]>([
    [{ secretEnv: 'SECRET' }, /secret: expected exactly one of secret, secretEnv, certificate and federated, found 2/],
    [{ secret: undefined }, /found 0/],
    [{ tenantId: 'common' }, /tenantId: expected the directory/],
    [{ graphBaseUrl: 'http://localhost:1234' }, /graphBaseUrl: expected an address that begins with https/],
    [{ authority: 'login.microsoftonline.com' }, /authority: expected an address that begins with https/],
    [{ cloud: 'china' }, /cloud: expected a cloud with presence: Microsoft offers none in china/],
    [{ graphBaseUrl: 'https://graph.microsoft.us' }, /graphBaseUrl: is the address of another cloud.* us-government/],
    [{ directory: { level: 'basic', groups: ['g'] } }, /directory.groups: needs level full/],
    [{ pollSynced: '45s' }, /unknownAfter: expected at least twice pollSynced/],
    [{ settleTime: '5' }, /settleTime: expected a duration/],
  ])('refuses %o', (config, expected) => {
    expect(problems(config).join('\n')).toMatch(expected);
  });

  test('refuses a key that it does not know', () => {
    expect(teamsConfigSchema.safeParse({ ...given, setleTime: '5s' }).success).toBe(false);
  });
});

test.each([
  ['https://graph.microsoft.com', 'https://graph.microsoft.com/.default'],
  ['https://graph.microsoft.us', 'https://graph.microsoft.us/.default'],
  ['https://localhost:8443', 'https://graph.microsoft.com/.default'],
])('a token for %s is asked for as %s', (baseUrl, scope) => {
  expect(scopeOf(baseUrl)).toBe(scope);
});

describe('credentialOf', () => {
  const clock = new ManualClock();

  test('takes the secret, or looks it up', () => {
    expect(credentialOf({ secret: 's' }, {}, clock)).toEqual({ kind: 'secret', secret: 's' });
    expect(credentialOf({ secretEnv: 'TEAMS' }, { TEAMS: 'e' }, clock)).toEqual({ kind: 'secret', secret: 'e' });
  });

  test('names the environment variable that is not set', () => {
    expect(() => credentialOf({ secretEnv: 'TEAMS' }, {}, clock)).toThrow(/environment variable TEAMS is not set/);
  });

  test('names the certificate file that cannot be read', () => {
    const files = { certFile: '/nowhere/teams.crt', keyFile: '/nowhere/teams.key' };
    expect(() => credentialOf({ certificate: files }, {}, clock)).toThrow(LamplightError);
    expect(() => credentialOf({ certificate: files }, {}, clock)).toThrow(/\/nowhere\/teams\.crt/);
  });
});

import { describe, expect, test } from 'vitest';
import { sharedTeamsConfigSchema, type TeamsConfigInput, teamsConfigSchema } from './config.ts';

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
      directory: { level: 'none', groups: [], everybody: false, also: [], refresh: 900_000 },
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
    [{ graphBaseUrl: 'https://localhost:8443/v1.0' }, /graphBaseUrl: expected an address without a path: leave out/],
    [{ authority: 'https://localhost:8443/contoso.example' }, /authority: expected an address without a path/],
    [{ cloud: 'china' }, /cloud: expected a cloud with presence: Microsoft's Graph has none in China/],
    [{ graphBaseUrl: 'https://graph.microsoft.us' }, /graphBaseUrl: is the address of another cloud.* us-government/],
    [{ directory: { level: 'basic', groups: ['g'] } }, /directory.groups: needs level full/],
    [{ pollSynced: '45s' }, /unknownAfter: expected at least twice pollSynced/],
    [{ pollNotified: '31s' }, /pollNotified: expected at most half of unknownAfter/],
    [{ pollNotified: '14s' }, /pollNotified: expected at least pollSynced/],
    [{ settleTime: '5' }, /settleTime: expected a duration/],
  ])('refuses %o', (config, expected) => {
    expect(problems(config).join('\n')).toMatch(expected);
  });

  test('refuses a key that it does not know', () => {
    expect(teamsConfigSchema.safeParse({ ...given, setleTime: '5s' }).success).toBe(false);
  });
});

test('a system with the registration of its host names neither client id nor credential', () => {
  const { clientId: _clientId, secret: _secret, ...tenant } = given;
  const shared = { ...tenant, registration: 'shared' } as const;
  expect(sharedTeamsConfigSchema.parse(shared)).toMatchObject({
    ...shared,
    graphBaseUrl: 'https://graph.microsoft.com',
  });
  expect(sharedTeamsConfigSchema.safeParse({ ...given, ...shared }).success).toBe(false);
  expect(sharedTeamsConfigSchema.safeParse({ ...shared, cloud: 'delos' }).success).toBe(false);
});

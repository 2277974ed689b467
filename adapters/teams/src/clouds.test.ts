import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CLOUD_FACTS, CLOUDS, isKnownLoginHost, scopeOf } from './clouds.ts';
import { teamsConfigSchema } from './config.ts';

const { rows } = z
  .object({
    rows: z.array(
      z.object({
        cloud: z.enum(CLOUDS),
        graph: z.string(),
        login: z.string(),
        scope: z.string(),
        presence: z.boolean(),
        notifications: z.boolean(),
        sequenceNumber: z.boolean(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../test/vectors/graph/clouds.json', import.meta.url), 'utf8')));

test('every cloud has its vector', () => {
  expect(rows.map(({ cloud }) => cloud)).toEqual([...CLOUDS]);
});

test.each(rows)('$cloud', ({ cloud, graph, login, scope, ...has }) => {
  expect(CLOUD_FACTS[cloud]).toMatchObject({ graphBaseUrl: graph, authority: login, ...has });
  expect(scopeOf(cloud)).toBe(scope);
  expect(isKnownLoginHost(new URL(login).host)).toBe(true);
});

test.each(rows)('$cloud as configured: its addresses, or the reason why it is refused', ({ cloud, ...expected }) => {
  const parsed = teamsConfigSchema.safeParse({ tenantId: 't', clientId: 'c', secret: 's', cloud });
  if (expected.presence) {
    expect(parsed.data).toMatchObject({ graphBaseUrl: expected.graph, authority: expected.login });
  } else {
    const issue = parsed.error?.issues.find(({ path }) => path[0] === 'cloud');
    expect(issue?.message).toContain(`Microsoft's Graph has none in ${CLOUD_FACTS[cloud].title}`);
  }
});

test('a simulator is no host that msal knows', () => {
  expect(isKnownLoginHost('localhost:8443')).toBe(false);
});

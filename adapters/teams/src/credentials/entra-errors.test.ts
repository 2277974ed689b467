import { readFileSync } from 'node:fs';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { credentialError, entraClientError, entraError, entraNetworkError } from './entra-errors.ts';
import { MEANINGS } from './entra-meanings.ts';

const vectors = z
  .object({
    table: z.array(z.number()),
    rows: z.array(
      z.object({
        name: z.string(),
        status: z.number(),
        retryAfterMs: z.number().optional(),
        body: z.unknown(),
        expect: z.object({
          state: z.string(),
          reason: z.string(),
          message: z.string(),
          remedy: z.string(),
          retry: z.string(),
        }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../../test/vectors/entra/errors.json', import.meta.url), 'utf8')));

const context = {
  tenantId: 'contoso.example',
  clientId: '5b8c7a90',
  consentLink: 'https://login.test/consent',
  cameFrom: 'the local address 10.1.2.3',
};

test('every code of the table has its vector and its meaning', () => {
  const codes = vectors.rows.flatMap(({ name }) => (name.startsWith('AADSTS') ? [Number(name.slice(6))] : []));
  expect(codes.toSorted()).toEqual(vectors.table.toSorted());
  expect(vectors.table.filter((code) => MEANINGS[code] === undefined)).toEqual([]);
  expect(vectors.table).toHaveLength(39);
});

describe('entraError', () => {
  test.each(vectors.rows)('$name', (row) => {
    const failure = entraError(row.status, row.body, row.retryAfterMs ?? null, context);
    expect({ state: failure.health.state, reason: failure.health.reason, retry: failure.retry.kind }).toEqual({
      state: row.expect.state,
      reason: row.expect.reason,
      retry: row.expect.retry,
    });
    expect(failure.health.remedy).toContain(row.expect.remedy);
    expect(failure.health.message).toContain(row.expect.message);
  });

  test('names the code for the log, and neither trace nor secret', () => {
    const row = vectors.rows.find(({ name }) => name === 'AADSTS7000215');
    const { health } = entraError(401, row?.body, null, context);
    expect(health.details).toEqual({
      status: '401',
      clientId: '5b8c7a90',
      error: 'invalid_client',
      code: 'AADSTS7000215',
      correlationId: '7d1e',
    });
  });
});

test.each([
  ['tls_untrusted', 'action-needed', 'tls_untrusted', 'slowly'],
  ['timeout', 'degraded', 'entra_timeout', 'later'],
  ['unreachable', 'degraded', 'entra_unreachable', 'later'],
] as const)('no answer: %s', (reason, state, healthReason, retry) => {
  const failure = entraNetworkError(new LamplightError(reason, 'it failed'));
  expect(failure).toMatchObject({ retry: { kind: retry }, health: { state, reason: healthReason } });
});

test('what msal refuses by itself is a matter of configuration', () => {
  expect(entraClientError('authority_uri_insecure', context).health).toMatchObject({
    state: 'action-needed',
    reason: 'entra_misconfigured',
  });
});

test('a credential that cannot be read concerns the credential: another one may do', () => {
  expect(credentialError(new LamplightError('credential_unreadable', 'no file'))).toMatchObject({
    concerns: 'credential',
    health: { state: 'action-needed', reason: 'credential_unreadable', message: expect.stringContaining('no file') },
  });
});

test.each([
  [7000215, 'credential'],
  [7000222, 'credential'],
  [7000218, 'credential'],
  [700027, 'credential'],
  [700213, 'credential'],
  [700016, 'application'],
  [50173, 'account'],
  [90033, 'passing'],
])('AADSTS%i concerns the %s', (code, concerns) => {
  expect(MEANINGS[code]?.concerns).toBe(concerns);
});

test('a code that nobody knows is told as it came; invalid_client concerns the credential', () => {
  const body = { error: 'invalid_client', error_description: 'AADSTS123: New.\r\nTrace', error_codes: [123] };
  expect(entraError(401, body, null, context)).toMatchObject({
    concerns: 'credential',
    health: { reason: 'entra_refused', message: 'Entra refuses a token (invalid_client, AADSTS123): AADSTS123: New.' },
  });
});

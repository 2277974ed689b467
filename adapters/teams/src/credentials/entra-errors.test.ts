import { readFileSync } from 'node:fs';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { entraClientError, entraError, entraNetworkError } from './entra-errors.ts';

const vectors = z
  .object({
    rows: z.array(
      z.object({
        name: z.string(),
        status: z.number(),
        retryAfterMs: z.number().optional(),
        body: z.unknown(),
        expect: z.object({ state: z.string(), reason: z.string(), remedy: z.string(), retry: z.string() }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../../test/vectors/entra/errors.json', import.meta.url), 'utf8')));

const context = { tenantId: 'contoso.example', clientId: '5b8c7a90' };

describe('entraError', () => {
  test.each(vectors.rows)('$name', (row) => {
    const failure = entraError(row.status, row.body, row.retryAfterMs ?? null, context);
    expect({ state: failure.health.state, reason: failure.health.reason, retry: failure.retry.kind }).toEqual({
      state: row.expect.state,
      reason: row.expect.reason,
      retry: row.expect.retry,
    });
    expect(failure.health.remedy).toContain(row.expect.remedy);
    expect(failure.health.message).not.toBe('');
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

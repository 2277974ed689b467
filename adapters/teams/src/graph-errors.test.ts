import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { graphError, graphNetworkError, graphUnreadable, parseRetryAfter } from './graph-errors.ts';

const answer = (
  status: number,
  operation: 'read' | 'set' | 'clear' = 'read',
  body = '',
  retryAfterMs: number | null = null,
) => graphError({ operation, status, body, retryAfterMs });

describe('graphError', () => {
  test.each([
    [401, 'read', 'token_rejected', 'later', 'no', 'degraded'],
    [403, 'read', 'consent_missing', 'slowly', 'no', 'action-needed'],
    [403, 'set', 'consent_missing', 'slowly', 'no', 'action-needed'],
    [400, 'read', 'request_invalid', 'split', 'no', 'degraded'],
    [404, 'read', 'person_not_found', 'split', 'no', 'degraded'],
    [400, 'set', 'request_invalid', 'slowly', 'no', 'degraded'],
    [404, 'set', 'person_not_found', 'slowly', 'no', 'degraded'],
    [409, 'set', 'request_refused', 'slowly', 'no', 'degraded'],
    [302, 'read', 'redirected', 'slowly', 'no', 'action-needed'],
    [429, 'set', 'throttled', 'after', 'no', 'degraded'],
    [500, 'set', 'graph_unavailable', 'later', 'maybe', 'degraded'],
    [502, 'read', 'graph_unavailable', 'later', 'maybe', 'degraded'],
  ] as const)('%i on %s: %s', (status, operation, reason, retry, applied, state) => {
    expect(answer(status, operation)).toMatchObject({
      reason,
      retry: { kind: retry },
      applied,
      health: { state, reason },
    });
  });

  test('a 403 with an empty message names the permission that is missing', () => {
    const body = JSON.stringify({ error: { code: 'Forbidden', message: '' } });
    expect(answer(403, 'read', body).health).toMatchObject({
      details: { permission: 'Presence.Read.All', code: 'Forbidden' },
      remedy: expect.stringContaining('Presence.Read.All'),
    });
    expect(answer(403, 'set').health.details['permission']).toBe('Presence.ReadWrite.All');
  });

  test('Retry-After is what the next request waits for, also with a 503', () => {
    expect(answer(429, 'read', '', 12_000).retry).toEqual({ kind: 'after', ms: 12_000 });
    expect(answer(503, 'read', '', 5000).retry).toEqual({ kind: 'after', ms: 5000 });
    expect(answer(429).retry).toEqual({ kind: 'after', ms: 30_000, guessed: true });
  });

  test('a Retry-After that names no time, or one that is past, is a pause that grows', () => {
    expect(answer(429, 'set', '', 0).retry).toEqual({ kind: 'after', ms: 1000, guessed: true });
    expect(answer(503, 'set', '', 0).retry).toEqual({ kind: 'later' });
  });

  test('the request id travels for Microsoft support', () => {
    const body = JSON.stringify({ error: { code: 'X', message: 'm', innerError: { 'request-id': 'abc' } } });
    expect(answer(500, 'read', body).health.details['requestId']).toBe('abc');
  });
});

describe('graphNetworkError', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND'])('%s: a write was surely not applied', (code) => {
    const failure = graphNetworkError(new LamplightError('unreachable', 'no', { details: { code } }), 'set');
    expect(failure).toMatchObject({ applied: 'no', unsent: true, reason: 'graph_unreachable' });
  });

  test.each([
    ['unreachable', 'ECONNRESET', 'graph_unreachable'],
    ['timeout', 'UND_ERR_HEADERS_TIMEOUT', 'graph_timeout'],
  ] as const)('%s, %s: a write may be in force', (reason, code, expected) => {
    const failure = graphNetworkError(new LamplightError(reason, 'no', { details: { code } }), 'set');
    expect(failure).toMatchObject({ applied: 'maybe', reason: expected, retry: { kind: 'later' } });
  });

  test('a certificate that is not trusted needs a person', () => {
    const failure = graphNetworkError(new LamplightError('tls_untrusted', 'no'), 'set');
    expect(failure).toMatchObject({ applied: 'no', retry: { kind: 'slowly' }, health: { state: 'action-needed' } });
  });
});

test.each([
  ['empty', 'answer_empty'],
  ['not-json', 'answer_not_json'],
  ['truncated', 'answer_truncated'],
  ['unexpected', 'answer_unexpected'],
] as const)('an answer that is %s', (kind, reason) => {
  expect(graphUnreadable(kind, 'read', 'x')).toMatchObject({ reason, health: { reason, details: { found: 'x' } } });
});

test.each([
  ['17', 17_000],
  ['0', 0],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
] as const)('Retry-After %s', (value, expected) => {
  expect(parseRetryAfter(value, Date.UTC(2026, 10, 21, 12))).toBe(expected);
});

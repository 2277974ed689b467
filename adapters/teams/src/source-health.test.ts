import type { Health } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { graphError } from './graph-errors.ts';
import { SourceHealth } from './source-health.ts';

const failure = (status: number, operation: 'read' | 'set' = 'read') =>
  graphError({ operation, status, body: '', retryAfterMs: null });

function recorded(): { health: SourceHealth; told: Health[]; last: () => string } {
  const told: Health[] = [];
  const health = new SourceHealth((one) => told.push(one));
  return { health, told, last: () => `${told.at(-1)?.state} ${told.at(-1)?.reason}`.trim() };
}

describe('SourceHealth', () => {
  test('is starting until the first read, then ok', () => {
    const { health, last } = recorded();
    health.tell();
    expect(last()).toBe('starting starting');
    health.succeeded('read');
    expect(last()).toBe('ok');
  });

  test('a single passing failure is not told, a second is, and a success ends it', () => {
    const { health, told, last } = recorded();
    health.succeeded('read');
    health.failed('read', failure(503));
    expect(told).toHaveLength(1);
    health.failed('read', failure(503));
    expect(last()).toBe('degraded graph_unavailable');
    health.succeeded('read');
    expect(last()).toBe('ok');
  });

  test('a choice that could not be put back is told for an hour, behind everything that is wrong', () => {
    const { health, told, last } = recorded();
    health.succeeded('read');
    health.choiceLost('ada', 1000);
    expect(told.at(-1)).toMatchObject({ state: 'ok', reason: 'choice_not_restored', details: { people: 'ada' } });
    health.failed('write', failure(403, 'set'));
    expect(last()).toBe('action-needed consent_missing');
    health.succeeded('write');
    health.sweep(3_601_000);
    expect(last()).toBe('ok choice_not_restored');
    health.sweep(3_601_001);
    expect(last()).toBe('ok');
  });

  test('what needs a person is told at once, and outranks everything', () => {
    const { health, last } = recorded();
    health.failed('write', failure(403, 'set'));
    health.condition('other', { ...failure(503).health, reason: 'other' });
    expect(last()).toBe('action-needed consent_missing');
    health.succeeded('write');
    expect(last()).toBe('degraded other');
  });

  test('blind: down instead of degraded', () => {
    const { health, last } = recorded();
    health.failed('read', failure(503));
    health.failed('read', failure(503));
    health.blind();
    expect(last()).toBe('down graph_unavailable');
  });

  test('a failed write is told for five minutes after nothing was tried any more; what a person has to do is told on', () => {
    const { health, last } = recorded();
    health.succeeded('read');
    health.failed('write', failure(404, 'set'));
    health.sweep(1000);
    health.sweep(301_000);
    expect(last()).toBe('degraded person_not_found');
    health.failed('write', failure(404, 'set'));
    health.sweep(301_001);
    health.sweep(601_001);
    expect(last()).toBe('degraded person_not_found');
    health.sweep(601_002);
    expect(last()).toBe('ok');
    health.failed('write', failure(403, 'set'));
    health.sweep(601_003);
    health.sweep(2_000_000);
    expect(last()).toBe('action-needed consent_missing');
  });

  test('the same again is not told again', () => {
    const { health, told } = recorded();
    health.succeeded('read');
    health.succeeded('read');
    expect(told).toHaveLength(1);
  });
});

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
    health.suspects(['ada']);
    expect(last()).toBe('action-needed consent_missing');
    health.succeeded('write');
    expect(last()).toBe('degraded foreign_writer_suspected');
  });

  test('blind: down instead of degraded', () => {
    const { health, last } = recorded();
    health.failed('read', failure(503));
    health.failed('read', failure(503));
    health.blind();
    expect(last()).toBe('down graph_unavailable');
  });

  test('names the people for whom another application seems to write', () => {
    const { health, told } = recorded();
    health.succeeded('read');
    health.suspects(['ada', 'bela']);
    expect(told.at(-1)).toMatchObject({
      details: { people: 'ada, bela' },
      message: expect.stringContaining('ada, bela'),
    });
    health.suspects([]);
    expect(told.at(-1)?.state).toBe('ok');
  });

  test('the same again is not told again', () => {
    const { health, told } = recorded();
    health.succeeded('read');
    health.succeeded('read');
    expect(told).toHaveLength(1);
  });
});

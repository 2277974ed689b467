import { describe, expect, it } from 'vitest';
import type { LineKnowledge } from './line.ts';
import { toHealth } from './to-health.ts';

const config = { host: 'pbx', port: 5_060, transport: 'udp', username: 'watcher' } as const;
const unknown = (kind: 'refused' | 'no-answer', status: number | null = null): LineKnowledge => ({
  kind: 'unknown',
  problem: { kind, status, text: '' },
});

describe('health', () => {
  it('names when the PBX was lost, why, and what to look at', () => {
    const state = { kind: 'unreachable', since: Date.UTC(2026, 0, 5), why: 'nobody answers' } as const;
    const health = toHealth(state, new Map(), config);
    expect(health).toMatchObject({
      state: 'down',
      reason: 'pbx_unreachable',
      details: { since: '2026-01-05T00:00:00.000Z' },
    });
    expect(health.message).toContain('pbx:5060 (UDP)');
  });

  it('counts and names refused lines, the first ten', () => {
    const lines = new Map(Array.from({ length: 12 }, (_, index) => [`${200 + index}`, unknown('refused', 404)]));
    const health = toHealth({ kind: 'answering' }, lines.set('100', { kind: 'pending' }), config);
    expect(health).toMatchObject({ state: 'degraded', reason: 'lines_refused', details: { refused: '12' } });
    expect(health.message).toContain('12 of 13 lines: 200 404, 201 404');
    expect(health.message).not.toContain('210');
  });

  it('tells lines that are not known for other reasons apart', () => {
    const lines = new Map([['1', unknown('no-answer')]]);
    expect(toHealth({ kind: 'answering' }, lines, config)).toMatchObject({
      state: 'degraded',
      reason: 'lines_unknown',
    });
  });

  it('is well when every line is known or has just been asked', () => {
    expect(toHealth({ kind: 'answering' }, new Map([['1', { kind: 'pending' }]]), config).state).toBe('ok');
  });
});

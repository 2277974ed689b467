import { describe, expect, test } from 'vitest';
import { EndpointHealth } from './endpoint-health.ts';

const MINUTE = 60_000;

function answer(health: EndpointHealth, now: number, durationMs: number): void {
  health.sent();
  health.answered(now, durationMs);
}

function answering(late: number, durationMs: number, total = 100): EndpointHealth {
  const health = new EndpointHealth();
  for (let index = 0; index < total; index += 1) {
    answer(health, index, index < late ? durationMs : 50);
  }
  return health;
}

describe('EndpointHealth', () => {
  test('more than a tenth later than three seconds makes slow, for ten minutes', () => {
    expect(answering(10, 3001).state).toBe('normal');
    const health = answering(11, 3001);
    expect([health.state, health.admit(100), health.admit(9 * MINUTE)]).toEqual(['slow', 'delay', 'delay']);
    expect(health.admit(10 * MINUTE + 100)).toBe('send');
    expect(health.state).toBe('normal');
  });

  test('more than 15 % later than ten seconds makes drop, until probes are answered in time', () => {
    expect(answering(15, 10_000).state).toBe('slow');
    const health = answering(16, 10_000);
    expect([health.state, health.admit(100), health.admit(9 * MINUTE)]).toEqual(['drop', 'drop', 'drop']);
    const later = 10 * MINUTE + 100;
    const probes = Array.from({ length: 6 }, () => health.admit(later));
    expect(probes).toEqual(['send', 'send', 'send', 'send', 'send', 'drop']);
    for (let probe = 0; probe < 5; probe += 1) {
      health.sent();
    }
    for (let probe = 0; probe < 5; probe += 1) {
      expect(health.state).toBe('drop');
      health.answered(later, 20);
    }
    expect([health.state, health.admit(later)]).toEqual(['normal', 'send']);
  });

  test('late probes keep it dropped for ten minutes more', () => {
    const health = answering(16, 10_000);
    const later = 10 * MINUTE + 100;
    for (let probe = 0; probe < 5; probe += 1) {
      expect(health.admit(later)).toBe('send');
      answer(health, later, 10_000);
    }
    expect([health.admit(later), health.admit(later + 9 * MINUTE)]).toEqual(['drop', 'drop']);
    expect(health.admit(later + 10 * MINUTE)).toBe('send');
  });

  test('nothing is judged before a hundred answers, and old ones do not count', () => {
    expect(answering(99, 10_000, 99).state).toBe('normal');
    const health = answering(99, 10_000, 99);
    answer(health, 11 * MINUTE, 10_000);
    expect(health.state).toBe('normal');
  });

  test('probes that travel together, or far apart, do not leave it dropped for ever', () => {
    const together = answering(16, 10_000);
    const later = 10 * MINUTE + 100;
    for (let probe = 0; probe < 5; probe += 1) {
      expect(together.admit(later)).toBe('send');
    }
    answer(together, later, 20);
    expect(together.state).toBe('normal');
    const apart = answering(16, 10_000);
    for (let hour = 1; hour <= 10; hour += 1) {
      if (apart.admit(hour * 60 * MINUTE) === 'send') {
        answer(apart, hour * 60 * MINUTE, 20);
      }
    }
    expect(apart.state).toBe('normal');
  });
});

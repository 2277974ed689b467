import { seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { OFFICE_PEOPLE } from './people.ts';
import { nextScene } from './scenes.ts';

describe('nextScene', () => {
  test('takes only people who are free, and ends everything that it begins', () => {
    const random = seededRandom(42);
    for (let round = 0; round < 200; round += 1) {
      const free = OFFICE_PEOPLE.slice(round % 5, 6 + (round % 7));
      const scene = nextScene(free, random);
      expect(scene?.people.every((person) => free.includes(person))).toBe(true);
      const acts = scene?.steps.flatMap((step) => (step.kind === 'teams' ? [step.act] : [])) ?? [];
      const count = (act: string): number => acts.filter((entry) => entry === act).length;
      expect(count('join a call')).toBe(count('leave the call'));
      expect(count('join a meeting')).toBe(count('leave the meeting'));
      expect(count('lock the screen')).toBe(count('unlock the screen'));
      const calls = scene?.steps.filter((step) => step.kind === 'ring').length;
      const ends = scene?.steps.filter((step) => step.kind === 'hang-up' || step.kind === 'refuse').length;
      expect(calls).toBe(ends);
    }
  });

  test('waits while fewer than two are free', () => {
    expect(nextScene(OFFICE_PEOPLE.slice(0, 1), seededRandom(1))).toBeUndefined();
  });
});

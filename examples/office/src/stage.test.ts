import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { OFFICE_PEOPLE, type OfficePerson } from './people.ts';
import { Stage } from './stage.ts';

test('an hour of office: nobody is in two things at once, and all that began has ended when it stops', async () => {
  const clock = new ManualClock();
  const engaged = new Set<OfficePerson>();
  const take = (...people: readonly OfficePerson[]): void => {
    for (const person of people) {
      expect(engaged.has(person)).toBe(false);
      engaged.add(person);
    }
  };
  let calls = 0;
  let acts = 0;
  const stage = new Stage({
    people: OFFICE_PEOPLE,
    clock,
    random: seededRandom(11),
    logger: silentLogger,
    world: {
      ring: (from, to) => {
        take(from, to);
        calls += 1;
        const end = (): void => {
          engaged.delete(from);
          engaged.delete(to);
        };
        return { answer: () => undefined, hold: () => undefined, resume: () => undefined, hangUp: end, refuse: end };
      },
      act: () => {
        acts += 1;
      },
    },
  });
  const playing = stage.play();
  await clock.advanceAsync(3_600_000);
  stage.stop();
  await clock.advanceAsync(0);
  await playing;
  expect(calls).toBeGreaterThan(100);
  expect(acts).toBeGreaterThan(100);
  expect(clock.pendingCount).toBe(0);
});

import { TONES } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { lamp } from './lamp.ts';

test('every tone is told by its shape alone, in one column', () => {
  const shapes = TONES.map((tone) => lamp(tone, false));
  expect(new Set(shapes).size).toBe(TONES.length);
  expect(shapes.filter((shape) => [...shape].length !== 1)).toEqual([]);
});

test('colours end where the lamp does', () => {
  expect(lamp('in-use', true)).toBe('\u001b[38;5;214m◆\u001b[0m');
});

import { expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { search } from './search.ts';

test('at least ten faults are planted, three of them in attribution', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(10);
  expect(FAULTS.filter(({ room }) => room === 'attribution').length).toBeGreaterThanOrEqual(3);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});

test.each(FAULTS)('$room: that $name is caught', ({ name, scope, ports, caught }) => {
  const { violation, worlds, depth } = search({ ports, kinds: scope.kinds, mostWorlds: scope.mostWorlds });
  expect(violation, `${worlds.size} worlds, depth ${depth}`).not.toBeNull();
  expect(violation?.what).toMatch(caught);
  const moves = (violation?.trace ?? []).map((move) => `\n    ${move}`).join('');
  process.stdout.write(`planted: ${name}\n  found after ${worlds.size} worlds: ${violation?.what}${moves}\n`);
});

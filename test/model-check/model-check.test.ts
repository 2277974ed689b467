import { SHIPPED_PROFILES } from '@lamplight/resolver';
import { afterAll, expect, test } from 'vitest';
import { calmed } from './calm.ts';
import { ResolutionCache } from './gateway.ts';
import { oursInForce } from './graph.ts';
import { movesOf, startedWorld } from './moves.ts';
import { realPorts } from './ports.ts';
import { SCOPES, type Scope } from './scopes.ts';
import { type SearchResult, search } from './search.ts';
import { checkQuietOfAnyProfile, LABELS } from './specification.ts';
import { inTicks } from './times.ts';
import type { World } from './world.ts';

/** Of each other profile, with everything at once. */
const WORLDS_OF_A_PROFILE = 6_000;

const results = new Map<Scope, SearchResult>();

afterAll(() => {
  const known = new Set([...results.values()].flatMap(({ worlds }) => [...worlds]));
  const quiet = new Set([...results.values()].flatMap((result) => [...result.quiet]));
  const labels = [...countedLabels()].map(([label, count]) => `\n  ${count} quiet worlds: ${label}`);
  print(`${known.size} distinct worlds, ${quiet.size} distinct quiet ones; what no source can tell:${labels.join('')}`);
});

test.each(Object.values(SCOPES))('$name: no world is wrong', (scope) => {
  const result = resultOf(scope);
  print(`${scope.name}: ${figures(result)}`);
  expect(result.violation).toBeNull();
  expect(result.exhausted || result.worlds.size >= scope.mostWorlds).toBe(true);
});

// Alone it searches every scope.
test('everything that no source can tell comes up, under a name of its own', { timeout: 300_000 }, () => {
  Object.values(SCOPES).forEach(resultOf);
  expect([...countedLabels().keys()].sort()).toEqual(Object.values(LABELS).sort());
});

test('do-not-disturb hidden by signing out: one write for the whole call, and it shows until the call ends', () => {
  const model = { ports: realPorts(), cache: new ResolutionCache() };
  const then = (world: World, ...names: readonly string[]): World =>
    names.reduce((before, name) => {
      const move = movesOf(before, new Set(SCOPES.hiddenChoices.kinds), model).find((found) => found.name === name);
      expect(move, name).toBeDefined();
      return move?.world ?? before;
    }, world);
  const leftAlone = (world: World, ticks: number): readonly World[] => {
    const worlds = [world];
    for (let tick = 0; tick < ticks; tick += 1) {
      worlds.push(calmed(worlds.at(-1) ?? world, model));
    }
    return worlds;
  };
  const first = leftAlone(startedWorld(model), 14).at(-1) ?? startedWorld(model);
  const signedOut = leftAlone(then(first, 'DoNotDisturb is chosen', 'signs out'), 4).at(-1) ?? first;
  const during = leftAlone(then(signedOut, 'the line turns talking', 'the set is accepted'), 20);
  expect(during.every((world) => oursInForce(world) !== null)).toBe(true);
  const shown = during.slice(1).map(({ gateway: { concluded } }) => `${concluded.availability} ${concluded.tone}`);
  expect(new Set(shown)).toEqual(new Set(['DoNotDisturb busy']));
  const after = leftAlone(then(during.at(-1) ?? first, 'the line turns idle'), 4).at(-1) ?? first;
  expect(oursInForce(after)).toBeNull();
  expect(after.gateway.concluded).toMatchObject({ availability: 'Offline', tone: 'offline' });
});

const others = [...SHIPPED_PROFILES.values()].filter(({ id }) => id !== 'lamplight');

test.each(others)('$id: no phantom, nothing left behind, nothing back and forth', (profile) => {
  const result = search({
    ports: realPorts(inTicks(profile)),
    kinds: SCOPES.everything.kinds,
    mostWorlds: WORLDS_OF_A_PROFILE,
    judge: checkQuietOfAnyProfile,
  });
  print(`profile ${profile.id}: ${figures(result)}`);
  expect(result.violation).toBeNull();
});

function resultOf(scope: Scope): SearchResult {
  const known = results.get(scope);
  const result = known ?? search({ ports: realPorts(), kinds: scope.kinds, mostWorlds: scope.mostWorlds });
  results.set(scope, result);
  return result;
}

/** How many quiet worlds have what cannot be known, by what; one that two searches came to counts twice. */
function countedLabels(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { labels } of results.values()) {
    for (const [label, count] of labels) {
      counts.set(label, (counts.get(label) ?? 0) + count);
    }
  }
  return counts;
}

function figures({ worlds, quiet, depth, exhausted, longestCalm, longestUndo }: SearchResult): string {
  const end = exhausted ? 'all there are' : 'and there are more';
  return (
    `${worlds.size} worlds (${end}), ${quiet.size} quiet ones, depth ${depth}; ` +
    `quiet after at most ${longestCalm} ticks, our session gone after at most ${longestUndo}`
  );
}

function print(line: string): void {
  process.stdout.write(`model check: ${line}\n`);
}

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MEANINGS } from './credentials/entra-meanings.ts';
import { NOTIFICATION_REASONS, PRESENCE_REASONS, REASONS, type Reason } from './reasons.ts';

const SOURCE = fileURLToPath(new URL('./', import.meta.url));
/** These answer to effects, which is no health. */
const ANSWERS_TO_EFFECTS = ['writing/effect-outcome.ts', 'writing/read-back.ts'];
const WORD = /'([a-z]+(?:_[a-z]+)+)'/g;

const textOf = (name: string): string => readFileSync(`${SOURCE}${name}`, 'utf8');
const wordsIn = (text: string): readonly string[] => [...text.matchAll(WORD)].map(([, word = '']) => word);

/** Paths below the sources of what a system runs. */
function sources(under: string): readonly string[] {
  return globSync(`${under}**/*.ts`, { cwd: SOURCE }).filter(
    (name) => !name.endsWith('.test.ts') && !/^(testing|verify)\//.test(name) && name !== 'reasons.ts',
  );
}

/** Reasons that are written out, by the lines that give one. */
function writtenReasons(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => textOf(name).split('\n'))
    .filter((line) => /^\s*(?:return \{ )?reason: /.test(line))
    .flatMap(wordsIn);
}

const named = (reasons: readonly Reason[]): readonly string[] => reasons.map(({ reason }) => reason);

test('the catalogue has every reason of credential and consent that the code gives, once, and no other', () => {
  const given = new Set([
    ...Object.values(MEANINGS).map(({ reason }) => reason),
    ...writtenReasons(sources('credentials/')),
  ]);
  expect(named(REASONS).toSorted()).toEqual([...given].toSorted());
});

test('so has the one of change notifications, with the state that is given with each', () => {
  const given = [
    ...textOf('notifications/notification-health.ts').matchAll(
      /'(ok|degraded|down|action-needed)',\s*'(notification[a-z_]+)'/g,
    ),
  ].map(([, state, reason]) => [reason, state]);
  expect(given.toSorted()).toEqual(
    NOTIFICATION_REASONS.flatMap(({ reason, states }) => states.map((state) => [reason, state])).toSorted(),
  );
});

test('so has the one of presence and directory: all other reasons in the sources', () => {
  const others = sources('').filter(
    (name) => !/^(credentials|notifications)\//.test(name) && !ANSWERS_TO_EFFECTS.includes(name),
  );
  const graphErrors = textOf('graph-errors.ts');
  const failuresOfGraph = [
    ...wordsIn(graphErrors),
    ...[...graphErrors.matchAll(/'(?:degraded|action-needed)',\s*'([a-z_]+)'/g)].map(([, reason = '']) => reason),
  ];
  const given = new Set([...writtenReasons(others), ...failuresOfGraph, 'starting']);
  const elsewhere = new Set(named(REASONS));
  expect(named(PRESENCE_REASONS).toSorted()).toEqual([...given].filter((reason) => !elsewhere.has(reason)).toSorted());
});

test('a reason that is given together with a state has that state in the catalogue', () => {
  const catalogue = new Map(
    [...REASONS, ...NOTIFICATION_REASONS, ...PRESENCE_REASONS].map(({ reason, states }) => [reason, states]),
  );
  const given = sources('').flatMap((name) =>
    [...textOf(name).matchAll(/state: '([a-z-]+)',\s*reason: '([a-z_]+)'/g)].map(([, state, reason]) => ({
      name,
      state,
      reason,
    })),
  );
  expect(given.length).toBeGreaterThan(5);
  expect(
    given.filter(
      ({ state, reason }) => !(catalogue.get(reason ?? '') ?? []).some((catalogued) => catalogued === state),
    ),
  ).toEqual([]);
});

test('each says what it means and what to do, and stands once', () => {
  const all = [...REASONS, ...NOTIFICATION_REASONS, ...PRESENCE_REASONS];
  expect(all.filter(({ meaning, action }) => meaning === '' || action === '')).toEqual([]);
  expect(new Set(named(all)).size).toBe(all.length);
});

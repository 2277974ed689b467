/** Whatever stands in a configuration file, the answer is a value or a LamplightError that names file, line and column. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { LamplightError } from '../errors/lamplight-error.ts';
import { durationMs } from './fields.ts';
import { loadConfig } from './load-config.ts';

const SEED = { seed: 12, numRuns: 1_500 };

const schema = z.strictObject({
  listen: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) }),
  lease: durationMs({ minimumMs: 1_000 }).default(90_000),
  people: z.array(z.strictObject({ id: z.string().min(1), kind: z.enum(['person', 'room']) })).default([]),
  secret: z.union([z.string().min(1), z.strictObject({ env: z.string() })]).optional(),
});

const GOOD = `listen: {host: localhost, port: 8443}
lease: 90s
people:
  - {id: ada, kind: person}
  - id: "room 1"
    kind: room
secret: {env: SECRET}
`;

const TOKENS = [
  ':',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\n',
  '\t',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!t ',
  '? ',
  '|',
];
const WORDS = [
  '__proto__: 1\n',
  'constructor: {}\n',
  '---\n',
  '...\n',
  '%YAML 9\n',
  '# ',
  'null',
  '.nan',
  '1e999',
  '\0',
];
const piece = fc.oneof(fc.constantFrom(...TOKENS, ...WORDS), fc.string({ unit: 'grapheme' }));
const mutated = fc
  .array(fc.tuple(fc.nat(GOOD.length), fc.nat(12), piece), { minLength: 1, maxLength: 5 })
  .map((changes) =>
    changes.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), GOOD),
  );

test('a file is read, or refused with its problems, each in one line with its place', () => {
  expect(loadConfig({ schema, text: GOOD, fileName: 'good.yaml' }).listen.port).toBe(8443);
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string({ unit: 'binary' })), (text) => {
      try {
        loadConfig({ schema, text, fileName: 'bad.yaml' });
        outcomes.read += 1;
      } catch (failure) {
        const { reason, message } =
          failure instanceof LamplightError ? failure : expect.unreachable(`threw ${failure}`);
        expect(reason).toBe('config_invalid');
        expect(message).toMatch(/^bad\.yaml:\d+:\d+: \S/);
        outcomes.refused += 1;
      }
    }),
    SEED,
  );
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(10);
});

test.each([
  ['{a: b}: c', '1:1: a key is a list or a mapping: put it in quotes, or give a name'],
  ['listen: {port: 1}\n? [a]\n: c', '2:3: a key is a list or a mapping: put it in quotes, or give a name'],
  [': c\nlisten: {port: 1}', '1:1: an empty key is not known: known here: listen, lease, people, secret'],
])('%j is refused in words', (text, message) => {
  expect(() => loadConfig({ schema, text, fileName: 'bad.yaml' })).toThrow(`bad.yaml:${message}`);
});

test('aliases that grow without end are refused, not expanded', () => {
  const levels = 'bcdefghij'.split('').map((name, index) => {
    const before = 'abcdefghi'[index];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  });
  const text = `a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`;
  expect(() => loadConfig({ schema, text, fileName: 'bomb.yaml' })).toThrow(
    /^bomb\.yaml:1:1: the aliases expand to too much: write values out/,
  );
});

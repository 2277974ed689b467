import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LamplightError } from '../errors/lamplight-error.ts';
import { durationMs, hostPort } from './fields.ts';
import { nearest } from './known-keys.ts';
import { loadConfig } from './load-config.ts';

const schema = z.strictObject({
  listen: z.strictObject({
    address: hostPort().prefault('127.0.0.1:8443'),
    workers: z.int().min(1).max(64).default(1),
  }),
  lease: durationMs({ minimumMs: 1000, maximumMs: 600_000 }).prefault('90s'),
  mode: z.enum(['single', 'replicas']).default('single'),
  verbose: z.boolean().default(false),
  clientSecret: z.string().min(8).optional(),
  endpoint: z.url({ protocol: /^https$/ }).optional(),
  limit: z.union([z.number(), z.literal('none')]).optional(),
  systems: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('teams'), tenantId: z.uuid() }),
        z.strictObject({ kind: z.literal('sip'), registrar: z.string() }),
      ]),
    )
    .min(1),
  labels: z.record(z.string().regex(/^[a-z]+$/, 'keys are lower-case letters'), z.string()).default({}),
});

const GOOD = `listen:
  address: "[::1]:443"
systems:
  - kind: sip
    registrar: pbx
`;

function refusal(text: string): LamplightError {
  try {
    loadConfig({ schema, text, fileName: 'lamplight.yaml' });
  } catch (failure) {
    return LamplightError.from(failure);
  }
  throw new Error('was not refused');
}

describe('loadConfig', () => {
  test('gives the checked value with its defaults, frozen throughout', () => {
    const config = loadConfig({ schema, text: GOOD, fileName: 'lamplight.yaml' });
    expect(config).toEqual({
      listen: { address: { host: '::1', port: 443 }, workers: 1 },
      lease: 90_000,
      mode: 'single',
      verbose: false,
      systems: [{ kind: 'sip', registrar: 'pbx' }],
      labels: {},
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.listen.address)).toBe(true);
    expect(Object.isFrozen(config.systems[0])).toBe(true);
  });

  test('reads a file and names it as it was given', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamplight-config-'));
    const file = join(folder, 'lamplight.yaml');
    writeFileSync(file, GOOD);
    expect(loadConfig({ schema, file }).mode).toBe('single');
    writeFileSync(file, `${GOOD}mode: both\n`);
    expect(() => loadConfig({ schema, file })).toThrow(`${file}:6:7: mode is "both": expected one of single, replicas`);
    rmSync(folder, { recursive: true });
  });

  test('says that a file is missing or is a folder', () => {
    const folder = tmpdir();
    const missing = join(folder, 'lamplight-none.yaml');
    const failures = [missing, folder].map((file) => {
      try {
        return loadConfig({ schema, file });
      } catch (failure) {
        const error = LamplightError.from(failure);
        return [error.reason, error.message];
      }
    });
    expect(failures).toEqual([
      ['config_unreadable', `there is no configuration file ${missing}: create it, or name one that exists`],
      ['config_unreadable', `the configuration file ${folder} is a folder: name a file`],
    ]);
  });

  const mistakes: readonly (readonly [string, string, string])[] = [
    ['an unknown key like a known one', `${GOOD}leese: 90s\n`, '6:1: leese is not known: did you mean lease?'],
    [
      'an unknown key below, with letters swapped',
      GOOD.replace('address', 'wrokers: 2\n  address'),
      '2:3: listen.wrokers is not known: did you mean workers?',
    ],
    [
      'an unknown key like no other',
      GOOD.replace('address', 'colour: red\n  address'),
      '2:3: listen.colour is not known: known here: address, workers',
    ],
    [
      'an unknown key in a list entry',
      `${GOOD}    registar: x\n`,
      '6:5: systems[0].registar is not known: did you mean registrar?',
    ],
    ['a wrong type', `${GOOD}verbose: 3\n`, '6:10: verbose is 3: expected true or false'],
    ['an empty value', `${GOOD}verbose:\n`, '6:9: verbose is empty: expected true or false'],
    ['a list for a mapping', 'listen: [1]\nsystems: []\n', '1:9: listen is a list: expected a mapping'],
    [
      'a fraction',
      GOOD.replace('address', 'workers: 1.5\n  address'),
      '2:12: listen.workers is 1.5: expected a whole number',
    ],
    ['too small', GOOD.replace('address', 'workers: 0\n  address'), '2:12: listen.workers is 0: expected at least 1'],
    ['too large', GOOD.replace('address', 'workers: 99\n  address'), '2:12: listen.workers is 99: expected at most 64'],
    ['an empty list', 'listen: {}\nsystems: []\n', '2:10: systems is an empty list: expected at least 1 entry'],
    ['a missing field', 'listen: {}\n', '1:1: systems is missing: expected a list'],
    [
      'a missing field in a list entry',
      'listen: {}\nsystems:\n  - kind: sip\n',
      '3:5: systems[0].registrar is missing: expected a text',
    ],
    ['none of the choices', `${GOOD}mode: both\n`, '6:7: mode is "both": expected one of single, replicas'],
    [
      'no such kind',
      'listen: {}\nsystems:\n  - kind: pbx\n',
      '3:11: systems[0].kind is "pbx": expected one of teams, sip',
    ],
    ['neither of two types', `${GOOD}limit: true\n`, '6:8: limit is true: expected a number or none'],
    [
      'a text of the wrong form',
      `${GOOD}endpoint: example\n`,
      '6:11: endpoint is "example": expected a URL such as https://lamplight.example.com',
    ],
    [
      'a duration without unit',
      `${GOOD}lease: 90\n`,
      '6:8: lease is 90: expected a duration with its unit (ms, s, m, h, d), such as "250ms", "90s" or "5m"',
    ],
    ['a duration out of range', `${GOOD}lease: 1h\n`, '6:8: lease is "1h": expected at least 1s and at most 10m'],
    [
      'an address without port',
      'listen:\n  address: localhost\nsystems: [{kind: sip, registrar: pbx}]\n',
      '2:12: listen.address is "localhost": expected host:port, such as "0.0.0.0:8443", "[::1]:8443" or ' +
        '"gateway.example.com:443"',
    ],
    [
      'a secret, which is not printed',
      `${GOOD}clientSecret: abc\n`,
      '6:15: clientSecret is [hidden]: expected at least 8 characters',
    ],
    [
      'a key that is not allowed',
      `${GOOD}labels:\n  A1: x\n`,
      '7:3: the key labels.A1 is not allowed: keys are lower-case letters',
    ],
    ['a duplicate key', `${GOOD}mode: single\nmode: replicas\n`, '7:1: mode is given twice: keep one of them'],
    ['a tab', 'listen:\n\tworkers: 1\n', '2:1: a tab is used to indent: YAML indents with spaces'],
    ['a second document', `${GOOD}---\nmode: single\n`, '6:1: a second document begins: keep one document in the file'],
    ['a tag', `${GOOD}mode: !env X\n`, '6:7: the tag is not known: remove it (Unresolved tag: !env)'],
    [
      'an alias without its anchor',
      `${GOOD}mode: *none\n`,
      '6:7: *none is an alias, and nothing before it is named &none: write out what it stands for',
    ],
    [
      'bad YAML',
      'mode: "single\n',
      '2:1: this is not YAML: Missing closing "quote; check the indentation, the quotes and the brackets up to here',
    ],
    ['something else than a mapping', '- a\n', '1:1: the configuration is a list: expected a mapping'],
    ['an empty file', '', '1:1: listen is missing: expected a mapping'],
  ];

  test.each(mistakes)('refuses %s', (_name, text, message) => {
    const error = refusal(text);
    expect(error.reason).toBe('config_invalid');
    expect(error.message.split('\n')).toContain(`lamplight.yaml:${message}`);
  });

  test('suggests no key of which every letter is another', () => {
    expect(nearest('<<', ['id'])).toBeUndefined();
    expect(nearest('ib', ['id'])).toBe('id');
  });

  test('refuses lists without end in one line', () => {
    expect(refusal(`mode: ${'['.repeat(20_000)}`).message).toMatch(
      /^lamplight\.yaml:1:\d+: the text is nested too deep: a configuration needs a few levels only$/,
    );
  });

  test('lists every problem, in the order of the file', () => {
    const error = refusal('mode: both\nlisten:\n  workers: many\n  prot: 1\nsystems: []\nverbose: "yes"\n');
    expect(error.message).toBe(
      [
        'lamplight.yaml:1:7: mode is "both": expected one of single, replicas',
        'lamplight.yaml:3:12: listen.workers is "many": expected a number',
        'lamplight.yaml:4:3: listen.prot is not known: known here: address, workers',
        'lamplight.yaml:5:10: systems is an empty list: expected at least 1 entry',
        'lamplight.yaml:6:10: verbose is "yes": expected true or false',
      ].join('\n'),
    );
    expect(error.details).toEqual({ file: 'lamplight.yaml', problems: '5' });
  });

  test('finds the place of a field behind an alias', () => {
    const text = 'listen: {}\nsystems:\n  - &pbx\n    kind: sip\n    registrar: 1\n  - *pbx\n';
    expect(refusal(text).message).toBe(
      [
        'lamplight.yaml:5:16: systems[0].registrar is 1: expected a text',
        'lamplight.yaml:5:16: systems[1].registrar is 1: expected a text',
      ].join('\n'),
    );
  });

  test('refuses a schema that would ignore a misspelt key', () => {
    const open = z.strictObject({ listen: z.object({ port: z.number() }) });
    expect(() => loadConfig({ schema: open, text: 'lsten: 1', fileName: 'a.yaml' })).toThrow(
      'the configuration schema ignores unknown keys at listen: use z.strictObject',
    );
  });
});

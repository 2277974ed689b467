import { describe, expect, test } from 'vitest';
import type { Manifest } from '../workspace/workspace.ts';
import { dependencyProblems, importedPackages, type Source } from './dependency-use.ts';
import { drift } from './drift.ts';
import { tooLong } from './file-sizes.ts';
import { forbiddenWords, machineWords } from './machine-words.ts';

describe('tooLong', () => {
  const short = Array.from({ length: 9 }, (_, index) => ({ path: `s${index}.ts`, lines: 100 }));

  test('lets one of ten files be longer than usual', () => {
    expect(tooLong([...short, { path: 'long.ts', lines: 500 }])).toEqual([]);
  });

  test('names a file that is too long, and the long ones when there are too many', () => {
    expect(tooLong([...short, { path: 'huge.ts', lines: 501 }])).toEqual([
      'huge.ts has 501 lines: split it, none may have more than 500',
    ]);
    expect(tooLong([...short.slice(2), { path: 'a.ts', lines: 301 }, { path: 'b.ts', lines: 400 }])).toEqual([
      '2 of 9 files have more than 300 lines, one of ten may: a.ts (301), b.ts (400)',
    ]);
  });

  test('keeps main.ts small', () => {
    expect(tooLong([{ path: 'services/gateway/src/main.ts', lines: 59 }])).toEqual([]);
    expect(tooLong([{ path: 'services/gateway/src/main.ts', lines: 60 }])).toEqual([
      'services/gateway/src/main.ts has 60 lines: a main.ts has fewer than 60',
    ]);
  });
});

describe('machineWords', () => {
  const slash = '/';
  const path = (...parts: string[]): string => parts.map((part) => slash + part).join('') + slash;
  const find = (text: string, checkout = '/builds/lamplight'): readonly string[] =>
    machineWords('a.md', text, forbiddenWords(checkout));

  test('finds home folders, the folder of the checkout and a registry, with the line', () => {
    expect(find(`fine\nsee ${path('home', 'anna')}x`)).toEqual(['a.md:2: names the home folder of a user']);
    expect(find(`${path('root')}.npmrc`)).toEqual(['a.md:1: names the home folder of a machine']);
    expect(find(`${path('builds', 'lamplight')}src`)).toEqual(['a.md:1: names the folder of this checkout']);
    expect(find(['https:', '', ['registry', 'npmjs', 'org'].join('.'), 'x'].join(slash))).toEqual([
      'a.md:1: names a package registry, which is for each installation to choose',
    ]);
  });

  test('lets alone what only looks like it', () => {
    expect(find('/users/{id}/presence, https://graph.test/home/anna/x, ./root/x, the home/away column')).toEqual([]);
    expect(find('/tmp/other/x', '/tmp/checkout')).toEqual([]);
  });
});

describe('importedPackages', () => {
  test('finds every way to import, by the name of the package', () => {
    const text = `import { a } from 'zod';
import type { B } from "@grpc/grpc-js/build/types";
export { c } from 'yaml';
import 'reflect-metadata';
import {
  d,
} from 'pino';
const e = await import('@peculiar/x509');
export * from 'undici';
const url = import.meta.resolve('vitest/config');
const text = "import 'quoted'";
throw new Error('not from', 'here');
const h = await import(text);
import { readFileSync } from 'node:fs';
import { f } from './f.ts';
// import { g } from 'commented';
`;
    expect([...importedPackages(text)].sort()).toEqual([
      '@grpc/grpc-js',
      '@peculiar/x509',
      'pino',
      'reflect-metadata',
      'undici',
      'vitest',
      'yaml',
      'zod',
    ]);
  });
});

describe('dependencyProblems', () => {
  const manifest = (change: Partial<Manifest>): Manifest => ({
    name: '@lamplight/x',
    private: false,
    bin: {},
    files: [],
    dependencies: {},
    devDependencies: {},
    peerDependencies: {},
    ...change,
  });
  const source = (name: string, isTest = false): Source => ({ path: 'a.ts', text: `import '${name}';`, isTest });

  test('is content when both agree', () => {
    const declared = manifest({
      dependencies: { zod: '1' },
      devDependencies: { msw: '1', '@types/ws': '1', '@types/scope__name': '1' },
    });
    const sources = [
      source('zod'),
      source('msw', true),
      source('vitest', true),
      source('ws', true),
      source('@scope/name', true),
    ];
    expect(
      dependencyProblems(
        { ...declared, peerDependencies: { ws: '1', '@scope/name': '1' } },
        sources,
        new Set(['vitest']),
      ),
    ).toEqual([]);
  });

  test('names what is not declared, also when only the tests may import it', () => {
    const declared = manifest({ devDependencies: { msw: '1' } });
    expect(dependencyProblems(declared, [source('zod'), source('msw'), source('vitest')], new Set(['vitest']))).toEqual(
      [
        'a.ts imports zod, which @lamplight/x does not declare',
        'a.ts imports msw, which @lamplight/x does not declare',
        'a.ts imports vitest, which @lamplight/x does not declare',
      ],
    );
  });

  test('names what is declared in vain', () => {
    const declared = manifest({ dependencies: { zod: '1', yaml: '1' }, devDependencies: { msw: '1' } });
    expect(dependencyProblems(declared, [source('yaml', true)], new Set())).toEqual([
      '@lamplight/x declares zod, which nothing imports: remove it',
      '@lamplight/x declares yaml, which only its tests import: make it a devDependency',
      '@lamplight/x declares msw for development, which nothing imports: remove it',
    ]);
  });
});

test('drift names files that differ, are missing or are too many', () => {
  const committed = new Map([
    ['same.ts', '1'],
    ['other.ts', '1'],
    ['old.ts', '1'],
  ]);
  const fresh = new Map([
    ['same.ts', '1'],
    ['other.ts', '2'],
    ['new.ts', '1'],
  ]);
  expect(drift(committed, fresh)).toEqual(['new.ts', 'old.ts', 'other.ts']);
});

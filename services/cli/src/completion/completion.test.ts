import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeGateway, refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { person, system } from '../testing/records.ts';
import { SCRIPTS } from './scripts.ts';

let gateway: FakeGateway;

beforeEach(() => {
  gateway = gatewayFor()
    .on(routes.systems.list, () => ({ items: [system(), system({ id: 'branch' })] }))
    .on(routes.people.list, () => ({ items: [person()], next: null }));
});

/** Candidates for the last word. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, output, errors } = await lamplight(['__complete', '--', ...words], { gateway });
  expect([code, errors]).toEqual([0, '']);
  return output.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('what is offered', () => {
  test('commands, and commands below them', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['people', 'line', 'doctor', 'backup']));
    expect(await offered('')).not.toContain('__complete');
    expect(await offered('pe')).toEqual(['people']);
    expect(await offered('--json', 'match', 'list', '')).toEqual(['show', 'import']);
  });

  test('options of the command and of all, and what may follow them', async () => {
    const options = await offered('people', 'list', '--');
    expect(options).toEqual(expect.arrayContaining(['--kind', '--without', '--tenant', '--json']));
    expect(await offered('people', 'list', '--kind', '')).toEqual(['person', 'guest', 'room', 'resource']);
    expect(await offered('people', 'list', '--state', 'pa')).toEqual(['paused']);
    expect(await offered('people', 'list', '--state=pa')).toEqual(['--state=paused']);
    expect(await offered('settings', 'show', 'r')).toEqual(['retention']);
  });

  test('names that the gateway knows', async () => {
    expect(await offered('line', 'list', '--system', '')).toEqual(['head-office', 'branch']);
    expect(await offered('people', 'show', 'anna')).toEqual(['anna.berg@example.com']);
    expect(gateway.of(routes.people.list)[0]).toMatchObject({ params: { tenantId: 'acme' }, query: { query: 'anna' } });
    expect(await offered('--tenant', 'globex', 'system', 'show', 'b')).toEqual(['branch']);
    expect(gateway.of(routes.systems.list)[1]?.params).toEqual({ tenantId: 'globex' });
  });

  test('files are left to the shell', async () => {
    expect(await offered('people', 'import', '')).toEqual([':files']);
    expect(await offered('--key-file', '')).toEqual([':files']);
  });

  test('nothing where the gateway fails, is slow, or there is no key', async () => {
    gateway.on(routes.systems.list, refusal('unreachable', 'away'));
    expect(await offered('system', 'show', '')).toEqual([]);
    gateway.on(routes.systems.list, () => new Promise(() => undefined));
    expect(await offered('system', 'show', '')).toEqual([]);
    const { code, output, errors } = await lamplight(['__complete', '--', 'system', 'show', ''], {
      environment: { LAMPLIGHT_KEY: '' },
    });
    expect([code, output, errors]).toEqual([0, '', '']);
  });

  test('nothing where a name stands that anybody may choose', async () => {
    expect(await offered('people', 'add', '')).toEqual([]);
    expect(await offered('people', 'add', 'Anna', '--name', '')).toEqual([]);
  });
});

describe('the script for bash', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
    // Stands for the program: says how it was called, and offers two.
    const program = `#!/bin/sh\nprintf '<%s>\\n' "$@" > '${folder}/called'\nprintf 'anna@example.com\\tAnna\\nanna.b@example.com\\tB\\n'\n`;
    writeFileSync(join(folder, 'lamplight'), program);
    chmodSync(join(folder, 'lamplight'), 0o755);
    writeFileSync(join(folder, 'completion'), SCRIPTS.bash);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function pressTab(line: string, words: readonly string[]): readonly string[] {
    const script = `
      source '${folder}/completion'
      COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
      _lamplight
      printf '%s\\n' "\${COMPREPLY[@]}"
      printf -- '---\\n'; cat '${folder}/called'`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  test('gives the words as they stand, and offers what begins so', () => {
    expect(pressTab('lamplight people show an', ['lamplight', 'people', 'show', 'an'])).toEqual([
      'anna@example.com',
      'anna.b@example.com',
      '---',
      '<__complete>',
      '<-->',
      '<people>',
      '<show>',
      '<an>',
    ]);
  });

  test('a word that bash cuts at @ is put together, and only the rest is offered', () => {
    const words = ['lamplight', 'people', 'show', 'anna', '@', 'ex'];
    expect(pressTab('lamplight people show anna@ex', words).slice(0, 2)).toEqual(['example.com', '---']);
    expect(pressTab('lamplight people show anna@', words.slice(0, 5)).slice(0, 2)).toEqual(['example.com', '---']);
  });

  test('an empty word is one', () => {
    expect(pressTab('lamplight people ', ['lamplight', 'people', '']).slice(-3)).toEqual(['<-->', '<people>', '<>']);
  });
});

test('each shell gets its script, and another one is refused', async () => {
  expect((await lamplight(['completion', 'bash'])).output).toContain('complete -F _lamplight lamplight');
  expect((await lamplight(['completion', 'zsh'])).output).toContain('#compdef lamplight');
  expect((await lamplight(['completion', 'fish'])).output).toContain('complete --command lamplight');
  expect((await lamplight(['completion', 'tcsh'])).code).toBe(64);
});

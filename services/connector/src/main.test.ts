import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const MANIFEST = new URL('../package.json', import.meta.url);

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function run(...args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (failure, out, error) => {
      resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error });
    });
  });
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-connector-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configured(gateway: string): string {
  const file = join(folder, 'connector.yaml');
  writeFileSync(
    file,
    `gateway: { address: 'localhost:1', ${gateway} }\nsource: { id: a }\nsystems: [{ id: b, sip: { host: localhost } }]\n`,
  );
  return file;
}

describe('the command lamplight-connector', () => {
  test('says its version, which is that of the package', async () => {
    const { out } = await run('--version');
    expect(JSON.parse(readFileSync(MANIFEST, 'utf8'))).toMatchObject({ version: out.trim() });
  });

  test('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('lamplight-connector --config'),
    });
  });

  test('checks a configuration and starts nothing', async () => {
    const file = configured('key: ll_abc');
    expect(await run('--config', file, '--check-config')).toEqual({
      code: 0,
      out: `${file} is good: 1 system(s) for localhost\n`,
      error: '',
    });
  });

  test('names a key file that is missing, before it starts', async () => {
    const { code, error } = await run('--config', configured('keyFile: none.key'), '--check-config');
    expect(code).toBe(78);
    expect(error).toContain(`the key file ${join(folder, 'none.key')} does not exist: create it`);
  });

  test('names a certificate authority that cannot be read', async () => {
    const { code, error } = await run('--config', configured('key: a, caFile: none.pem'));
    expect(code).toBe(78);
    expect(error).toContain(`the certificate file ${join(folder, 'none.pem')} does not exist`);
  });

  test('says what is missing without a configuration', async () => {
    expect(await run()).toMatchObject({ code: 78, error: expect.stringContaining('--config FILE') });
  });

  test('refuses an unknown argument', async () => {
    expect(await run('--confg')).toMatchObject({ code: 64 });
  });
});

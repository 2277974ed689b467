/** The command as its user meets it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemRandom } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashOfKey } from './access/keys.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../sample-config.yaml', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param onLine called for each line of standard error with a way to signal the process */
function run(
  args: readonly string[],
  onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      onLine?.(text, (signal) => child.kill(signal));
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-gateway-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function configFile(certificate: string): string {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(
    file,
    `listen: {port: 0, certificate: ${certificate}}\ntenants: [{id: acme}]\ndrain: {window: 0ms}\nlogLevel: info\n`,
  );
  return file;
}

describe('lamplight-gateway', () => {
  test('--new-key prints a key and the hash to keep', async () => {
    const { code, out } = await run(['--new-key']);
    const [, key = '', hash = ''] = /^key: {2}(ll_\S+)\nhash: (\S+)\n$/.exec(out) ?? [];
    expect([code, hashOfKey(key)]).toEqual([0, hash]);
  });

  test('--new-store-key prints a key that a store opens under', async () => {
    const { code, out } = await run(['--new-store-key']);
    expect([code, keyRingOf([out.trim()], 'the test').previous]).toEqual([0, []]);
  });

  test('a store without its key keeps it from starting, with one line, the remedy and 78; so does --check-config', async () => {
    const file = join(folder, 'gateway.yaml');
    const store = 'store: {file: lamplight.db, key: {file: store.key}}';
    writeFileSync(file, `listen: {port: 0, certificate: {selfSigned: [localhost]}}\n${store}\n`);
    const problem = `lamplight-gateway: the key file ${join(folder, 'store.key')} cannot be read`;
    for (const args of [[], ['--check-config']]) {
      const { code, err } = await run(['--config', file, ...args]);
      expect([code, err.trim().split('\n').length]).toEqual([78, 1]);
      expect(err).toContain(problem);
    }
  });

  test('a store that cannot be reached keeps it from starting, with one line and 69', async () => {
    const file = join(folder, 'gateway.yaml');
    const store = 'store: {postgres: {url: "postgres://u@127.0.0.1:1/d"}, key: {file: store.key}}';
    writeFileSync(join(folder, 'store.key'), makeStoreKey(systemRandom()), { mode: 0o600 });
    writeFileSync(file, `listen: {port: 0, certificate: {selfSigned: [localhost]}}\n${store}\n`);
    const { code, err } = await run(['--config', file]);
    expect([code, err.trim().split('\n').length]).toEqual([69, 1]);
    expect(err).toContain('127.0.0.1');
  });

  test('--check-config says ok of the sample', async () => {
    expect(await run(['--config', SAMPLE, '--check-config'])).toEqual({ code: 0, out: 'ok\n', err: '' });
  });

  test('--check-config says what is wrong, of certificate and keys file alike, and ends with 78', async () => {
    const file = join(folder, 'gateway.yaml');
    writeFileSync(
      file,
      'listen: {certificate: {certFile: none.pem, keyFile: none.key}}\ntenants: [{id: acme, keysFile: none.yaml}]\n',
    );
    const { code, err } = await run(['--config', file, '--check-config']);
    expect(code).toBe(78);
    expect(err.trim().split('\n')).toEqual([
      `lamplight-gateway: ${file}:1:34: listen.certificate.certFile: ` +
        `there is no certificate file ${folder}/none.pem: set certFile to an existing file.`,
      `there is no configuration file ${folder}/none.yaml: create it, or name one that exists`,
    ]);
  });

  test('an unreadable certificate keeps it from starting, with the field, its line, the file and the remedy', async () => {
    const pem = join(folder, 'broken.pem');
    writeFileSync(pem, 'not a certificate\n');
    const file = configFile(`{certFile: ${pem}, keyFile: ${pem}}`);
    const { code, err } = await run(['--config', file]);
    expect(code).toBe(78);
    expect(err).toBe(
      `lamplight-gateway: ${file}:1:43: listen.certificate.certFile: ` +
        `the certificate file ${pem} is not PEM: it has no line "-----BEGIN …-----": convert it, ` +
        'for example with `openssl x509 -inform DER` (DER) or `openssl pkcs12 -nodes` (PFX).\n',
    );
  });

  test('SIGTERM drains it and ends it with 0', async () => {
    const { code, err } = await run(['--config', configFile('{selfSigned: [localhost]}')], (line, kill) => {
      if (line.includes('"listening"')) {
        kill('SIGTERM');
      }
    });
    expect(code).toBe(0);
    const messages = err
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).msg));
    expect(messages).toEqual(['listening', 'stopping', 'draining', 'drained', 'stopped']);
  });
});

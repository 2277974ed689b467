/** The three services as their user meets them when something is wrong: what they say, in one line, and how they end. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const SERVICES = ['gateway', 'connector', 'graph-simulator'] as const;

let folder: string;
let occupied: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-commands-'));
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'broken.yaml'), 'listen: [\n');
  occupied = createServer();
  port = await new Promise((resolve) => {
    occupied.listen(0, '127.0.0.1', () => {
      const address = occupied.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
});

afterAll(async () => {
  await new Promise((resolve) => occupied.close(resolve));
  rmSync(folder, { recursive: true });
});

function run(service: string, args: readonly string[]): Promise<{ readonly code: unknown; readonly said: string }> {
  const main = fileURLToPath(new URL(`../../services/${service}/src/main.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (failure, out, error) => {
      resolve({ code: failure?.code ?? 0, said: out + error });
    });
  });
}

test.each([
  ['a misspelt option', ['--confg', 'a.yaml'], 64, "Unknown option '--confg' (--help says more)"],
  ['an option without its value', ['--config'], 64, "Option '--config <value>' argument missing (--help says more)"],
  ['a word too many', ['a.yaml'], 64, /^Unexpected argument 'a\.yaml'.*\(--help says more\)$/],
  ['no such file', ['--config', 'none.yaml'], 78, /^there is no configuration file none\.yaml: create it/],
  ['a folder', ['--config', 'folder'], 78, 'the configuration file folder is a folder: name a file'],
  ['no YAML', ['--config', 'broken.yaml'], 78, /^broken\.yaml:\d+:\d+: this is not YAML: /],
] as const)('%s', async (_, args, code, said) => {
  const ended = await Promise.all(SERVICES.map((service) => run(service, args)));
  for (const [index, service] of SERVICES.entries()) {
    const [, line] = /^lamplight-[a-z-]+: (.*)\n$/.exec(ended[index]?.said ?? '') ?? [];
    expect([service, ended[index]?.code, line]).toEqual([
      service,
      code,
      typeof said === 'string' ? said : expect.stringMatching(said),
    ]);
  }
});

test('no configuration at all', async () => {
  for (const service of ['gateway', 'connector']) {
    expect(await run(service, [])).toEqual({
      code: 78,
      said: `lamplight-${service}: no configuration is named: give --config FILE (--help says more)\n`,
    });
  }
});

test('a port that is in use', async () => {
  const listen = `listen: {port: ${port}, certificate: {selfSigned: [localhost]}}`;
  writeFileSync(join(folder, 'gateway.yaml'), `${listen}\ntenants: [{id: acme}]\n`);
  const said = `127.0.0.1:${port} is in use by another process: stop that process, or choose another port.\n`;
  expect(await run('gateway', ['--config', 'gateway.yaml'])).toEqual({ code: 69, said: `lamplight-gateway: ${said}` });
  expect(await run('graph-simulator', ['--port', String(port)])).toEqual({
    code: 69,
    said: `lamplight-graph-simulator: ${said}`,
  });
});

/** `lamplight teams verify` as somebody runs it, over TLS with msal: no gateway takes part, and nothing is left behind. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Done, runCommand } from './run-command.ts';
import { accountOf, upnOf } from './teams-site.ts';

const USERS = ['anna', 'bert'];

let simulator: RunningGraphSimulator;
let folder: string;

beforeEach(async () => {
  simulator = await startGraphSimulator({
    port: 0,
    config: {
      people: USERS.map((name) => ({ id: accountOf(name), userPrincipalName: upnOf(name), displayName: name })),
    },
  });
  folder = mkdtempSync(join(tmpdir(), 'lamplight-verify-'));
  writeFileSync(join(folder, 'graph.pem'), simulator.caPem);
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

function verify(...more: readonly string[]): Promise<Done> {
  const { baseUrl } = simulator;
  const tenant = ['--tenant-id', DEFAULT_TENANT.id, '--client-id', DEFAULT_APP.appId, '--secret-env', 'SECRET'];
  const users = USERS.flatMap((name) => ['--user', accountOf(name)]);
  const at = ['--graph', baseUrl, '--authority', baseUrl, '--ca', join(folder, 'graph.pem')];
  return runCommand(['teams', 'verify', ...tenant, ...users, ...at, '--yes', ...more], {
    XDG_CONFIG_HOME: folder,
    SECRET: DEFAULT_APP.secret,
  });
}

const sessions = () =>
  USERS.flatMap((name) => simulator.control.inspect(upnOf(name)).sessions.filter(({ kind }) => kind !== 'client'));

test('prints delays and proposals, and leaves no session', async () => {
  simulator.control.act(upnOf('bert'), { do: 'start an appointment' });
  const { code, output, errors } = await verify('--rounds', '3');
  expect([code, output]).toEqual([0, expect.stringMatching(/^A write shows after {5}\d+\.\d\d s \(median of 3\)/)]);
  expect(output).toMatch(/^A clear shows after {5}\d+\.\d\d s \(median of 3\)/m);
  expect(output).toMatch(/^In a meeting {12}our call goes before/m);
  expect(output).toMatch(/^sequenceNumber {10}grows with each change$/m);
  expect(output).toContain('unknownIds: "omit"');
  expect(errors).toContain('writing and clearing 3 times …');
  const writes = simulator.control.writes.map(({ action }) => action);
  expect(writes.filter((action) => action === 'setPresence')).toHaveLength(4);
  expect(sessions()).toEqual([]);
});

test('what Graph refuses ends it with the reason, and leaves no session', async () => {
  simulator.control.addFault({ routes: ['setPresence'], answer: { kind: 'status', status: 403 }, times: 'always' });
  const { code, errors } = await verify('--rounds', '1');
  expect([code, errors]).toEqual([1, expect.stringContaining('setting presence')]);
  expect(sessions()).toEqual([]);
});

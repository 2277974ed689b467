import { type DirectoryStatusBody, routes } from '@lamplight/admin-api';
import { expect, test } from 'vitest';
import { checkDirectory } from '../doctor/tenant-checks.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { FakeGateway } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';

const DIRECTORY: DirectoryStatusBody = {
  health: { state: 'action-needed', reason: 'leavers_held', message: '60 of 100 would leave', remedy: 'look first' },
  people: 100,
  reading: { since: '2026-01-05T09:00:00Z', whole: true, done: 40, total: 120 },
  leftOut: { guest: 2, disabled: 7 },
  lastReadAt: '2026-01-05T09:00:00Z',
  lastWholeReadAt: null,
  nextReadAt: null,
  heldLeavers: { leavers: 60, of: 100, since: '2026-01-05T09:00:00Z' },
  withoutNumbers: null,
};

function gatewayWith(directory: DirectoryStatusBody | null): FakeGateway {
  return gatewayFor()
    .on(routes.directories.get, () => ({ directory }))
    .on(routes.directories.read, () => DIRECTORY)
    .on(routes.directories.confirmLeavers, () => DIRECTORY);
}

test('directory show says how far it is, who was left out, and what is wrong', async () => {
  const { output } = await lamplight(['directory', 'show', 'entra'], { gateway: gatewayWith(DIRECTORY) });
  expect(output).toMatch(/action-needed: 60 of 100 would leave/);
  expect(output).toMatch(/everybody: 40 of 120/);
  expect(output.indexOf('7 disabled')).toBeLessThan(output.indexOf('2 guest'));
  expect(output).toContain('7 disabled');
  const none = await lamplight(['directory', 'show', 'pbx'], { gateway: gatewayWith(null) });
  expect(none.output).toMatch(/directory\.level/);
});

test('directory sync asks for a read, of everybody where told', async () => {
  const gateway = gatewayWith(DIRECTORY);
  await lamplight(['directory', 'sync', 'entra'], { gateway });
  await lamplight(['directory', 'sync', 'entra', '--whole'], { gateway });
  const reads = gateway.requests.filter(({ route }) => route === 'directories.read');
  expect(reads.map(({ query }) => query)).toEqual([{ whole: false }, { whole: true }]);
});

test('directory confirm-leavers asks first', async () => {
  const gateway = gatewayWith(DIRECTORY);
  const refused = await lamplight(['directory', 'confirm-leavers', 'entra'], { gateway });
  expect(refused.code).not.toBe(EXIT_CODES.ok);
  expect(gateway.requests.map(({ route }) => route)).not.toContain('directories.confirmLeavers');
  const done = await lamplight(['directory', 'confirm-leavers', 'entra', '--yes'], { gateway });
  expect(done.code).toBe(EXIT_CODES.ok);
  expect(gateway.requests.at(-1)).toMatchObject({ route: 'directories.confirmLeavers', body: { leavers: 60 } });
  const nobody = gatewayWith({ ...DIRECTORY, heldLeavers: null });
  const none = await lamplight(['directory', 'confirm-leavers', 'entra', '--yes'], { gateway: nobody });
  expect([none.code === EXIT_CODES.ok, none.errors]).toEqual([
    false,
    expect.stringContaining('nobody of system entra waits to leave'),
  ]);
});

test('doctor looks at the directory', () => {
  const checks = (directory: DirectoryStatusBody | null) => checkDirectory('directories', 'entra', directory);
  expect(checks(null)).toEqual([]);
  expect(checks(DIRECTORY)).toMatchObject([{ state: 'problem', remedy: 'look first' }]);
  const ok = { ...DIRECTORY, health: { state: 'ok', reason: '', message: '', remedy: '' } };
  expect(checks(ok)).toMatchObject([{ state: 'ok', message: expect.stringContaining('100 people') }]);
  const starting = { ...DIRECTORY, health: { ...ok.health, state: 'starting' } };
  expect(checks(starting)).toMatchObject([{ state: 'warning' }]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, makeSelfSignedCertificate } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { endHealth, endOf, endUnknown } from './credential-end.ts';

const DAY = 86_400_000;
const secret = endOf({ secret: 's', secretExpires: '2026-06-30' });
const last = Date.UTC(2026, 6, 1);

test.each([
  [30 * DAY + 1, undefined],
  [30 * DAY, 'ok credential_ends'],
  [7 * DAY + 1, 'ok credential_ends'],
  [7 * DAY, 'degraded credential_ends'],
  [DAY + 1, 'degraded credential_ends'],
  [DAY, 'action-needed credential_ends'],
  [1, 'action-needed credential_ends'],
  [0, 'action-needed credential_ended'],
  [-90 * DAY, 'action-needed credential_ended'],
])('%i ms before the end: %s', (left, expected) => {
  const health = endHealth(secret, last - left, '');
  expect(health === null ? undefined : `${health.state} ${health.reason}`).toBe(expected);
});

test('what ends, on which day, and each step of the rotation', () => {
  expect(endHealth(secret, last - 8 * DAY, ' of the reading registration')).toMatchObject({
    message: 'the client secret of the reading registration ends on 2026-06-30, in 8 days',
    remedy: expect.stringMatching(/^1\. make a new secret .*; 2\. set its value as secret.*; 3\. delete the old/),
    details: { ends: '2026-06-30', days: '8' },
  });
  expect(endHealth(secret, last, '')?.message).toBe('the client secret ended on 2026-06-30');
});

test('a certificate tells its own end, and a new file another one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamplight-end-'));
  const files = { certFile: join(folder, 'c.pem'), keyFile: join(folder, 'k.pem') };
  const clock = new ManualClock();
  for (const validDays of [10, 20]) {
    const pair = await makeSelfSignedCertificate({ commonName: 'l', altNames: ['l.test'], validDays, clock });
    writeFileSync(files.certFile, pair.certPem);
    const at = endOf({ certificate: files })?.at ?? 0;
    expect(Math.round((at - clock.now()) / DAY)).toBe(validDays);
  }
  rmSync(folder, { recursive: true });
  expect(endOf({ certificate: files })?.at).toBeNull();
});

test('of a secret without a day it is said that nothing tells; of a federated credential nothing', () => {
  expect(endUnknown(endOf({ secret: 's' }), '')).toMatchObject({ state: 'ok', reason: 'credential_end_unknown' });
  expect(endUnknown(secret, '')).toBeNull();
  expect(endOf({ federated: { tokenFile: 'any' } })).toBeNull();
  expect(endUnknown(endOf({ certificate: { certFile: '/nowhere', keyFile: '/nowhere' } }), '')).toBeNull();
});

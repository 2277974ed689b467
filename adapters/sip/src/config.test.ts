import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSipAdapterConfig, readPassword } from './config.ts';

describe('the configuration', () => {
  it('needs the host only', () => {
    expect(parseSipAdapterConfig({ host: 'pbx.example.com' })).toMatchObject({
      port: 5_060,
      transport: 'udp',
      expiresSeconds: 600,
      fullRefreshSeconds: 600,
      snapshotSeconds: 5,
      capabilities: { rendering: true, callerConfirmed: false, earlyAsConfirmed: false },
      limits: { documentBytes: 65_536 },
    });
  });

  it.each([
    ['host', { port: 5_060 }],
    ['port', { host: 'x', port: 70_000 }],
    ['transport', { host: 'x', transport: 'tls' }],
    ['exprires', { host: 'x', exprires: 5 }],
    ['capabilities', { host: 'x', capabilities: { hold: true } }],
  ])('names %s when it is wrong', (field, input) => {
    expect(() => parseSipAdapterConfig(input)).toThrow(field);
  });
});

describe('the password', () => {
  it('stands there, in a variable or in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamplight-sip-'));
    const file = join(folder, 'password');
    writeFileSync(file, 'from file\nsecond line');
    expect(readPassword('as it is', {})).toBe('as it is');
    expect(readPassword({ env: 'PBX_PASSWORD' }, { PBX_PASSWORD: 'from env' })).toBe('from env');
    expect(readPassword({ file }, {})).toBe('from file');
    expect(readPassword(undefined, {})).toBeUndefined();
    rmSync(folder, { recursive: true });
    expect(() => readPassword({ file }, {})).toThrow(file);
    expect(() => readPassword({ env: 'PBX_PASSWORD' }, {})).toThrow('PBX_PASSWORD');
  });
});

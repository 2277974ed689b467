import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LamplightError } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConnectorConfig, parseConnectorConfig } from './config.ts';

const SAMPLE = fileURLToPath(new URL('../sample-config.yaml', import.meta.url));
const LEAST = `
gateway: { address: 'gateway.example.com:443', key: ll_abc }
source: { id: office }
systems:
  - id: pbx
    sip: { host: pbx.example.com }
`;

function problemsOf(yaml: string): string {
  try {
    parseConnectorConfig(yaml, 'c.yaml');
  } catch (failure) {
    const error = LamplightError.from(failure);
    expect(error.reason).toBe('config_invalid');
    return error.message;
  }
  throw new Error('the configuration was taken');
}

describe('the configuration of the connector', () => {
  test('the sample is good, and what it calls a default is one', () => {
    const sample = loadConnectorConfig(SAMPLE);
    const least = parseConnectorConfig(LEAST);
    const { password, ...sip } = sample.systems[0]?.sip ?? {};
    expect(password).toEqual({ env: 'PBX_PASSWORD' });
    expect(sip).toEqual(least.systems[0]?.sip);
    expect(sample.logLevel).toBe(least.logLevel);
  });

  test('says for a misspelt key which one is meant, and where', () => {
    expect(problemsOf(LEAST.replace('host:', 'hots:'))).toContain(
      'c.yaml:6:12: systems[0].sip.hots is not known: did you mean host?',
    );
  });

  test.each([
    ['no key', LEAST.replace(', key: ll_abc', ''), 'expected exactly one of keyFile and key, found 0'],
    ['two keys', LEAST.replace('key:', 'keyFile: k, key:'), 'expected exactly one of keyFile and key, found 2'],
    ['a system twice', `${LEAST}  - { id: pbx, sip: { host: other } }`, 'expected each system once, found pbx twice'],
    ['no system', LEAST.replace(/systems:[\s\S]*/, 'systems: []'), 'systems'],
    ['a gateway without a port', LEAST.replace(':443', ''), 'expected host:port'],
  ])('refuses %s', (_what, yaml, message) => {
    expect(problemsOf(yaml)).toContain(message);
  });

  test('never prints the key', () => {
    expect(problemsOf(LEAST.replace('key: ll_abc', 'key: [ll_secret]'))).not.toContain('ll_secret');
  });
});

describe('paths', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lamplight-connector-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are taken from the folder of the file', () => {
    const file = join(folder, 'connector.yaml');
    writeFileSync(
      file,
      LEAST.replace('key: ll_abc', 'keyFile: my.key, caFile: ca.pem').replace(
        'host: pbx.example.com',
        'host: pbx.example.com, password: { file: pbx.password }',
      ),
    );
    const { gateway, systems } = loadConnectorConfig(file);
    expect(gateway.keyFile).toBe(join(folder, 'my.key'));
    expect(gateway.caFile).toBe(join(folder, 'ca.pem'));
    expect(systems[0]?.sip.password).toEqual({ file: join(folder, 'pbx.password') });
  });
});

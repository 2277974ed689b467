import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { keysOfConfig } from './access/file-keys.ts';
import { loadGatewayConfig, parseGatewayConfig } from './config.ts';

const HASH = `sha256:${'0'.repeat(64)}`;

const GOOD = `listen:
  certificate:
    selfSigned: [localhost]
tenants:
  - id: acme
    systems:
      - {id: pbx, technology: PBX}
      - {id: entra, technology: MSTEAMS}
    people:
      - id: anna
        displayName: Anna
        upn: anna@example.com
        bindings:
          - {system: entra, address: 11111111-2222-3333-4444-555555555555}
          - {system: pbx, address: "567"}
    keys:
      - {id: board, hash: "${HASH}", roles: [watcher]}
`;

function refusal(yaml: string): string[] {
  try {
    parseGatewayConfig(yaml);
  } catch (failure) {
    const error = LamplightError.from(failure);
    expect(error.reason).toBe('config_invalid');
    return error.message.split('\n');
  }
  throw new Error('was not refused');
}

describe('the configuration', () => {
  test('fills in defaults', () => {
    const config = parseGatewayConfig(GOOD);
    expect(config.listen).toMatchObject({ host: '127.0.0.1', port: 8443 });
    expect(config.limits).toEqual({
      maxWatched: 10_000,
      maxPerRequest: 5_000,
      maxItemsPerMessage: 256,
      maxStreams: 2_000,
      heartbeatInterval: 25_000,
      helloDeadline: 10_000,
      stallLimit: 30_000,
      streamAge: 3_600_000,
      defaultUpdateInterval: 250,
      minUpdateInterval: 0,
    });
    expect(config.leases).toEqual({ lease: 90_000, renew: 30_000, withdrawAfter: 300_000 });
    expect(config.metrics.openTo).toBe('loopback');
  });

  test.each([
    [
      'a misspelt key',
      GOOD.replace('certificate:', 'certifcate:'),
      '2:3: listen.certifcate is not known: did you mean certificate?',
    ],
    [
      'a binding to a system that is not there',
      GOOD.replace('{system: pbx, address: "567"}', '{system: pbx2, address: "567"}'),
      '15:22: tenants[0].people[0].bindings[1].system is "pbx2": expected a system of this tenant (pbx, entra)',
    ],
    [
      'the same person twice',
      GOOD.replace('    keys:', '      - {id: anna, displayName: Anna Two}\n    keys:'),
      '16:14: tenants[0].people[1].id is "anna": expected an id that no other person of this tenant has',
    ],
    [
      'the same UPN twice, in another case',
      GOOD.replace('    keys:', '      - {id: berta, displayName: B, upn: ANNA@example.com}\n    keys:'),
      '16:42: tenants[0].people[1].upn is "ANNA@example.com": expected a UPN that no other person of this tenant has',
    ],
    [
      'a source key without systems',
      GOOD.replace('roles: [watcher]', 'roles: [source]'),
      '17:9: tenants[0].keys[0].systems is missing: expected systems exactly where roles has source: those that it reports for',
    ],
    [
      'a key instead of its hash',
      GOOD.replace(HASH, 'll_abc'),
      '17:27: tenants[0].keys[0].hash is "ll_abc": expected sha256: and 64 hexadecimal digits, as lamplight-gateway --new-key prints',
    ],
    [
      'a group that is not there',
      GOOD.replace('displayName: Anna', 'displayName: Anna\n        groups: [sales]'),
      '12:18: tenants[0].people[0].groups[0] is "sales": expected a group of this tenant (it has none)',
    ],
    [
      "a system with the gateway's own id",
      GOOD.replace('{id: entra,', '{id: console,'),
      '8:14: tenants[0].systems[1].id is "console": expected another id: this one is the gateway\'s own, for what consoles say',
    ],
    [
      'a line of two kinds',
      GOOD.replace(
        '    keys:',
        '      - id: berta\n        displayName: B\n        bindings:\n' +
          '          - {system: pbx, address: "600", lineKind: room}\n' +
          '      - id: carl\n        displayName: C\n        bindings:\n' +
          '          - {system: pbx, address: "600", lineKind: park}\n    keys:',
      ),
      '23:53: tenants[0].people[2].bindings[0].lineKind is "park": expected room, as another binding to this line says',
    ],
    [
      'two primary lines',
      GOOD.replace('"567"}', '"567", primary: true}\n          - {system: pbx, address: "568", primary: true}'),
      '16:52: tenants[0].people[0].bindings[2].primary is true: expected one primary binding of a person at most',
    ],
    [
      'a number plan that cannot be',
      GOOD.replace('technology: PBX', 'technology: PBX, numberPlan: {countryCode: "999", extensionLength: 3}'),
      '7:48: tenants[0].systems[0].numberPlan is a mapping: countryCode is 999: no country has this calling code; expected one such as 49, 39 or 1',
    ],
    [
      'a key of a tenant that the installation has too',
      `${GOOD}keys: [{id: ops, hash: "${HASH}", roles: [operator]}]\n`,
      `17:27: tenants[0].keys[0].hash is "${HASH}": expected a hash that no other key has: make a new key with --new-key`,
    ],
    [
      'a role that no key of the installation has',
      `${GOOD}keys: [{id: ops, hash: "sha256:${'1'.repeat(64)}", roles: [watcher]}]\n`,
      '18:107: keys[0].roles[0] is "watcher": expected one of operator, administrator, auditor',
    ],
    [
      'nothing that could be served',
      'listen: {certificate: {selfSigned: [localhost]}}\n',
      '1:1: tenants is missing: expected at least one tenant, a store that holds them, or keys of who may create them',
    ],
    [
      'a store without its key',
      'listen: {certificate: {selfSigned: [localhost]}}\nstore: {file: a.db}\n',
      '2:1: store.key is missing: expected a mapping',
    ],
    [
      'a database named twice',
      'listen: {certificate: {selfSigned: [localhost]}}\n' +
        'store: {postgres: {url: "postgres://u@h/d", urlEnv: U}, key: {env: K}}\n',
      '2:19: store.postgres is a mapping: expected either url or urlEnv',
    ],
    [
      'a renewal that is too slow for its lease',
      `${GOOD}leases: {lease: 20s, renew: 15s}\n`,
      '18:29: leases.renew is "15s": expected at most half of leases.lease, so that one lost message costs no lease',
    ],
  ])('refuses %s, with its place and the remedy', (_name, yaml, line) => {
    expect(refusal(yaml)).toContain(`gateway.yaml:${line}`);
  });

  test('takes paths of the store from its folder, and needs no tenants with one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamplight-config-'));
    try {
      const file = join(folder, 'gateway.yaml');
      const listen = 'listen: {certificate: {selfSigned: [localhost]}}\n';
      writeFileSync(file, `${listen}store: {file: lamplight.db, key: {file: store.key}}\n`);
      expect(loadGatewayConfig(file)).toMatchObject({
        tenants: [],
        store: { file: join(folder, 'lamplight.db'), key: { file: join(folder, 'store.key') } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the sample file is good, and says what a newcomer needs', () => {
    const config = loadGatewayConfig(new URL('../sample-config.yaml', import.meta.url).pathname);
    expect(config.tenants.flatMap(({ people }) => people).length).toBeGreaterThan(2);
    expect(keysOfConfig(config).map(({ principal }) => principal.roles)).toEqual([
      ['watcher', 'explain', 'status'],
      ['source'],
      ['operator'],
    ]);
  });
});

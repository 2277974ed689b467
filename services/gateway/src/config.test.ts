import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { loadGatewayConfig, parseGatewayConfig } from './config.ts';
import { directoryContent, keptKeys } from './tenant-content.ts';

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

  test('becomes people with bound subjects, the first owned line being the primary one', () => {
    const [tenant] = parseGatewayConfig(GOOD).tenants;
    const [anna] = tenant === undefined ? [] : directoryContent(tenant).people;
    expect(anna?.bindings).toEqual([
      {
        systemId: 'entra',
        address: '11111111-2222-3333-4444-555555555555',
        technology: 'MSTEAMS',
        lineKind: null,
        role: 'owner',
        primary: false,
      },
      { systemId: 'pbx', address: '567', technology: 'PBX', lineKind: 'desk', role: 'owner', primary: true },
    ]);
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
      'a renewal that is too slow for its lease',
      `${GOOD}leases: {lease: 20s, renew: 15s}\n`,
      '18:29: leases.renew is "15s": expected at most half of leases.lease, so that one lost message costs no lease',
    ],
  ])('refuses %s, with its place and the remedy', (_name, yaml, line) => {
    expect(refusal(yaml)).toContain(`gateway.yaml:${line}`);
  });

  test('the sample file is good, and says what a newcomer needs', () => {
    const config = loadGatewayConfig(new URL('../sample-config.yaml', import.meta.url).pathname);
    expect(config.tenants.flatMap(({ people }) => people).length).toBeGreaterThan(2);
    expect(keptKeys(config).map(({ principal }) => principal.roles)).toEqual([
      ['watcher', 'explain', 'status'],
      ['source'],
      ['operator'],
    ]);
  });
});

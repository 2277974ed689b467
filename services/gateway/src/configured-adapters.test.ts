import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError, makeSelfSignedCertificate, systemClock } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadGatewayConfig, parseGatewayConfig } from './config.ts';
import { configuredAdapters } from './configured-adapters.ts';

const clock = systemClock();

function yaml(teams: string, technology = 'MSTEAMS'): string {
  return `listen: { certificate: { selfSigned: [localhost] } }
tenants:
  - id: acme
    systems:
      - { id: pbx, technology: SIPSIMPLE }
      - { id: entra, technology: ${technology}, teams: { tenantId: contoso.example, clientId: app, ${teams} } }
`;
}

function failureOf(work: () => unknown): LamplightError {
  try {
    work();
  } catch (failure) {
    return LamplightError.from(failure);
  }
  throw new Error('it was taken');
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-adapters-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('adapters that the configuration asks for', () => {
  test('one for each system with teams, none for the others', async () => {
    const { adapters, close } = configuredAdapters(parseGatewayConfig(yaml('secret: s')), { clock, environment: {} });
    expect(
      adapters.map(({ tenantId, systemId, adapter }) => [tenantId, systemId, adapter.description.technology]),
    ).toEqual([['acme', 'entra', 'MSTEAMS']]);
    expect(adapters[0]?.egress).toBeUndefined();
    await close();
  });

  test('one that trusts another authority has a way out of its own; its file stands beside the configuration', async () => {
    const { certPem } = await makeSelfSignedCertificate({ commonName: 'a', altNames: ['a'], validDays: 1, clock });
    writeFileSync(join(folder, 'ca.pem'), certPem);
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, yaml('secret: s, caFile: ca.pem'));
    const { adapters, close } = configuredAdapters(loadGatewayConfig(file), { clock, environment: {} });
    expect(adapters[0]?.egress?.grpc.rootCertificates?.toString()).toContain(certPem.trim());
    await close();
  });

  test('an authority that cannot be read is named', () => {
    const config = parseGatewayConfig(yaml(`secret: s, caFile: ${join(folder, 'none.pem')}`));
    const failure = failureOf(() => configuredAdapters(config, { clock, environment: {} }));
    expect(failure.reason).toBe('certificate_unreadable');
    expect(failure.message).toContain('systems entra: teams.caFile');
  });

  test('a secret that is not in the environment is named before anything starts', () => {
    const config = parseGatewayConfig(yaml('secretEnv: TEAMS_SECRET'));
    const failure = failureOf(() => configuredAdapters(config, { clock, environment: {} }));
    expect(failure.reason).toBe('config_invalid');
    expect(failure.message).toContain('TEAMS_SECRET is not set');
  });

  test('teams at another technology is refused', () => {
    expect(failureOf(() => parseGatewayConfig(yaml('secret: s', 'PBX'))).message).toContain('expected MSTEAMS');
  });
});

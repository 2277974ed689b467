/** Keys as the configuration names them: the installation's, those of its tenants, and those of their keys files. */
import { systemId, tenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { GatewayConfig } from '../config.ts';
import { type KeyConfig, loadKeysFile, type TenantConfig } from '../tenant-config.ts';
import type { KeptKey } from './keys.ts';

/** @throws LamplightError when a keys file cannot be read, or names a system that its tenant has not */
export function keysOfConfig(config: GatewayConfig): readonly KeptKey[] {
  const ofInstallation = config.keys.map(
    ({ id, hash, roles }): KeptKey => ({
      hash,
      principal: { keyId: id, tenantId: null, roles, systemIds: [], personId: null },
    }),
  );
  return [...ofInstallation, ...config.tenants.flatMap(keysOfTenant)];
}

function keysOfTenant(tenant: TenantConfig): readonly KeptKey[] {
  return [
    ...tenant.keys.map((key) => keptKey(key, tenant)),
    ...(tenant.keysFile === undefined ? [] : keysOfFile(tenant.keysFile, tenant)),
  ];
}

function keysOfFile(file: string, tenant: TenantConfig): readonly KeptKey[] {
  const systems = new Set(tenant.systems.map(({ id }) => id));
  return loadKeysFile(file).map((key) => {
    const unknown = key.systems.find((system) => !systems.has(system));
    if (unknown !== undefined) {
      throw new LamplightError(
        'config_invalid',
        `${file}: the key ${key.id} names the system "${unknown}": expected a system of the tenant ${tenant.id} ` +
          `(${[...systems].join(', ')})`,
      );
    }
    return keptKey(key, tenant);
  });
}

function keptKey(key: KeyConfig, tenant: TenantConfig): KeptKey {
  return {
    hash: key.hash,
    principal: {
      keyId: `${tenant.id}/${key.id}`,
      tenantId: tenantId(tenant.id),
      roles: key.roles,
      systemIds: key.systems.map(systemId),
      personId: null,
    },
  };
}

/** From the configuration to the nouns of the domain. */
import {
  type BoundSubject,
  type Person,
  type PersonAddress,
  personId,
  type System,
  systemId,
  tenantId,
} from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { KeptKey } from './access/keys.ts';
import {
  defaultLineKind,
  type GatewayConfig,
  type KeyConfig,
  loadKeysFile,
  type PersonConfig,
  type TenantConfig,
} from './config.ts';
import type { DirectoryContent } from './directory/memory-directory.ts';

/** Who and what a tenant has. */
export function directoryContent(tenant: TenantConfig): DirectoryContent {
  const systems = tenant.systems.map(
    (system): System => ({
      id: systemId(system.id),
      technology: system.technology,
      displayName: system.displayName ?? system.id,
    }),
  );
  const technologies = new Map(tenant.systems.map(({ id, technology }) => [id, technology]));
  return { systems, groups: tenant.groups, people: tenant.people.map((person) => toPerson(person, technologies)) };
}

/**
 * The keys of all tenants, those of their keys files included.
 * @throws LamplightError when a keys file cannot be read, or names a system that its tenant has not
 */
export function keptKeys(config: GatewayConfig): readonly KeptKey[] {
  return config.tenants.flatMap((tenant) => [
    ...tenant.keys.map((key) => toKeptKey(key, tenant)),
    ...(tenant.keysFile === undefined ? [] : keysOfFile(tenant.keysFile, tenant)),
  ]);
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
    return toKeptKey(key, tenant);
  });
}

function toKeptKey(key: KeyConfig, tenant: TenantConfig): KeptKey {
  return {
    hash: key.hash,
    principal: {
      keyId: `${tenant.id}/${key.id}`,
      tenantId: tenantId(tenant.id),
      roles: key.roles,
      systemIds: key.systems.map(systemId),
    },
  };
}

function toPerson(person: PersonConfig, technologies: ReadonlyMap<string, string>): Person {
  const addresses: readonly (PersonAddress | null)[] = [
    person.upn === undefined ? null : { kind: 'upn', value: person.upn },
    person.mail === undefined ? null : { kind: 'mail', value: person.mail },
    person.phone === undefined ? null : { kind: 'phone', value: person.phone },
  ];
  return {
    id: personId(person.id),
    kind: person.kind,
    displayName: person.displayName,
    addresses: addresses.filter((address) => address !== null),
    department: person.department,
    groupIds: person.groups,
    telephony: person.telephony,
    bindings: toBindings(person, technologies),
  };
}

/** The first line that the person owns is the primary one where none is marked. */
function toBindings(person: PersonConfig, technologies: ReadonlyMap<string, string>): readonly BoundSubject[] {
  const bindings = person.bindings.map((binding): BoundSubject => {
    const technology = technologies.get(binding.system) ?? '';
    return {
      systemId: systemId(binding.system),
      address: binding.address,
      technology,
      lineKind: binding.lineKind ?? defaultLineKind(technology),
      role: binding.role,
      primary: binding.primary ?? false,
    };
  });
  const marked = bindings.some(({ primary }) => primary);
  const first = bindings.findIndex(({ role, lineKind }) => role === 'owner' && lineKind !== null);
  return bindings.map((binding, index) => (!marked && index === first ? { ...binding, primary: true } : binding));
}

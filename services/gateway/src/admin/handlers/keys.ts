/** Keys: a key never gives more than its maker has, is shown once, and is found by its hash ever after. */
import { ADMIN_ROLES, type routes } from '@lamplight/admin-api';
import { personId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { KeyInput, KeyRecord } from '@lamplight/store';
import type { z } from 'zod';
import { makeKey } from '../../access/keys.ts';
import type { Principal } from '../../access/principal.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { existingPerson } from './existing-person.ts';
import { found } from './found.ts';
import { instantOf, keyBody, msOf, NO_CONTENT } from './records.ts';

type Wanted = z.output<typeof routes.keys.create.body>;

export function keysHandlers(around: AdminSurroundings): Handlers['keys'] {
  return {
    caller: async ({ principal }) => ({
      value: {
        keyId: principal.keyId,
        tenantId: principal.tenantId,
        roles: [...principal.roles],
        systemIds: [...principal.systemIds],
        personId: principal.personId,
        version: around.version,
        now: instantOf(around.clock.now()),
      },
    }),
    list: async ({ readTenant }) => ({
      value: { items: (await readTenant((tenant) => tenant.keys.list())).map(keyBody) },
    }),
    create: ({ body, principal, changeTenant }) => {
      requireGiven(principal, body.roles);
      return changeTenant(async (tenant) => {
        for (const of of body.systemIds) {
          found(await tenant.systems.get(systemId(of)), 'system_unknown', 'system', of);
        }
        if (body.personId !== null) {
          await existingPerson(tenant, body.personId);
        }
        const { key, input } = made(body, around);
        return { value: { ...keyBody(await tenant.keys.create(input)), key } };
      });
    },
    revoke: ({ params, principal, changeTenant }) =>
      changeTenant(async (tenant) => {
        const kept = found(await tenant.keys.get(params.keyId), 'record_unknown', 'key', params.keyId);
        requireGiven(principal, kept.roles);
        await tenant.keys.revoke(kept.id);
        return NO_CONTENT;
      }),
    listOfInstallation: async ({ read }) => ({
      value: { items: (await read((view) => view.keys.all())).filter(isOfInstallation).map(keyBody) },
    }),
    createOfInstallation: ({ body, change }) => {
      requireInstallationKey(body);
      return change(async (stored) => {
        const { key, input } = made(body, around);
        return { value: { ...keyBody(await stored.keys.create(input)), key } };
      });
    },
    revokeOfInstallation: ({ params, change }) =>
      change(async (stored) => {
        const kept = (await stored.keys.all()).find((key) => isOfInstallation(key) && key.id === params.keyId);
        await stored.keys.revoke(found(kept, 'record_unknown', 'key', params.keyId).id);
        return NO_CONTENT;
      }),
  };
}

function isOfInstallation({ tenantId }: KeyRecord): boolean {
  return tenantId === null;
}

function made(
  wanted: Wanted,
  { random, clock }: AdminSurroundings,
): { readonly key: string; readonly input: KeyInput } {
  const expiresAt = wanted.expiresAt === null ? null : msOf(wanted.expiresAt);
  if (expiresAt !== null && expiresAt <= clock.now()) {
    throw new LamplightError('request_invalid', `expiresAt is ${wanted.expiresAt}: expected a time to come`, {
      details: { '/body/expiresAt': 'expected a time to come' },
    });
  }
  const { key, hash } = makeKey(random);
  const input = {
    id: wanted.id ?? random.uuid(),
    hash,
    roles: [...new Set(wanted.roles)],
    systemIds: wanted.systemIds.map((id) => systemId(id)),
    personId: wanted.personId === null ? null : personId(wanted.personId),
    displayName: wanted.displayName,
    expiresAt,
  };
  return { key, input };
}

/** An operator gives every role, an administrator every one but that. @throws LamplightError `role_missing` */
function requireGiven(maker: Principal, roles: readonly string[]): void {
  if (roles.includes('operator') && !maker.roles.includes('operator')) {
    throw new LamplightError(
      'role_missing',
      `roles has operator, which the key ${maker.keyId} has not: only an operator makes or revokes one`,
    );
  }
}

/** A key of the installation reaches tenants by the admin API alone. @throws LamplightError `request_invalid` */
function requireInstallationKey({ roles, systemIds, personId: person }: Wanted): void {
  const wrong = roles.find((role) => !ADMIN_ROLES.some((known) => known === role));
  if (wrong !== undefined) {
    throw new LamplightError(
      'request_invalid',
      `roles has ${wrong}: a key of the installation has ${ADMIN_ROLES.join(', ')}; make others at a tenant`,
      { details: { '/body/roles': `expected ${ADMIN_ROLES.join(', ')}` } },
    );
  }
  if (systemIds.length > 0 || person !== null) {
    throw new LamplightError(
      'request_invalid',
      'a key of the installation belongs to no system and to no person: make it at a tenant',
    );
  }
}

import { checkNumberPlan, type NumberPlan } from '@lamplight/addresses';
import { type SystemId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Json, SystemRecord, TenantChange, TenantView } from '@lamplight/store';
import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import { CONSOLE_SYSTEM } from '../../status/console-statuses.ts';
import { consentsOf } from '../../teams-consent.ts';
import { fieldsOfTheMachine } from '../../teams-of-the-machine.ts';
import { secretsIn } from '../../teams-secrets.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { found } from './found.ts';
import { answerOf, msOf, NO_CONTENT, systemBody, variantOf } from './records.ts';

export function systemsHandlers(around: Pick<AdminSurroundings, 'sharedClientId'>): Handlers['systems'] {
  return {
    consent: ({ params, readTenant }) =>
      readTenant(async (tenant) => {
        const { id, settings } = await existing(tenant, systemId(params.systemId));
        return {
          value: {
            items: consentsOf(id, settings, around.sharedClientId).map((one) => ({
              ...one,
              permissions: [...one.permissions],
            })),
          },
        };
      }),
    list: async ({ readTenant }) => ({
      value: {
        items: await readTenant(async (tenant) => {
          const items = [];
          for (const record of await tenant.systems.list()) {
            items.push(systemBody(record, await tenant.credentials.list(record.id)));
          }
          return items;
        }),
      },
    }),
    get: ({ params, readTenant }) =>
      readTenant(async (tenant) => shown(tenant, await existing(tenant, systemId(params.systemId)))),
    put: ({ params, body, principal, ifRevision, changeTenant }) => {
      requirePlan(body.numberPlan);
      refuseConsole(params.systemId);
      refuseSecrets(body.settings);
      return changeTenant(async (tenant) => {
        const id = systemId(params.systemId);
        const before = await tenant.systems.get(id);
        refuseMachine(principal, body.settings, before?.settings ?? {});
        return shown(tenant, await put(tenant, { id, ...body }, before, ifRevision));
      });
    },
    remove: ({ params, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { id } = await existing(tenant, systemId(params.systemId));
        await tenant.systems.remove(id, ifRevision);
        return NO_CONTENT;
      }),
    putCredential: ({ params, body, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { id } = await existing(tenant, systemId(params.systemId));
        const expiresAt = body.expiresAt === null ? null : msOf(body.expiresAt);
        await tenant.credentials.put({ systemId: id, name: params.name, secret: body.secret, expiresAt });
        return NO_CONTENT;
      }),
    removeCredential: ({ params, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { id } = await existing(tenant, systemId(params.systemId));
        const kept = (await tenant.credentials.list(id)).find(({ name }) => name === params.name);
        found(kept, 'record_unknown', 'credential', params.name);
        await tenant.credentials.remove(id, params.name);
        return NO_CONTENT;
      }),
  };
}

/** What a schema cannot say of a plan, such as a trunk prefix that no number can have. @throws LamplightError `request_invalid` */
function requirePlan(plan: NumberPlan | null): void {
  const problems = plan === null ? [] : checkNumberPlan(plan);
  if (problems.length > 0) {
    const text = problems.join('; ');
    throw new LamplightError('request_invalid', `numberPlan is not as expected: ${text}`, {
      details: { '/body/numberPlan': text },
    });
  }
}

/** @throws LamplightError `request_invalid` for the id that the gateway has for what consoles say */
function refuseConsole(id: string): void {
  if (id === CONSOLE_SYSTEM) {
    const text = `${JSON.stringify(id)} is the gateway's own, for what consoles say: expected another id`;
    throw new LamplightError('request_invalid', `systemId ${text}`, { details: { '/params/systemId': text } });
  }
}

/** Settings are shown to everybody who may look at the system. @throws LamplightError `request_invalid` */
function refuseSecrets(settings: Json): void {
  const teams = z.looseObject({ teams: z.unknown() }).safeParse(settings);
  const found = Object.keys(secretsIn(teams.success ? teams.data.teams : undefined));
  if (found.length > 0) {
    const text = `a secret in settings is not kept sealed: keep it as ${found.join(', ')} ("lamplight system secret set")`;
    throw new LamplightError('request_invalid', text, { details: { '/body/settings': text } });
  }
}

/** A key of a tenant leaves as it is what is of the gateway's machine. @throws LamplightError `role_missing` */
function refuseMachine({ tenantId }: Principal, settings: Json, before: Json): void {
  const fields = tenantId === null ? [] : fieldsOfTheMachine(settings, before);
  if (fields.length > 0) {
    const names = fields.map((path) => path.join('.')).join(', ');
    throw new LamplightError(
      'role_missing',
      `${names} ${fields.length === 1 ? 'names' : 'name'} something of the gateway's machine or a host other than Microsoft's, and the key is of a tenant: keep a secret by "lamplight system secret set", or ask whoever runs the gateway to set it with a key of the installation`,
      {
        details: Object.fromEntries(
          fields.map((path) => [`/body/settings/${path.join('/')}`, 'is not for a key of a tenant']),
        ),
      },
    );
  }
}

async function existing(tenant: TenantView, id: SystemId): Promise<SystemRecord> {
  return found(await tenant.systems.get(id), 'system_unknown', 'system', id);
}

async function shown(tenant: TenantView, record: SystemRecord) {
  const credentials = await tenant.credentials.list(record.id);
  return { ...answerOf(systemBody(record, credentials), record), variant: variantOf(credentials) };
}

async function put(
  tenant: TenantChange,
  system: Parameters<TenantChange['systems']['create']>[0],
  before: SystemRecord | undefined,
  ifRevision: number | null,
): Promise<SystemRecord> {
  const { id, ...change } = system;
  if (before !== undefined) {
    return tenant.systems.update(id, change, ifRevision);
  }
  if (ifRevision !== null && ifRevision !== 0) {
    throw new LamplightError(
      'revision_conflict',
      `there is no system ${JSON.stringify(id)} any more: leave If-Match out`,
    );
  }
  return tenant.systems.create(system);
}

import { checkNumberPlan, type NumberPlan } from '@lamplight/addresses';
import { type SystemId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { SystemRecord, TenantChange, TenantView } from '@lamplight/store';
import { CONSOLE_SYSTEM } from '../../status/console-statuses.ts';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { answerOf, msOf, NO_CONTENT, systemBody, variantOf } from './records.ts';

export const systems: Handlers['systems'] = {
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
  put: ({ params, body, ifRevision, changeTenant }) => {
    requirePlan(body.numberPlan);
    refuseConsole(params.systemId);
    return changeTenant(async (tenant) =>
      shown(tenant, await put(tenant, { id: systemId(params.systemId), ...body }, ifRevision)),
    );
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
  ifRevision: number | null,
): Promise<SystemRecord> {
  const { id, ...change } = system;
  if ((await tenant.systems.get(id)) !== undefined) {
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

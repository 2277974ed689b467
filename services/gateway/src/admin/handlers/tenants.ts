import { tenantId } from '@lamplight/domain';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { answerOf, NO_CONTENT, tenantBody } from './records.ts';

export const tenants: Handlers['tenants'] = {
  list: async ({ query, read }) => {
    const page = await read((view) => view.tenants.list({ limit: query.limit, after: query.after ?? null }));
    return { value: { items: page.items.map(tenantBody), next: page.next } };
  },
  create: ({ body, change }) =>
    change(async (stored) => {
      const record = await stored.tenants.create({ id: tenantId(body.id), displayName: body.displayName });
      return answerOf(tenantBody(record), record);
    }),
  get: async ({ tenantId: id, read }) => {
    const record = found(await read((view) => view.tenants.get(id)), 'tenant_unknown', 'tenant', id);
    return answerOf(tenantBody(record), record);
  },
  update: ({ tenantId: id, body, ifRevision, change }) =>
    change(async (stored) => {
      const renamed = body.displayName === undefined ? {} : { displayName: body.displayName };
      const record = await stored.tenants.update(id, renamed, ifRevision);
      return answerOf(tenantBody(record), record);
    }),
  remove: ({ tenantId: id, ifRevision, change }) =>
    change(async (stored) => {
      found(await stored.tenants.get(id), 'tenant_unknown', 'tenant', id);
      await stored.tenants.remove(id, ifRevision);
      return NO_CONTENT;
    }),
};

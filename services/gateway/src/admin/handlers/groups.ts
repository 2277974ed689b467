import type { GroupRecord } from '@lamplight/store';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { answerOf, NO_CONTENT, versionOf } from './records.ts';

export const groups: Handlers['groups'] = {
  list: async ({ readTenant }) => ({
    value: { items: (await readTenant((tenant) => tenant.groups.list())).map(groupBody) },
  }),
  put: ({ params, body, ifRevision, changeTenant }) =>
    changeTenant(async (tenant) => {
      const record = await tenant.groups.put({ id: params.groupId, displayName: body.displayName }, ifRevision);
      return answerOf(groupBody(record), record);
    }),
  remove: ({ params, ifRevision, changeTenant }) =>
    changeTenant(async (tenant) => {
      found(await tenant.groups.get(params.groupId), 'record_unknown', 'group', params.groupId);
      await tenant.groups.remove(params.groupId, ifRevision);
      return NO_CONTENT;
    }),
};

function groupBody(record: GroupRecord) {
  return { id: record.id, displayName: record.displayName, members: record.members, ...versionOf(record) };
}

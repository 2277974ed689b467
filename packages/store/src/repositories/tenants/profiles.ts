import { LamplightError } from '@lamplight/runtime';
import type { ProfileRecord, ProfilesChange, ProfilesView } from '../../ports/tenant.ts';
import type { ProfilesTable } from '../../schema/tables.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function profilesView(scope: TenantScope): ProfilesView {
  return {
    state: async () => {
      const row = await scope.db
        .selectFrom('profiles')
        .select(({ fn }) => [fn.countAll<number>().as('versions'), fn.max('revision').as('revision')])
        .where('tenant_id', '=', scope.tenantId)
        .executeTakeFirst();
      return row === undefined || row.revision === null ? null : `${row.versions}.${row.revision}`;
    },
    get: async (id, version) => {
      const versions = await versionsOf(scope, id);
      return version === undefined ? versions.at(-1) : versions.find((profile) => profile.version === version);
    },
    list: async () => {
      const rows = await scope.db
        .selectFrom('profiles')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .where(({ eb, selectFrom }) =>
          eb(
            'version',
            '=',
            selectFrom('profiles as other')
              .select((inner) => inner.fn.max('other.version').as('latest'))
              .whereRef('other.tenant_id', '=', 'profiles.tenant_id')
              .whereRef('other.id', '=', 'profiles.id'),
          ),
        )
        .orderBy('id')
        .execute();
      return rows.map(profileRecord);
    },
    history: (id) => versionsOf(scope, id),
  };
}

export function profilesChange(scope: TenantChangeScope): ProfilesChange {
  const { db, tenantId, now } = scope;
  return {
    ...profilesView(scope),
    put: async (id, content, { author, note }, ifRevision) => {
      expectStorable('profile', { id, content, author, note });
      const before = (await versionsOf(scope, id)).at(-1);
      expectRevision(`profile ${id}`, ifRevision, before?.revision ?? 0);
      const row = {
        tenant_id: tenantId,
        id,
        version: (before?.version ?? 0) + 1,
        content,
        author,
        note,
        revision: await scope.revision.raise(),
        created_at: before?.createdAt ?? now,
        updated_at: now,
      };
      await db.insertInto('profiles').values(row).execute();
      const after = profileRecord(row);
      record(scope, before === undefined ? 'create' : 'update', before ?? null, after);
      return after;
    },
    remove: async (id, ifRevision) => {
      const before = (await versionsOf(scope, id)).at(-1);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `profile ${id} is unknown: nothing to remove`);
      }
      expectRevision(`profile ${id}`, ifRevision, before.revision);
      await scope.revision.raise();
      await db.deleteFrom('profiles').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
      record(scope, 'remove', before, null);
    },
  };
}

/** Oldest first. */
async function versionsOf({ db, tenantId }: TenantScope, id: string): Promise<readonly ProfileRecord[]> {
  const rows = await db
    .selectFrom('profiles')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .orderBy('version')
    .execute();
  return rows.map(profileRecord);
}

function profileRecord(row: ProfilesTable): ProfileRecord {
  return Object.freeze({
    id: row.id,
    version: row.version,
    content: row.content,
    author: row.author,
    note: row.note,
    ...versionedOf(row),
  });
}

function record(
  scope: TenantChangeScope,
  action: string,
  before: ProfileRecord | null,
  after: ProfileRecord | null,
): void {
  scope.record({
    action,
    entity: 'profile',
    entityId: before?.id ?? after?.id ?? '',
    personId: null,
    before: before && { ...before },
    after: after && { ...after },
  });
}

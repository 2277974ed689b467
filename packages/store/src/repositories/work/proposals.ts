import { createHash } from 'node:crypto';
import { personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { ProposalRecord, ProposalsChange, ProposalsView } from '../../ports/proposals.ts';
import type { Json } from '../../ports/shared.ts';
import type { ProposalsTable } from '../../schema/tables.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';
import { expectPerson } from '../people/person-rows.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function proposalsView(scope: TenantScope): ProposalsView {
  return {
    get: (id) => proposalOf(scope, id),
    list: async ({ state }, page) => {
      const limit = pageLimit(page);
      const [after] = readCursor(page.after, 1) ?? [];
      const rows = await scope.db
        .selectFrom('proposals')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .$if(state !== null, (query) => query.where('state', '=', state ?? 'open'))
        .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
        .orderBy('id')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, (row) => [row.id], rows.slice(0, limit).map(proposalRecord));
    },
  };
}

export function proposalsChange(scope: TenantChangeScope): ProposalsChange {
  const { db, tenantId, now } = scope;
  return {
    ...proposalsView(scope),
    propose: async ({ kind, personId: person, content, reason }) => {
      expectStorable('proposal', { content, reason });
      await expectPerson(scope, person);
      const hash = createHash('sha256').update(canonical(content)).digest('hex');
      const standing = await db
        .selectFrom('proposals')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('person_id', '=', person)
        .where('kind', '=', kind)
        .where('content_hash', '=', hash)
        .executeTakeFirst();
      if (standing !== undefined) {
        return proposalRecord(standing);
      }
      const row: ProposalsTable = {
        tenant_id: tenantId,
        id: scope.ids.next(),
        kind,
        person_id: person,
        content_json: JSON.stringify(content),
        content_hash: hash,
        reason,
        state: 'open',
        revision: await scope.revision.raise(),
        created_at: now,
        updated_at: now,
      };
      await db.insertInto('proposals').values(row).execute();
      const after = proposalRecord(row);
      record(scope, 'create', null, after);
      return after;
    },
    decide: async (id, state, ifRevision) => {
      const before = await proposalOf(scope, id);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `proposal ${id} is unknown: list the open ones`);
      }
      expectRevision(`proposal ${id}`, ifRevision, before.revision);
      if (before.state === state) {
        return before;
      }
      const after = Object.freeze({ ...before, state, revision: await scope.revision.raise(), updatedAt: now });
      await db
        .updateTable('proposals')
        .set({ state, revision: after.revision, updated_at: now })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute();
      record(scope, 'update', before, after);
      return after;
    },
    sweep: async (before) => {
      const { numDeletedRows } = await db
        .deleteFrom('proposals')
        .where('tenant_id', '=', tenantId)
        .where('state', '<>', 'open')
        .where('updated_at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

async function proposalOf({ db, tenantId }: TenantScope, id: string): Promise<ProposalRecord | undefined> {
  expectStorable('proposal', id);
  const row = await db
    .selectFrom('proposals')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && proposalRecord(row);
}

function proposalRecord(row: ProposalsTable): ProposalRecord {
  const content: Json = JSON.parse(row.content_json);
  return Object.freeze({
    id: row.id,
    kind: row.kind,
    personId: personId(row.person_id),
    content,
    reason: row.reason,
    state: row.state,
    ...versionedOf(row),
  });
}

/** JSON with sorted names: equal content gives equal text. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function record(scope: TenantChangeScope, action: string, before: ProposalRecord | null, after: ProposalRecord): void {
  scope.record({
    action,
    entity: 'proposal',
    entityId: after.id,
    personId: after.personId,
    before: before && { ...before },
    after: { ...after },
  });
}

import { LamplightError } from '@lamplight/runtime';
import type { JobRecord, JobsChange, JobsView } from '../../ports/jobs.ts';
import type { Json } from '../../ports/shared.ts';
import type { JobsTable } from '../../schema/tables.ts';
import { expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function jobsView(scope: TenantScope): JobsView {
  return {
    get: (id) => jobOf(scope, id),
    list: async () => {
      const rows = await scope.db
        .selectFrom('jobs')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(jobRecord);
    },
    answer: async (keyId, idempotencyKey) => {
      expectStorable('idempotencyKey', idempotencyKey);
      const row = await scope.db
        .selectFrom('kept_answers')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .where('key_id', '=', keyId)
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirst();
      if (row === undefined) {
        return undefined;
      }
      const headers: Readonly<Record<string, string>> = Object.freeze(JSON.parse(row.headers_json));
      return Object.freeze({ requestHash: row.request_hash, status: row.status, body: row.body, headers });
    },
  };
}

/** Jobs count their own revisions and leave the tenant's alone: their progress changes nothing that a gateway serves. */
export function jobsChange(scope: TenantChangeScope): JobsChange {
  const { db, tenantId, now } = scope;
  return {
    ...jobsView(scope),
    start: async (kind, total) => {
      expectStorable('job', kind);
      const row: JobsTable = {
        tenant_id: tenantId,
        id: scope.ids.next(),
        kind,
        state: 'running',
        total,
        done: 0,
        result_json: 'null',
        revision: 1,
        created_at: now,
        updated_at: now,
      };
      await expectTenant(scope);
      await db.insertInto('jobs').values(row).execute();
      return jobRecord(row);
    },
    progress: async (id, change) => {
      expectStorable('job', change);
      const before = await jobOf(scope, id);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `job ${id} is unknown: it may have been swept`);
      }
      const after: JobRecord = Object.freeze({
        ...before,
        ...change,
        revision: before.revision + 1,
        updatedAt: now,
      });
      await db
        .updateTable('jobs')
        .set({
          state: after.state,
          total: after.total,
          done: after.done,
          result_json: JSON.stringify(after.result),
          revision: after.revision,
          updated_at: now,
        })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute();
      return after;
    },
    keepAnswer: async (keyId, idempotencyKey, answer) => {
      expectStorable('answer', { idempotencyKey, answer });
      const changed = {
        request_hash: answer.requestHash,
        status: answer.status,
        body: answer.body,
        headers_json: JSON.stringify(answer.headers),
        created_at: now,
      };
      await expectTenant(scope);
      await db
        .insertInto('kept_answers')
        .values({ tenant_id: tenantId, key_id: keyId, idempotency_key: idempotencyKey, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'key_id', 'idempotency_key']).doUpdateSet(changed))
        .execute();
    },
    sweep: async (before) => {
      const jobs = await db
        .deleteFrom('jobs')
        .where('tenant_id', '=', tenantId)
        .where('state', '<>', 'running')
        .where('updated_at', '<', before)
        .executeTakeFirst();
      const answers = await db
        .deleteFrom('kept_answers')
        .where('tenant_id', '=', tenantId)
        .where('created_at', '<', before)
        .executeTakeFirst();
      return Number(jobs.numDeletedRows + answers.numDeletedRows);
    },
  };
}

/** @throws LamplightError `tenant_unknown` */
async function expectTenant({ db, tenantId }: TenantScope): Promise<void> {
  const row = await db.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (row === undefined) {
    throw new LamplightError('tenant_unknown', `tenant ${tenantId} is unknown: create it first`);
  }
}

async function jobOf({ db, tenantId }: TenantScope, id: string): Promise<JobRecord | undefined> {
  expectStorable('job', id);
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && jobRecord(row);
}

function jobRecord(row: JobsTable): JobRecord {
  const result: Json = JSON.parse(row.result_json);
  return Object.freeze({
    id: row.id,
    kind: row.kind,
    state: row.state,
    total: row.total,
    done: row.done,
    result,
    ...versionedOf(row),
  });
}

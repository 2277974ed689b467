import type { KeyObject } from 'node:crypto';
import type { TenantId } from '@lamplight/domain';
import type { Kysely } from 'kysely';
import type { Writing } from '../engine/engine.ts';
import type { AuditChange, AuditEntry, AuditVerdict, AuditView } from '../ports/audit.ts';
import type { Json } from '../ports/shared.ts';
import type { AuditEntriesTable, Database } from '../schema/tables.ts';
import { NO_HASH, problemOf } from './audit-chain.ts';
import type { AuditLog } from './audit-log.ts';
import { emptyRows } from './empty-rows.ts';

const PAGE = 2_000;

/** The audit of one tenant, or of the installation, as it is kept. */
export function keptAudit(db: Kysely<Database>, key: KeyObject, tenantId: TenantId | null): AuditView {
  const scope = tenantId ?? '';
  return {
    list: async (filter, after, limit) => {
      let query = db
        .selectFrom('audit_entries')
        .selectAll()
        .where('tenant_id', '=', scope)
        .where('sequence', '>', after);
      if (filter.entity !== null) {
        query = query.where('entity', '=', filter.entity);
      }
      if (filter.entityId !== null) {
        query = query.where('entity_id', '=', filter.entityId);
      }
      if (filter.actorId !== null) {
        query = query.where('actor_id', '=', filter.actorId);
      }
      if (filter.personId !== null) {
        query = query.where('person_id', '=', filter.personId);
      }
      if (filter.from !== null) {
        query = query.where('at', '>=', filter.from);
      }
      if (filter.to !== null) {
        query = query.where('at', '<', filter.to);
      }
      const rows = await query
        .orderBy('sequence')
        .limit(limit + 1)
        .execute();
      return { entries: rows.slice(0, limit).map(entryOf), complete: rows.length <= limit };
    },
    verify: (expected) => verifyChain(db, key, scope, expected),
  };
}

/** The same within a change. */
export function changedAudit(writing: Writing, key: KeyObject, tenantId: TenantId | null, log: AuditLog): AuditChange {
  const scope = tenantId ?? '';
  return {
    ...keptAudit(writing.db, key, tenantId),
    emptyBefore: async (instant) => {
      const count = await emptyRows(writing, key, scope, (limit) =>
        writing.db
          .selectFrom('audit_entries')
          .select(['sequence', 'hash'])
          .where('tenant_id', '=', scope)
          .where('at', '<', instant)
          .where('erasure', 'is', null)
          .orderBy('sequence')
          .limit(limit)
          .execute(),
      );
      if (count > 0) {
        log.record({
          tenantId,
          action: 'empty',
          entity: 'audit',
          entityId: scope,
          personId: null,
          before: null,
          after: { before: instant, entries: count },
        });
      }
      return count;
    },
  };
}

/** Every scope that has an audit: tenants, whether they still are or not, and the installation as the empty one. */
export async function auditScopes(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db.selectFrom('audit_heads').select('tenant_id').orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id);
}

export async function verifyChain(
  db: Kysely<Database>,
  key: KeyObject,
  scope: string,
  expected?: { readonly sequence: number; readonly hash: string },
): Promise<AuditVerdict> {
  let sequence = 0;
  let head = NO_HASH;
  for (;;) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('tenant_id', '=', scope)
      .where('sequence', '>', sequence)
      .orderBy('sequence')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      sequence += 1;
      const problem = row.sequence === sequence ? problemOf(key, head, row) : 'it is missing';
      if (problem !== undefined) {
        return broken(sequence, problem);
      }
      head = row.hash;
      if (expected?.sequence === sequence && expected.hash !== head) {
        return broken(sequence, 'it is another than was streamed out');
      }
    }
    if (rows.length < PAGE) {
      break;
    }
  }
  const kept = await db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .where('tenant_id', '=', scope)
    .executeTakeFirst();
  if ((kept?.sequence ?? 0) !== sequence || (kept?.hash ?? NO_HASH) !== head) {
    return broken(sequence + 1, 'the end of the audit is missing');
  }
  if (expected !== undefined && expected.sequence > sequence) {
    return broken(sequence + 1, 'the end of the audit is missing');
  }
  return { ok: true, entries: sequence, head };
}

function broken(sequence: number, problem: string): AuditVerdict {
  return { ok: false, sequence, problem };
}

function entryOf(row: AuditEntriesTable): AuditEntry {
  return Object.freeze({
    sequence: row.sequence,
    at: row.at,
    actor: Object.freeze({ kind: row.actor_kind, id: row.actor_id }),
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    before: bodyOf(row.before_json),
    after: bodyOf(row.after_json),
    erased: row.erasure !== null,
    hash: row.hash,
  });
}

function bodyOf(text: string | null): Json {
  return text === null ? null : JSON.parse(text);
}

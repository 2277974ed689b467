import type { KeyObject } from 'node:crypto';
import type { PersonId, TenantId } from '@lamplight/domain';
import type { Random } from '@lamplight/runtime';
import type { Writing } from '../engine/engine.ts';
import type { Actor } from '../ports/store.ts';
import { chunksOf } from '../repositories/chunks.ts';
import type { AuditEntriesTable } from '../schema/tables.ts';
import { chained, emptied, NO_HASH } from './audit-chain.ts';
import type { AuditLog, AuditRecord } from './audit-log.ts';
import { type AuditTraces, recordSpeaksOf, rowSpeaksOf } from './audit-traces.ts';
import { emptyRows } from './empty-rows.ts';

const SALT_BYTES = 16;
const ENTRIES_AT_ONCE = 500;

export interface AuditSurroundings {
  readonly key: KeyObject;
  readonly random: Random;
  readonly actor: Actor;
  /** Wall time in ms of the change. */
  readonly now: number;
}

/** Keeps what a change records and chains it on at the end. */
export class PendingAudit implements AuditLog {
  readonly #writing: Writing;
  readonly #surroundings: AuditSurroundings;
  readonly #pending: { readonly record: AuditRecord; isEmptied: boolean }[] = [];

  constructor(writing: Writing, surroundings: AuditSurroundings) {
    this.#writing = writing;
    this.#surroundings = surroundings;
  }

  record(entry: AuditRecord): void {
    this.#pending.push({ record: entry, isEmptied: false });
  }

  async emptyPerson(tenantId: TenantId, personId: PersonId, traces: AuditTraces): Promise<number> {
    let count = 0;
    for (const entry of this.#pending) {
      if (entry.record.tenantId === tenantId && !entry.isEmptied && recordSpeaksOf(entry.record, personId, traces)) {
        entry.isEmptied = true;
        count += 1;
      }
    }
    const { db } = this.#writing;
    const standing = emptyRows(this.#writing, this.#surroundings.key, tenantId, (limit) =>
      db
        .selectFrom('audit_entries')
        .select(['sequence', 'hash'])
        .where('tenant_id', '=', tenantId)
        .where((eb) => rowSpeaksOf(eb, personId, traces))
        .where('erasure', 'is', null)
        .orderBy('sequence')
        .limit(limit)
        .execute(),
    );
    return count + (await standing);
  }

  /** Writes everything recorded so far. Called once, as the last of the change. */
  async flush(): Promise<void> {
    const scopes = new Set(this.#pending.map(({ record }) => record.tenantId ?? ''));
    const heads: { tenant_id: string; sequence: number; hash: string }[] = [];
    for (const scope of scopes) {
      const head = await this.#headOf(scope);
      const entries = this.#pending.filter(({ record }) => (record.tenantId ?? '') === scope);
      // Of a change of 100,000 records the hashes alone take a second: the event loop gets its turn in between, and the
      // engine writes some while the next are hashed.
      let writing = Promise.resolve();
      for (const chunk of chunksOf(entries, ENTRIES_AT_ONCE)) {
        const salts = Buffer.from(this.#surroundings.random.bytes(SALT_BYTES * chunk.length));
        const rows = chunk.map((entry, index): AuditEntriesTable => {
          head.sequence += 1;
          const salt = salts.toString('base64url', index * SALT_BYTES, (index + 1) * SALT_BYTES);
          const row = this.#row(entry.record, { sequence: head.sequence, previous: head.hash, salt });
          head.hash = row.hash;
          return entry.isEmptied ? { ...row, ...emptied(this.#surroundings.key, row.hash) } : row;
        });
        await writing;
        writing = this.#writing.bulk.insert('audit_entries', rows);
      }
      await writing;
      heads.push(head);
    }
    await this.#writing.bulk.upsert('audit_heads', heads, ['tenant_id']);
  }

  async #headOf(scope: string): Promise<{ tenant_id: string; sequence: number; hash: string }> {
    const head = await this.#writing.db
      .selectFrom('audit_heads')
      .select(['sequence', 'hash'])
      .where('tenant_id', '=', scope)
      .executeTakeFirst();
    return { tenant_id: scope, sequence: head?.sequence ?? 0, hash: head?.hash ?? NO_HASH };
  }

  #row(
    record: AuditRecord,
    { sequence, previous, salt }: { readonly sequence: number; readonly previous: string; readonly salt: string },
  ): AuditEntriesTable {
    const { key, actor, now } = this.#surroundings;
    return chained(key, previous, {
      tenant_id: record.tenantId ?? '',
      sequence,
      at: now,
      actor_kind: actor.kind,
      actor_id: actor.id,
      action: record.action,
      entity: record.entity,
      entity_id: record.entityId,
      person_id: record.personId,
      before_json: record.before === null ? null : JSON.stringify(record.before),
      after_json: record.after === null ? null : JSON.stringify(record.after),
      salt,
      erasure: null,
    });
  }
}

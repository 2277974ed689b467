import type { PersonId } from '@lamplight/domain';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { namesAny } from '../repositories/names-any.ts';
import type { Database } from '../schema/tables.ts';
import type { AuditRecord } from './audit-log.ts';

/** By what else bodies speak of a person, beside entries that name them in {@link AuditRecord.personId}. */
export interface AuditTraces {
  /** Records that told of them, such as their lines. */
  readonly entities: readonly Pick<AuditRecord, 'entity' | 'entityId'>[];
  /** Their addresses, wherever a body has them. Without regard to the case of ASCII, as the names. */
  readonly words: readonly string[];
  /** Their names, in records that carry a reason or a note in words. Elsewhere they may be those of a namesake. */
  readonly names: readonly string[];
}

const WITH_REASONS: readonly string[] = ['binding', 'profile', 'proposal'];

/** Rows that speak of the person. */
export function rowSpeaksOf(
  eb: ExpressionBuilder<Database, 'audit_entries'>,
  id: PersonId,
  { entities, words, names }: AuditTraces,
): Expression<SqlBool> {
  const contains = (texts: readonly string[]) =>
    texts.length === 0 ? [] : [namesAny(eb.ref('before_json'), texts), namesAny(eb.ref('after_json'), texts)];
  return eb.or([
    eb('person_id', '=', id),
    ...entities.map(({ entity, entityId }) => eb.and([eb('entity', '=', entity), eb('entity_id', '=', entityId)])),
    ...contains(words),
    eb.and([eb('entity', 'in', WITH_REASONS), eb.or(contains(names))]),
  ]);
}

/** As {@link rowSpeaksOf}, before it is a row. */
export function recordSpeaksOf(
  { personId, entity, entityId, before, after }: AuditRecord,
  id: PersonId,
  { entities, words, names }: AuditTraces,
): boolean {
  const body = JSON.stringify([before, after]).toLowerCase();
  const contains = (text: string): boolean => body.includes(JSON.stringify(text).slice(1, -1).toLowerCase());
  return (
    personId === id ||
    entities.some((trace) => trace.entity === entity && trace.entityId === entityId) ||
    words.some(contains) ||
    (WITH_REASONS.includes(entity) && names.some(contains))
  );
}

/**
 * The one way in which bindings change: whoever changes them says what a person's shall be, and this finds what differs,
 * keeps one primary line, writes, gives the people their new revision and records each change.
 */
import { isDeepStrictEqual } from 'node:util';
import { type PersonId, subjectKey } from '@lamplight/domain';
import type { BindingRecord } from '../../ports/bindings.ts';
import { touchPeople } from '../people/touch-people.ts';
import type { TenantChangeScope } from '../scope.ts';
import { type BindingContent, bindingRow, bindingsOfPeople } from './binding-rows.ts';
import { withPrimaryLine } from './primary-line.ts';

export interface Rebound {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

interface Difference {
  readonly before: BindingRecord | null;
  readonly after: BindingContent | null;
}

/** @param next a person's bindings as they shall be, from those that they have, oldest first */
export async function rebind(
  scope: TenantChangeScope,
  people: Iterable<PersonId>,
  next: (personId: PersonId, bindings: readonly BindingRecord[]) => readonly BindingContent[],
): Promise<Rebound> {
  const ids = [...new Set(people)];
  const kept = await bindingsOfPeople(scope, ids);
  const differences = ids.flatMap((id) => {
    const before = kept.get(id) ?? [];
    return differing(before, withPrimaryLine(next(id, before)));
  });
  await write(scope, differences);
  const added = differences.filter(({ before }) => before === null).length;
  const removed = differences.filter(({ after }) => after === null).length;
  return { added, removed, changed: differences.length - added - removed };
}

function differing(before: readonly BindingRecord[], after: readonly BindingContent[]): readonly Difference[] {
  const wanted = new Map(after.map((binding) => [subjectKey(binding), binding]));
  const kept = new Map(before.map((binding) => [subjectKey(binding), binding]));
  const gone = before.filter((binding) => !wanted.has(subjectKey(binding)));
  return [
    ...gone.map((binding) => ({ before: binding, after: null })),
    ...[...wanted].flatMap(([key, binding]) => {
      const old = kept.get(key) ?? null;
      return old !== null && isDeepStrictEqual({ ...old, ...binding }, { ...old })
        ? []
        : [{ before: old, after: binding }];
    }),
  ];
}

async function write(scope: TenantChangeScope, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) {
    return;
  }
  const { bulk, db, tenantId, now } = scope;
  const revisions = await touchPeople(
    scope,
    differences.flatMap(({ before, after }) => after?.personId ?? before?.personId ?? []),
  );
  const written = differences.map(({ before, after }) => ({
    before,
    after:
      after &&
      Object.freeze({
        ...after,
        revision: revisions.get(after.personId) ?? 0,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      }),
  }));
  // What is no longer primary goes first: a person never has two, not even in between.
  await bulk.run(
    written.flatMap(({ before, after }) => {
      if (before === null || (after !== null && !(before.primary && !after.primary))) {
        return [];
      }
      const statement =
        after === null
          ? deleteBinding(scope, before)
          : db
              .updateTable('bindings')
              .set({ is_primary: 0 })
              .where('tenant_id', '=', tenantId)
              .where('person_id', '=', before.personId)
              .where('system_id', '=', before.systemId)
              .where('address', '=', before.address);
      return [statement];
    }),
  );
  await bulk.upsert(
    'bindings',
    written.flatMap(({ after }) => (after === null ? [] : bindingRow(tenantId, after))),
    ['tenant_id', 'person_id', 'system_id', 'address'],
  );
  for (const { before, after } of written) {
    recordBinding(scope, before, after);
  }
}

function deleteBinding({ db, tenantId }: TenantChangeScope, binding: BindingRecord) {
  return db
    .deleteFrom('bindings')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', binding.personId)
    .where('system_id', '=', binding.systemId)
    .where('address', '=', binding.address);
}

function recordBinding(scope: TenantChangeScope, before: BindingRecord | null, after: BindingRecord | null): void {
  const binding = after ?? before;
  if (binding !== null) {
    scope.record({
      action: before === null ? 'create' : after === null ? 'remove' : 'update',
      entity: 'binding',
      entityId: binding.personId,
      personId: binding.personId,
      before: before && { ...before },
      after: after && { ...after },
    });
  }
}

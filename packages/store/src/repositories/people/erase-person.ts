/**
 * Erasure: nothing that tells of the person is left, apart from their id (which says nothing by itself, and by which a
 * running gateway forgets them) and the fact of the erasure. What goes with the row goes by foreign key; what names the
 * person elsewhere is looked for by their id, addresses and numbers, in whatever the store keeps as text.
 */
import type { PersonId } from '@lamplight/domain';
import { rebind } from '../bindings/rebind.ts';
import { removeKeys } from '../keys/remove-keys.ts';
import { lineRow } from '../lines/line-rows.ts';
import { lineEntityId, recordLine } from '../lines/write-lines.ts';
import type { TenantChangeScope } from '../scope.ts';
import { forgetWork } from '../work/forget-work.ts';
import { expectPerson } from './person-rows.ts';
import { linesTellingOf, type TellingLine, wordsOf } from './traces.ts';

/** @throws LamplightError `person_unknown` */
export async function erasePerson(scope: TenantChangeScope, id: PersonId): Promise<void> {
  const { db, tenantId } = scope;
  const person = await expectPerson(scope, id);
  const words = wordsOf(person);
  const lines = await linesTellingOf(scope, person);
  const keys = await db
    .selectFrom('access_keys')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('person_id', '=', id)
    .execute();
  await removeKeys(
    scope,
    keys.map((key) => key.id),
  );
  await rebind(scope, [id], () => []);
  await forgetLines(scope, lines);
  await forgetWork(scope, id, [...words, person.record.displayName]);
  await db.deleteFrom('people').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
  const [{ revision } = { revision: await scope.revision.raise() }] = await scope.revision.raiseFor([id]);
  await db.insertInto('removed_people').values({ tenant_id: tenantId, person_id: id, revision }).execute();
  await scope.audit.emptyPerson(tenantId, id, {
    words,
    names: [person.record.displayName],
    entities: lines.map(({ before }) => ({ entity: 'line', entityId: lineEntityId(scope, before) })),
  });
  scope.record({ action: 'erase', entity: 'person', entityId: id, personId: null, before: null, after: null });
}

async function forgetLines(scope: TenantChangeScope, lines: readonly TellingLine[]): Promise<void> {
  const { db, bulk, tenantId, now } = scope;
  const revision = await scope.revision.raise();
  for (const { before, after } of lines) {
    if (after === null) {
      await db
        .deleteFrom('lines')
        .where('tenant_id', '=', tenantId)
        .where('system_id', '=', before.systemId)
        .where('address', '=', before.address)
        .execute();
      recordLine(scope, 'remove', before, null);
    } else {
      const line = { ...after, revision, updatedAt: now };
      await bulk.upsert('lines', [lineRow(tenantId, line)], ['tenant_id', 'system_id', 'address']);
      recordLine(scope, 'update', before, line);
    }
  }
}

import { addressKey } from '@lamplight/addresses';
import { type AddressKind, personId } from '@lamplight/domain';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { PeopleView, PersonRecord } from '../../ports/people.ts';
import type { Database } from '../../schema/tables.ts';
import { expectStorable } from '../checks.ts';
import type { TenantScope } from '../scope.ts';
import { containsWord } from '../search-text.ts';
import { peopleChangedSince } from './changed-since.ts';
import { peoplePage } from './people-page.ts';
import { peopleWithBindings } from './people-with-bindings.ts';
import { peopleOf } from './person-rows.ts';

export function peopleView(scope: TenantScope): PeopleView {
  const { db, tenantId } = scope;
  return {
    count: () => countWhere(scope, (eb) => eb('left_at', 'is', null)),
    countByProfile: (profileId) => {
      expectStorable('profileId', profileId);
      return countWhere(scope, (eb) => eb('profile_id', '=', profileId));
    },
    countByLabel: (labelId) => {
      expectStorable('labelId', labelId);
      return countWhere(scope, (eb) => containsWord(eb.ref('statuses_json'), `"labelId":${JSON.stringify(labelId)}`));
    },
    get: async (id) => (await peopleWithBindings(scope, [id]))[0],
    byEntraObjectId: async (objectId) => {
      expectStorable('objectId', objectId);
      const row = await db
        .selectFrom('people')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('entra_object_id', '=', objectId.toLowerCase())
        .executeTakeFirst();
      return row && (await peopleOf(scope, [row.id]))[0];
    },
    byAddress: (kind, value) => peopleByAddress(scope, kind, value),
    list: (filter, page) => peoplePage(scope, filter, page),
    changedSince: (revision, limit) => peopleChangedSince(scope, revision, limit),
  };
}

async function countWhere(
  { db, tenantId }: TenantScope,
  condition: (eb: ExpressionBuilder<Database, 'people'>) => Expression<SqlBool>,
): Promise<number> {
  const row = await db
    .selectFrom('people')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where(condition)
    .executeTakeFirst();
  return row?.count ?? 0;
}

/** By id. */
async function peopleByAddress(scope: TenantScope, kind: AddressKind, value: string): Promise<readonly PersonRecord[]> {
  expectStorable('address', value);
  const rows = await scope.db
    .selectFrom('person_addresses')
    .select('person_id')
    .where('tenant_id', '=', scope.tenantId)
    .where('kind', '=', kind)
    .where('address_key', '=', addressKey(kind, value))
    .orderBy('person_id')
    .execute();
  return peopleOf(
    scope,
    rows.map((row) => personId(row.person_id)),
  );
}

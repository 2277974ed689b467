import { type PersonId, personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { PersonWithBindings } from '../../ports/people.ts';
import type { TenantScope } from '../scope.ts';
import { tenantRevisionOf } from '../tenants/tenants-view.ts';
import { peopleWithBindings } from './people-with-bindings.ts';

interface PeopleChanged {
  readonly changed: readonly PersonWithBindings[];
  readonly removed: readonly PersonId[];
  readonly through: number;
  readonly complete: boolean;
}

/**
 * A page ends with a whole revision, since whoever goes on does so by revision. It is longer than `limit` by the people
 * of its last revision at most; see {@link TenantRevision} for how many those may be.
 */
export async function peopleChangedSince(scope: TenantScope, revision: number, limit: number): Promise<PeopleChanged> {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new LamplightError('request_invalid', `limit is ${limit}: expected 1 or more`);
  }
  const latest = await tenantRevisionOf(scope.db, scope.tenantId);
  const through = await endOfPage(scope, revision, limit, latest);
  const { db, tenantId } = scope;
  const changed = await db
    .selectFrom('people')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('revision', '>', revision)
    .where('revision', '<=', through)
    .orderBy('revision')
    .orderBy('id')
    .execute();
  const removed = await db
    .selectFrom('removed_people')
    .select('person_id')
    .where('tenant_id', '=', tenantId)
    .where('revision', '>', revision)
    .where('revision', '<=', through)
    .orderBy('revision')
    .orderBy('person_id')
    .execute();
  return {
    changed: await peopleWithBindings(
      scope,
      changed.map((row) => personId(row.id)),
    ),
    removed: removed.map((row) => personId(row.person_id)),
    through,
    complete: through === latest,
  };
}

async function endOfPage(
  { db, tenantId }: TenantScope,
  revision: number,
  limit: number,
  latest: number,
): Promise<number> {
  const last = async (table: 'people' | 'removed_people'): Promise<readonly number[]> => {
    const rows = await db
      .selectFrom(table)
      .select('revision')
      .where('tenant_id', '=', tenantId)
      .where('revision', '>', revision)
      .orderBy('revision')
      .limit(limit)
      .execute();
    return rows.map((row) => row.revision);
  };
  const revisions = [...(await last('people')), ...(await last('removed_people'))].sort((a, b) => a - b);
  return revisions[limit - 1] ?? latest;
}

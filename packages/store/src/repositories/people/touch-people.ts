import type { TenantChangeScope } from '../scope.ts';

/**
 * Gives people the change's revision although their own rows stay as they are: their bindings or groups changed, and
 * `changedSince` must name them. Gives the revision of each.
 */
export async function touchPeople(
  scope: TenantChangeScope,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const revisions = new Map<string, number>();
  for (const { revision, people } of await scope.revision.raiseFor([...new Set(ids)])) {
    await scope.db
      .updateTable('people')
      .set({ revision })
      .where('tenant_id', '=', scope.tenantId)
      .where('id', 'in', people)
      .execute();
    for (const id of people) {
      revisions.set(id, revision);
    }
  }
  return revisions;
}

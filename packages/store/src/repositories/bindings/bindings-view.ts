import type { PersonId, SubjectRef, SystemId } from '@lamplight/domain';
import type { BindingOrigin, BindingRecord, BindingsView } from '../../ports/bindings.ts';
import type { Page, PageQuery } from '../../ports/shared.ts';
import { expectStorable } from '../checks.ts';
import { inChunks } from '../chunks.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';
import type { TenantScope } from '../scope.ts';
import { bindingRecord, bindingsOfPeople, selectBindings } from './binding-rows.ts';

export function bindingsView(scope: TenantScope): BindingsView {
  return {
    of: async (personId) => bindingsOf(scope, personId),
    at: (ref) => bindingsAt(scope, ref),
    ownersAt: (systemId, addresses) => ownersAt(scope, systemId, addresses),
    list: (filter, page) => bindingsPage(scope, filter, page),
  };
}

/** Oldest first. */
export async function bindingsOf(scope: TenantScope, personId: PersonId): Promise<readonly BindingRecord[]> {
  return (await bindingsOfPeople(scope, [personId])).get(personId) ?? [];
}

/** By person. */
export async function bindingsAt(scope: TenantScope, ref: SubjectRef): Promise<readonly BindingRecord[]> {
  expectStorable('address', ref.address);
  const rows = await selectBindings(scope)
    .where('system_id', '=', ref.systemId)
    .where('address', '=', ref.address)
    .orderBy('person_id')
    .execute();
  return rows.map(bindingRecord);
}

/** By address, then person. */
export async function ownersAt(
  scope: TenantScope,
  systemId: SystemId,
  addresses: readonly string[],
): Promise<readonly BindingRecord[]> {
  expectStorable('addresses', addresses);
  const rows = await inChunks(addresses, (chunk) =>
    selectBindings(scope)
      .where('system_id', '=', systemId)
      .where('address', 'in', chunk)
      .where('role', '=', 'owner')
      .orderBy('address')
      .orderBy('person_id')
      .execute(),
  );
  return rows.map(bindingRecord);
}

/** By system, address, then person. */
async function bindingsPage(
  scope: TenantScope,
  { systemId, origins }: { readonly systemId: string | null; readonly origins: readonly BindingOrigin[] },
  page: PageQuery,
): Promise<Page<BindingRecord>> {
  const limit = pageLimit(page);
  const after = readCursor(page.after, 3);
  let query = selectBindings(scope);
  if (systemId !== null) {
    expectStorable('systemId', systemId);
    query = query.where('system_id', '=', systemId);
  }
  if (origins.length > 0) {
    query = query.where('origin', 'in', origins);
  }
  if (after !== undefined) {
    const [system = '', address = '', person = ''] = after;
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('system_id', 'address', 'person_id'), '>', tuple(system, address, person)),
    );
  }
  const rows = await query
    .orderBy('system_id')
    .orderBy('address')
    .orderBy('person_id')
    .limit(limit + 1)
    .execute();
  return pageOf(
    rows,
    limit,
    (row) => [row.system_id, row.address, row.person_id],
    rows.slice(0, limit).map(bindingRecord),
  );
}

import type { SubjectRef } from '@lamplight/domain';
import type { LineRecord, LinesFilter, LinesView } from '../../ports/lines.ts';
import type { Page, PageQuery } from '../../ports/shared.ts';
import { expectStorable } from '../checks.ts';
import { inChunks } from '../chunks.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';
import type { TenantScope } from '../scope.ts';
import { containsWord, searchWords } from '../search-text.ts';
import { systemsOf } from '../tenants/systems-view.ts';
import { askedKeyTexts, lineRecord } from './line-rows.ts';

export function linesView(scope: TenantScope): LinesView {
  return {
    get: (ref) => lineOf(scope, ref),
    byAddress: (address) => linesByAddress(scope, address),
    list: (filter, page) => linesPage(scope, filter, page),
  };
}

export async function lineOf({ db, tenantId }: TenantScope, ref: SubjectRef): Promise<LineRecord | undefined> {
  expectStorable('address', ref.address);
  const row = await db
    .selectFrom('lines')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', ref.systemId)
    .where('address', '=', ref.address)
    .executeTakeFirst();
  return row && lineRecord(row);
}

/** Those of the subjects that are kept. */
export async function linesAt(scope: TenantScope, refs: readonly SubjectRef[]): Promise<readonly LineRecord[]> {
  const found: LineRecord[] = [];
  for (const [system, ofSystem] of Map.groupBy(refs, (ref) => ref.systemId)) {
    const rows = await inChunks([...new Set(ofSystem.map((ref) => ref.address))], (addresses) =>
      scope.db
        .selectFrom('lines')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', system)
        .where('address', 'in', addresses)
        .orderBy('address')
        .execute(),
    );
    found.push(...rows.map(lineRecord));
  }
  return found;
}

/** Each system reads the address with its own plan: 567 is a line of every site, +49 30 1234-567 of one. */
async function linesByAddress(scope: TenantScope, address: string): Promise<readonly LineRecord[]> {
  expectStorable('address', address);
  const asked = (await systemsOf(scope)).map(({ id, numberPlan }) => ({
    id,
    keys: askedKeyTexts(address, numberPlan),
  }));
  if (asked.length === 0) {
    return [];
  }
  // One statement for all systems: what only another one's plan makes of the address is left out afterwards.
  const rows = await scope.db
    .selectFrom('line_keys')
    .select(['system_id', 'address', 'line_key'])
    .where('tenant_id', '=', scope.tenantId)
    .where(
      'system_id',
      'in',
      asked.map(({ id }) => id),
    )
    .where('line_key', 'in', [...new Set(asked.flatMap(({ keys }) => keys))])
    .execute();
  const bySystem = Map.groupBy(rows, (row) => row.system_id);
  const refs = asked.flatMap(({ id, keys }) =>
    (bySystem.get(id) ?? [])
      .filter((row) => keys.includes(row.line_key))
      .map((row): SubjectRef => ({ systemId: id, address: row.address })),
  );
  return linesAt(scope, refs);
}

/** By system, then address. */
async function linesPage(scope: TenantScope, filter: LinesFilter, page: PageQuery): Promise<Page<LineRecord>> {
  expectStorable('query', filter.query);
  const limit = pageLimit(page);
  const after = readCursor(page.after, 2);
  const { kinds, bound } = filter;
  let query = scope.db.selectFrom('lines').selectAll().where('tenant_id', '=', scope.tenantId);
  if (filter.systemId !== null) {
    query = query.where('system_id', '=', filter.systemId);
  }
  if (kinds.length > 0) {
    query = query.where('kind', 'in', kinds);
  }
  if (bound !== null) {
    query = query.where(({ exists, not, selectFrom }) => {
      const bindings = exists(
        selectFrom('bindings')
          .select('person_id')
          .whereRef('bindings.tenant_id', '=', 'lines.tenant_id')
          .whereRef('bindings.system_id', '=', 'lines.system_id')
          .whereRef('bindings.address', '=', 'lines.address'),
      );
      return bound ? bindings : not(bindings);
    });
  }
  for (const word of searchWords(filter.query)) {
    query = query.where((eb) => containsWord(eb.ref('search_text'), word));
  }
  if (after !== undefined) {
    const [system = '', address = ''] = after;
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('system_id', 'address'), '>', tuple(system, address)));
  }
  const rows = await query
    .orderBy('system_id')
    .orderBy('address')
    .limit(limit + 1)
    .execute();
  return pageOf(rows, limit, (row) => [row.system_id, row.address], rows.slice(0, limit).map(lineRecord));
}

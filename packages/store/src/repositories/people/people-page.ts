import { MSTEAMS } from '@lamplight/domain';
import { sql } from 'kysely';
import type { PeopleFilter, PersonRecord } from '../../ports/people.ts';
import type { Page, PageQuery } from '../../ports/shared.ts';
import { expectStorable } from '../checks.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';
import type { TenantScope } from '../scope.ts';
import { containsWord, searchWords } from '../search-text.ts';
import { peopleOf } from './person-rows.ts';

export async function peoplePage(
  scope: TenantScope,
  filter: PeopleFilter,
  page: PageQuery,
): Promise<Page<PersonRecord>> {
  expectStorable('filter', filter);
  const limit = pageLimit(page);
  const after = readCursor(page.after, 2);
  let query = filtered(scope, filter).select(['people.id', 'people.sort_name']);
  if (after !== undefined) {
    const [name = '', id = ''] = after;
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('sort_name', 'id'), '>', tuple(name, id)));
  }
  // Reading everybody in the order of an index to find a few costs several times what sorting those few does, so for a
  // search the order is one that no index has.
  const sortName = searchWords(filter.query).length > 0 ? sql<string>`people.sort_name || ''` : 'people.sort_name';
  const rows = await query
    .orderBy(sortName)
    .orderBy('people.id')
    .limit(limit + 1)
    .execute();
  const items = await peopleOf(
    scope,
    rows.slice(0, limit).map((row) => row.id),
  );
  return pageOf(rows, limit, (row) => [row.sort_name, row.id], items);
}

function filtered({ db, tenantId }: TenantScope, filter: PeopleFilter) {
  let query = db.selectFrom('people').where('people.tenant_id', '=', tenantId);
  switch (filter.state) {
    case 'active':
      query = query.where('left_at', 'is', null);
      break;
    case 'left':
      query = query.where('left_at', 'is not', null);
      break;
    case 'paused':
      query = query.where('left_at', 'is', null).where('pause_json', 'is not', null);
      break;
    case 'all':
  }
  if (filter.kinds.length > 0) {
    query = query.where('kind', 'in', filter.kinds);
  }
  for (const word of searchWords(filter.query)) {
    query = query.where((eb) => containsWord(eb.ref('search_text'), word));
  }
  const { groupId, systemId, profileId, without } = filter;
  if (profileId !== null) {
    query = query.where('profile_id', '=', profileId);
  }
  if (groupId !== null) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('group_members')
          .select('person_id')
          .whereRef('group_members.tenant_id', '=', 'people.tenant_id')
          .whereRef('group_members.person_id', '=', 'people.id')
          .where('group_id', '=', groupId),
      ),
    );
  }
  if (systemId !== null) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('bindings')
          .select('person_id')
          .whereRef('bindings.tenant_id', '=', 'people.tenant_id')
          .whereRef('bindings.person_id', '=', 'people.id')
          .where('system_id', '=', systemId),
      ),
    );
  }
  if (without === 'line') {
    query = query.where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('bindings')
            .select('bindings.person_id')
            .whereRef('bindings.tenant_id', '=', 'people.tenant_id')
            .whereRef('bindings.person_id', '=', 'people.id')
            .where('bindings.line_kind', 'is not', null),
        ),
      ),
    );
  }
  if (without === 'teams') {
    query = query.where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('bindings')
            .innerJoin('systems', (join) =>
              join.onRef('systems.tenant_id', '=', 'bindings.tenant_id').onRef('systems.id', '=', 'bindings.system_id'),
            )
            .select('bindings.person_id')
            .whereRef('bindings.tenant_id', '=', 'people.tenant_id')
            .whereRef('bindings.person_id', '=', 'people.id')
            .where('systems.technology', '=', MSTEAMS),
        ),
      ),
    );
  }
  return query;
}

import { GraphError, notServed } from './graph-error.ts';

/** Documented: "There is a limit of 50 filtered objects". Source: Graph, user: delta; group: delta. */
const MOST = 50;

/**
 * The object ids that `$filter` of a delta query names: `id eq '…' or id eq '…'` is the only one there is. Undefined
 * without one. @throws GraphError 400 for more than 50, 501 for another expression
 */
export function filteredIds(filter: string | null): string[] | undefined {
  if (filter === null) {
    return undefined;
  }
  const ids = filter.split(/\s+or\s+/i).map((term) => /^\s*id\s+eq\s+'([^']+)'\s*$/i.exec(term)?.[1]?.toLowerCase());
  const known = ids.filter((id) => id !== undefined);
  if (known.length < ids.length) {
    throw notServed(`the filter ${filter} on a delta query`);
  }
  if (known.length > MOST) {
    throw new GraphError(400, 'Request_UnsupportedQuery', `Too many objects in the filter: at most ${MOST}.`);
  }
  return known;
}

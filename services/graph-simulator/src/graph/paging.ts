import type { RoutedRequest } from '../http/simulator-request.ts';
import { GraphError } from './graph-error.ts';

/** `$top` of lists of directory objects: 100 by default, at most 999. Source: Graph pages user-list, group-list. */
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/**
 * One page of a list, and the address of the next one, with the options of this request. The next page goes on after the
 * last one of this page, also when some before it were removed meanwhile.
 */
export function pageOf<Item>(
  all: readonly Item[],
  request: RoutedRequest,
  idOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly link: { readonly '@odata.nextLink'?: string } } {
  const top = pageSize(request.query.get('$top'));
  const from = startOf(all, request.query.get('$skiptoken'), idOf);
  const items = all.slice(from, from + top);
  if (from + top >= all.length) {
    return { items, link: {} };
  }
  const rest = new URLSearchParams(request.query);
  rest.set('$skiptoken', `${from + top}.${items.map(idOf).at(-1)}`);
  const path = request.segments.map(encodeURIComponent).join('/');
  return { items, link: { '@odata.nextLink': `${request.origin}/${path}?${rest}` } };
}

/** A skip token is how many came before, and the id of the last of them. */
function startOf<Item>(all: readonly Item[], token: string | null, idOf: (item: Item) => string): number {
  if (token === null) {
    return 0;
  }
  const [, text = '', last = ''] = /^(\d+)\.(.+)$/.exec(token) ?? [];
  if (last === '') {
    throw new GraphError(400, 'BadRequest', 'The skip token is not valid.');
  }
  // Who was removed can only have moved the others forward. Without the last one itself they moved by one at least.
  const before = Number(text);
  const place = all.slice(0, before).findLastIndex((item) => idOf(item) === last);
  return place === -1 ? Math.max(0, before - 1) : place + 1;
}

function pageSize(text: string | null): number {
  const size = text === null ? DEFAULT_PAGE : Number(text);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw new GraphError(
      400,
      'BadRequest',
      `Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`,
    );
  }
  return size;
}

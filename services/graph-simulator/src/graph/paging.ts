import type { RoutedRequest } from '../http/simulator-request.ts';
import { GraphError } from './graph-error.ts';

/** `$top` of lists of directory objects: 100 by default, at most 999. Source: Graph pages user-list, group-list. */
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/** One page of a list, and the address of the next one, with the options of this request. */
export function pageOf<Item>(
  all: readonly Item[],
  request: RoutedRequest,
): { readonly items: readonly Item[]; readonly link: { readonly '@odata.nextLink'?: string } } {
  const top = pageSize(request.query.get('$top'));
  const from = Number(request.query.get('$skiptoken') ?? '0');
  if (!Number.isInteger(from) || from < 0) {
    throw new GraphError(400, 'BadRequest', 'The skip token is not valid.');
  }
  const items = all.slice(from, from + top);
  if (from + top >= all.length) {
    return { items, link: {} };
  }
  const rest = new URLSearchParams(request.query);
  rest.set('$skiptoken', String(from + top));
  const path = request.segments.map(encodeURIComponent).join('/');
  return { items, link: { '@odata.nextLink': `${request.origin}/${path}?${rest}` } };
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

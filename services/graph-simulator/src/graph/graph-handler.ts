/** What the families of calls share: each gives handlers by route name, and `graph-service.ts` looks them up. */
import type { Caller } from '../entra/access-tokens.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { GraphMatch, GraphRouteName } from './graph-routes.ts';

/**
 * Answers one kind of call. The caller is authenticated and not throttled; `/me` stands in `match.id` as the object id
 * of who signed in. Errors are thrown as GraphError.
 */
export type GraphHandler = (
  match: GraphMatch,
  caller: Caller,
  request: RoutedRequest,
) => SimulatorResponse | Promise<SimulatorResponse>;

/** The handlers of one family of calls. */
export type GraphHandlers<Name extends GraphRouteName> = Readonly<Record<Name, GraphHandler>>;

/** The content type of Graph's answers with a body. */
const GRAPH_JSON = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** An answer of Graph with a body. */
export function graphJson(body: unknown, status = 200): SimulatorResponse {
  return json(status, body, { 'content-type': GRAPH_JSON });
}

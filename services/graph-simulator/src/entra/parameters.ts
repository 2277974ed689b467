import type { RoutedRequest } from '../http/simulator-request.ts';
import { EntraError } from './entra-error.ts';

/** A parameter that must be there. @throws EntraError 900144 */
export function demandParameter(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null || value === '') {
    throw new EntraError(900144, { detail: name });
  }
  return value;
}

/** What the caller calls its request, in a header or in the query. */
export function correlationIdOf(request: RoutedRequest): string | undefined {
  return request.headers['client-request-id'] ?? request.query.get('client-request-id') ?? undefined;
}

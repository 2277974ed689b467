/** The answers that faults make, apart from the errors of Graph and Entra. */
import { z } from 'zod';
import type { SimulatorResponse } from '../http/simulator-request.ts';

const PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Your session has ended. Please sign in to continue.</p></body></html>';

export function htmlPage(status: number): SimulatorResponse {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: PAGE };
}

export function emptyAnswer(withContentType: boolean): SimulatorResponse {
  return { status: 200, headers: withContentType ? { 'content-type': 'application/json' } : {}, body: '' };
}

export const RESET: SimulatorResponse = Object.freeze({ status: 0, headers: {}, body: '', connection: 'reset' });

/** Breaks an answer off in the middle of its body; one without a body never arrives. */
export function truncated(response: SimulatorResponse): SimulatorResponse {
  return response.body === '' ? RESET : { ...response, connection: 'cut' };
}

const presenceSchema = z.looseObject({ id: z.string(), availability: z.string(), activity: z.string() });
const bulkSchema = z.looseObject({ value: z.array(presenceSchema) });

/** Replaces the pair in the answer to a read, for one person or for everybody. */
export function showing(
  response: SimulatorResponse,
  pair: { readonly availability: string; readonly activity: string },
  userId: string | undefined,
): SimulatorResponse {
  if (response.status !== 200 || response.body === '') {
    return response;
  }
  const replaced = (presence: z.output<typeof presenceSchema>) =>
    userId === undefined || presence.id.toLowerCase() === userId
      ? { ...presence, availability: pair.availability, activity: pair.activity }
      : presence;
  const body: unknown = JSON.parse(response.body);
  const bulk = bulkSchema.safeParse(body);
  if (bulk.success) {
    return { ...response, body: JSON.stringify({ ...bulk.data, value: bulk.data.value.map(replaced) }) };
  }
  const single = presenceSchema.safeParse(body);
  return single.success ? { ...response, body: JSON.stringify(replaced(single.data)) } : response;
}

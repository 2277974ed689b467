import type { Clock, Random } from '@lamplight/runtime';
import { json, type SimulatorResponse } from '../http/simulator-request.ts';
import { type EntraErrorCode, type EntraErrorKind, entraErrorKind } from './entra-error-catalogue.ts';

/** What fills the places in an error's text. */
export type EntraErrorFacts = Partial<Record<'app' | 'tenant' | 'scope' | 'detail', string>>;

/** An error of the token endpoint. Thrown inside `entra/` only. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly code: number;
  readonly facts: EntraErrorFacts;

  constructor(code: EntraErrorCode, facts: EntraErrorFacts = {}) {
    super(`AADSTS${code}`);
    this.code = code;
    this.facts = facts;
  }
}

/** Overrides for a scripted error: any code may be answered, also one that the catalogue does not know. */
export interface EntraErrorOverrides {
  readonly error?: string | undefined;
  readonly suberror?: string | undefined;
  readonly status?: number | undefined;
  readonly text?: string | undefined;
}

/**
 * The answer for an AADSTS code, in Entra's shape: error, error_description with trace id, correlation id and
 * timestamp, error_codes, error_uri, and suberror where there is one.
 * @param correlationId the caller's `client-request-id`, or undefined to make one.
 */
export function entraErrorResponse(
  code: number,
  context: {
    readonly clock: Clock;
    readonly random: Random;
    readonly origin: string;
    readonly correlationId: string | undefined;
  },
  facts: EntraErrorFacts = {},
  overrides: EntraErrorOverrides = {},
): SimulatorResponse {
  const known: EntraErrorKind = entraErrorKind(code) ?? {
    error: 'invalid_request',
    status: 400,
    text: 'The request could not be processed.',
  };
  const timestamp = `${new Date(context.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = context.random.uuid();
  const correlationId = context.correlationId ?? context.random.uuid();
  const suberror = overrides.suberror ?? known.suberror;
  const text = filled(overrides.text ?? known.text, facts);
  return json(
    overrides.status ?? known.status,
    {
      error: overrides.error ?? known.error,
      error_description: `AADSTS${code}: ${text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `${context.origin}/error?code=${code}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-ms-request-id': traceId },
  );
}

function filled(text: string, facts: EntraErrorFacts): string {
  return text
    .replace('{app}', facts.app ?? '')
    .replace('{tenant}', facts.tenant ?? '')
    .replace('{scope}', facts.scope ?? '')
    .replace('{detail}', facts.detail ?? '')
    .trimEnd();
}

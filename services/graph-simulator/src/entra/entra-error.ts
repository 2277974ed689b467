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

export interface EntraErrorContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly origin: string;
  /** The caller's `client-request-id`, or undefined to make one. */
  readonly correlationId: string | undefined;
}

/** Everything that Entra says of an error, wherever it says it. */
export interface DescribedError {
  readonly code: number;
  readonly error: string;
  readonly suberror: string | undefined;
  readonly status: number;
  readonly text: string;
  /** With code, trace id, correlation id and timestamp: `error_description`. */
  readonly description: string;
  readonly timestamp: string;
  readonly traceId: string;
  readonly correlationId: string;
}

export function describeEntraError(
  code: number,
  context: EntraErrorContext,
  facts: EntraErrorFacts = {},
  overrides: EntraErrorOverrides = {},
): DescribedError {
  const known: EntraErrorKind = entraErrorKind(code) ?? {
    error: 'invalid_request',
    status: 400,
    text: 'The request could not be processed.',
  };
  const timestamp = `${new Date(context.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = context.random.uuid();
  const correlationId = context.correlationId ?? context.random.uuid();
  const text = entraErrorText(code, facts, overrides.text ?? known.text);
  return {
    code,
    error: overrides.error ?? known.error,
    suberror: overrides.suberror ?? known.suberror,
    status: overrides.status ?? known.status,
    text,
    description: `AADSTS${code}: ${text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
    timestamp,
    traceId,
    correlationId,
  };
}

/** The text of a code with its facts filled in. */
export function entraErrorText(
  code: number,
  facts: EntraErrorFacts = {},
  text: string = entraErrorKind(code)?.text ?? '',
): string {
  return filled(text, facts);
}

/**
 * The answer for an AADSTS code, in Entra's shape: error, error_description with trace id, correlation id and
 * timestamp, error_codes, error_uri, and suberror where there is one.
 */
export function entraErrorResponse(described: DescribedError, origin: string): SimulatorResponse {
  const { code, error, suberror, status, description, timestamp, traceId, correlationId } = described;
  return json(
    status,
    {
      error,
      error_description: description,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `${origin}/error?code=${code}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-ms-request-id': traceId },
  );
}

function filled(text: string, facts: EntraErrorFacts): string {
  const known: Readonly<Record<string, string | undefined>> = facts;
  return text.replace(/\{(app|tenant|scope|detail)\}/g, (_, name) => known[name] ?? '').trimEnd();
}

import { json, type SimulatorResponse } from '../http/simulator-request.ts';

/** An answer of Graph that is an error. Thrown inside `graph/` only. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface GraphErrorContext {
  /** Wall time in milliseconds. */
  readonly now: number;
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** An error body as Graph writes it. */
export function graphErrorResponse(error: GraphError, context: GraphErrorContext): SimulatorResponse {
  const body = {
    error: {
      code: error.code,
      message: error.message,
      innerError: {
        date: graphDate(context.now),
        'request-id': context.requestId,
        'client-request-id': context.clientRequestId,
      },
    },
  };
  return json(error.status, body, error.headers);
}

/** 429 with `Retry-After` in seconds, unless undefined, and the published body. Source: Graph, "Microsoft Graph throttling guidance". */
export function tooManyRequests(retryAfterS: number | undefined, context: GraphErrorContext): SimulatorResponse {
  return json(
    429,
    {
      error: {
        code: 'TooManyRequests',
        message: 'Please retry again later.',
        innerError: {
          code: '429',
          date: graphDate(context.now),
          message: 'Please retry after',
          'request-id': context.requestId,
          status: '429',
        },
      },
    },
    retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
  );
}

/** What is not documented is refused rather than invented, with a status that Graph does not use for this. */
export function notServed(what: string): GraphError {
  return new GraphError(
    501,
    'NotServed',
    `The simulator does not serve ${what}: its behaviour is not documented, or not part of presence.`,
  );
}

/** The error for a resource that does not exist, as the directory part of Graph words it. */
export function resourceNotFound(id: string): GraphError {
  return new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function graphDate(now: number): string {
  return new Date(now).toISOString().slice(0, 19);
}

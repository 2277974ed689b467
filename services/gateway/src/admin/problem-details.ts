/** How a failure travels over HTTP: problem details (RFC 9457) with our stable reason. The only file that knows statuses. */
import { type ErrorKind, type ErrorReason, LamplightError } from '@lamplight/runtime';
import { problemOf } from '../problem.ts';

export const PROBLEM_TYPE = 'application/problem+json';

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid_argument: 400,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  unauthenticated: 401,
  failed_precondition: 409,
  resource_exhausted: 429,
  unavailable: 503,
  deadline_exceeded: 408,
  unimplemented: 501,
  internal: 500,
};

/** Reasons that HTTP has a narrower status for. */
const STATUS_OF_REASON: Partial<Readonly<Record<ErrorReason, number>>> = {
  revision_conflict: 412,
  idempotency_mismatch: 422,
  request_too_large: 413,
  media_type_unknown: 415,
  method_unknown: 405,
};

/** Seconds after which a caller may ask again, by the detail of that name. */
export const RETRY_AFTER = 'retry_after';

/** A detail's name for something at a place of a text: `12:3:0 /body/content`, of which the last number only tells apart. */
const PLACE_IN_TEXT = /^(\d+):(\d+):\d+ (\/.*)$/;

/** The name of a detail at a place of the text that stands at `pointer`, both counting from 1. */
export function detailAtPlace(pointer: string, line: number, column: number, index: number): string {
  return `${line}:${column}:${index} ${pointer}`;
}

/**
 * The details of an error whose names are JSON pointers (RFC 6901) into the request, such as `/body/displayName`, become
 * its `errors`, and so do places in a text that stands there.
 */
export function problemDetails(failure: unknown): ProblemAnswer {
  const told = problemOf(failure);
  const status = statusOf(failure);
  const errors = Object.entries(told.details).flatMap(([name, detail]) => {
    const [, line, column, pointer] = PLACE_IN_TEXT.exec(name) ?? [];
    if (pointer !== undefined) {
      return [{ pointer, detail, line: Number(line), column: Number(column) }];
    }
    return name.startsWith('/') ? [{ pointer: name, detail }] : [];
  });
  const body = {
    type: 'about:blank',
    title: told.reason,
    status,
    detail: told.message,
    reason: told.reason,
    ...(errors.length === 0 ? {} : { errors }),
  };
  const retryAfter = told.details[RETRY_AFTER];
  return {
    status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="lamplight"' } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    },
    body: `${JSON.stringify(body)}\n`,
  };
}

function statusOf(failure: unknown): number {
  return failure instanceof LamplightError
    ? (STATUS_OF_REASON[failure.reason] ?? STATUS_OF_KIND[failure.kind])
    : STATUS_OF_KIND.internal;
}

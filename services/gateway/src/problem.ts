import type { Problem } from '@lamplight/domain';
import { ERROR_REASONS, type ErrorReason, LamplightError } from '@lamplight/runtime';
import { grpcCodeOfKind } from '@lamplight/wire';

/** A failure as it travels, with the code that belongs to its reason. */
export function problem(reason: ErrorReason, message: string, details: Readonly<Record<string, string>> = {}): Problem {
  return { code: grpcCodeOfKind(ERROR_REASONS[reason]), reason, message, details };
}

/** What a caller is told of a failure: ours as it is; of any other only that it happened, since its text is for the log. */
export function problemOf(failure: unknown): Problem {
  return failure instanceof LamplightError && failure.reason !== 'unexpected'
    ? problem(failure.reason, failure.message, failure.details)
    : problem('unexpected', 'the gateway failed on this request; its log says why');
}

import { ERROR_REASONS, type ErrorKind, type ErrorReason } from './catalogue.ts';

/**
 * The one error class. `reason` is stable and decides; the message is for people: it names the field, the value and
 * the remedy. The cause is for the log and never travels.
 */
export class LamplightError extends Error {
  override readonly name = 'LamplightError';
  readonly reason: ErrorReason;
  /** Facts for the log and for ErrorInfo.metadata on the wire: short, without secrets. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    reason: ErrorReason,
    message: string,
    options: { readonly details?: Record<string, string>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.details = Object.freeze({ ...options.details });
  }

  get kind(): ErrorKind {
    return ERROR_REASONS[this.reason];
  }

  /** The error itself if it is one of ours, else `unexpected` with the failure as its cause. */
  static from(failure: unknown): LamplightError {
    if (failure instanceof LamplightError) {
      return failure;
    }
    const text = failure instanceof Error ? failure.message : String(failure);
    return new LamplightError('unexpected', text, { cause: failure });
  }
}

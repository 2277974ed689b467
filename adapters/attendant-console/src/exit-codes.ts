import type { ErrorKind, LamplightError } from '@lamplight/runtime';

/** What the process says to whoever started it; numbers above 63 after sysexits.h. */
export const EXIT_CODES = {
  ok: 0,
  /** Somebody who was named could not be found, or more than one fits. */
  notFound: 1,
  usage: 64,
  /** The gateway cannot be reached or is not ready. */
  unavailable: 69,
  internal: 70,
  /** The key is missing, unknown, revoked, or lacks the permission. */
  refused: 77,
  /** An option or a file that an option names cannot be used. */
  configuration: 78,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

const BY_KIND: Readonly<Record<ErrorKind, ExitCode>> = {
  invalid_argument: EXIT_CODES.usage,
  not_found: EXIT_CODES.notFound,
  already_exists: EXIT_CODES.internal,
  permission_denied: EXIT_CODES.refused,
  unauthenticated: EXIT_CODES.refused,
  failed_precondition: EXIT_CODES.internal,
  resource_exhausted: EXIT_CODES.unavailable,
  unavailable: EXIT_CODES.unavailable,
  deadline_exceeded: EXIT_CODES.unavailable,
  unimplemented: EXIT_CODES.internal,
  internal: EXIT_CODES.internal,
};

export function exitCodeOf(error: LamplightError): ExitCode {
  switch (error.reason) {
    case 'person_ambiguous':
      return EXIT_CODES.notFound;
    case 'config_invalid':
    case 'config_unreadable':
      return EXIT_CODES.configuration;
    default:
      return BY_KIND[error.kind];
  }
}

import { type ErrorKind, type LamplightError, EXIT_CODES as PROCESS } from '@lamplight/runtime';

/** What a command tells the one who started it: the numbers of every Lamplight process, and two of its own. */
export const EXIT_CODES = Object.freeze({
  ok: PROCESS.stopped,
  /** The answer is no: something is not as it should be, was not found, or was not done. */
  no: 1,
  /** The command line is wrong. */
  usage: PROCESS.usage,
  /** The gateway cannot be reached or has too much to do. */
  unavailable: PROCESS.unavailable,
  /** A fault of the program, here or at the gateway. */
  fault: PROCESS.fault,
  /** EX_NOPERM: the key is missing, unknown, revoked, or may not do this. */
  refused: 77,
  /** A file that an option names, or the settings file, cannot be used. */
  config: PROCESS.config,
});

const BY_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid_argument: EXIT_CODES.usage,
  not_found: EXIT_CODES.no,
  already_exists: EXIT_CODES.no,
  failed_precondition: EXIT_CODES.no,
  permission_denied: EXIT_CODES.refused,
  unauthenticated: EXIT_CODES.refused,
  resource_exhausted: EXIT_CODES.unavailable,
  unavailable: EXIT_CODES.unavailable,
  deadline_exceeded: EXIT_CODES.unavailable,
  unimplemented: EXIT_CODES.fault,
  internal: EXIT_CODES.fault,
};

export function exitCodeOf(error: LamplightError): number {
  switch (error.reason) {
    case 'person_ambiguous':
      return EXIT_CODES.no;
    case 'request_too_large':
      return EXIT_CODES.usage;
    case 'config_invalid':
    case 'config_unreadable':
    case 'certificate_unreadable':
    case 'credential_unreadable':
    case 'backup_invalid':
      return EXIT_CODES.config;
    default:
      return BY_KIND[error.kind];
  }
}

import { LamplightError } from '../errors/lamplight-error.ts';

/** What the exit code of a Lamplight process tells the one who started it (the numbers of BSD sysexits.h). */
export const EXIT_CODES = Object.freeze({
  /** It was told to stop, and stopped. */
  stopped: 0,
  /** It did not stop in time, or was told to stop a second time: it ended with work unfinished. */
  cutOff: 1,
  /** EX_USAGE: an argument of the command line is wrong. */
  usage: 64,
  /** EX_UNAVAILABLE: its address is in use, or something it needs to start cannot be reached. */
  unavailable: 69,
  /** EX_SOFTWARE: a fault of the program; the log line has the stack. */
  fault: 70,
  /** EX_CONFIG: the configuration, a certificate, the store or its key is wrong; starting again without a change is of no use. */
  config: 78,
});

/** The exit code for a failure to start. */
export function exitCodeOf(failure: unknown): number {
  if (isUsageFailure(failure)) {
    return EXIT_CODES.usage;
  }
  const error = LamplightError.from(failure);
  switch (error.reason) {
    case 'config_invalid':
    case 'config_unreadable':
    case 'certificate_unreadable':
    case 'credential_unreadable':
    case 'store_key_missing':
    case 'store_key_wrong':
    case 'store_unreadable':
    case 'store_newer':
      return EXIT_CODES.config;
    case 'address_in_use':
    case 'unreachable':
    case 'tls_untrusted':
    case 'timeout':
    case 'store_unavailable':
      return EXIT_CODES.unavailable;
    default:
      return EXIT_CODES.fault;
  }
}

/** Whether util.parseArgs refused the command line. */
function isUsageFailure(failure: unknown): boolean {
  return (
    failure instanceof Error &&
    'code' in failure &&
    typeof failure.code === 'string' &&
    failure.code.startsWith('ERR_PARSE_ARGS_')
  );
}

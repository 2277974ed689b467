import type { Problem } from '@lamplight/domain';

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
  configuration: 78,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** By google.rpc.Code. */
export function exitCodeOf(problem: Problem): ExitCode {
  switch (problem.code) {
    case 5:
      return EXIT_CODES.notFound;
    case 3:
      return problem.reason === 'person_ambiguous' ? EXIT_CODES.notFound : EXIT_CODES.usage;
    case 4:
    case 8:
    case 14:
      return EXIT_CODES.unavailable;
    case 7:
    case 16:
      return EXIT_CODES.refused;
    default:
      return EXIT_CODES.internal;
  }
}

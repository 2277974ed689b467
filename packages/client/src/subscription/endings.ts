import type { Problem } from '@lamplight/domain';

/** What the client does when a stream has ended. Source: the table in proto/presence/v1/subscription.proto. */
export type Ending =
  /** Come back inside the announced window, else with backoff. */
  | 'reconnect'
  /** Come back at the longest backoff: the server said that it is too much. */
  | 'reconnect-slowly'
  /** Nothing will change by itself: a key, a permission or a program must. */
  | 'stop';

/** google.rpc.Code values that decide. */
const STOPS = new Map([
  [3, 'INVALID_ARGUMENT'],
  [7, 'PERMISSION_DENIED'],
  [12, 'UNIMPLEMENTED'],
  [16, 'UNAUTHENTICATED'],
]);
const RESOURCE_EXHAUSTED = 8;

export function endingOf(problem: Problem | null): Ending {
  if (problem === null) {
    return 'reconnect';
  }
  if (STOPS.has(problem.code)) {
    return 'stop';
  }
  return problem.code === RESOURCE_EXHAUSTED ? 'reconnect-slowly' : 'reconnect';
}

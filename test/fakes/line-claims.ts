import type { Call, CallState, Claim } from '@lamplight/domain';

/** What a line says of its call. */
export function lineClaim(state: CallState, call: Partial<Call> = {}): Partial<Claim> {
  const count = state === 'idle' || state === 'unknown' || state === 'unreachable' ? 0 : 1;
  return { call: { state, count, direction: 'unknown', remoteParty: null, since: null, groupCall: false, ...call } };
}

/** What Teams says of a user. */
export function teamsClaim(availability: string, activity: string): Partial<Claim> {
  return { availability, activity, howSet: 'inferred' };
}

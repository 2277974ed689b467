/** What a line's call is worth once freshness is counted in, and how calls rank. */
import type { Call, CallState, Claim, Freshness, PresencePair, Tone } from '@lamplight/domain';
import type { LabelId } from './label.ts';

export const UNKNOWN_CALL: Call = Object.freeze({
  state: 'unknown',
  count: 0,
  direction: 'unknown',
  remoteParty: null,
  since: null,
  groupCall: false,
});

/**
 * The call of a line as it may be shown. Pending: unknown. Stale: ringing and dialling become unknown at once, since
 * they last seconds; talking, held and conference stay. Source: DESIGN section 5.
 */
export function effectiveCall(claim: Claim | null, freshness: Freshness): Call {
  const call = claim?.call ?? null;
  if (call === null || freshness === 'pending' || freshness === 'withdrawn') {
    return UNKNOWN_CALL;
  }
  if (freshness === 'stale' && (call.state === 'ringing' || call.state === 'dialling')) {
    return UNKNOWN_CALL;
  }
  return call;
}

/**
 * Strength of a call state: conference, talking, held, ringing, dialling, then no call. Unreachable and unknown are
 * lowest, so that they never outrank a known state. Source: call-states.md, "several lines of one person".
 */
export const CALL_RANK: Readonly<Record<CallState, number>> = Object.freeze({
  conference: 8,
  talking: 7,
  held: 6,
  ringing: 5,
  dialling: 4,
  parked: 3,
  idle: 2,
  unreachable: 1,
  unknown: 0,
});

export interface LineLook extends PresencePair {
  readonly tone: Tone;
  readonly labelId: LabelId;
}

/** What a line by itself says of whoever it belongs to. Ringing and dialling leave availability as it is. */
export const LINE_LOOKS: Readonly<Record<CallState, LineLook>> = Object.freeze({
  idle: { availability: 'Available', activity: 'Available', tone: 'available', labelId: 'available' },
  ringing: { availability: 'Available', activity: 'Available', tone: 'ringing', labelId: 'call-ringing' },
  dialling: { availability: 'Available', activity: 'Available', tone: 'ringing', labelId: 'call-dialling' },
  talking: { availability: 'Busy', activity: 'InACall', tone: 'busy', labelId: 'call-talking' },
  held: { availability: 'Busy', activity: 'InACall', tone: 'busy', labelId: 'call-held' },
  conference: { availability: 'Busy', activity: 'InAConferenceCall', tone: 'busy', labelId: 'call-conference' },
  parked: { availability: 'Busy', activity: 'Busy', tone: 'busy', labelId: 'call-parked' },
  unreachable: { availability: 'Offline', activity: 'Offline', tone: 'offline', labelId: 'line-unreachable' },
  unknown: { availability: 'PresenceUnknown', activity: 'PresenceUnknown', tone: 'unknown', labelId: 'unknown' },
});

/** A copy, so that an answer shares nothing with the claim that it came from. */
export function copyCall(call: Call): Call {
  const { state, count, direction, remoteParty, since, groupCall } = call;
  return {
    state,
    count,
    direction,
    remoteParty: remoteParty === null ? null : { address: remoteParty.address, displayName: remoteParty.displayName },
    since,
    groupCall,
  };
}

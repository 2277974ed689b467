import { type Call, type CallState, type Claim, SILENT_CLAIM } from '@lamplight/domain';
import type { LineKnowledge } from './line.ts';

/**
 * What is known of a line as a claim; null while the line has not answered, since nothing is claimed of it then.
 *
 * `since` is when the change was seen, or what the PBX says by a duration. For a state that was there when the line
 * was first seen, and for one after the line was unknown, nobody knows when it began: null.
 * @param previous the claim before, if any
 * @param now wall time in ms
 */
export function toClaim(knowledge: LineKnowledge, previous: Claim | undefined, now: number): Claim | null {
  const before = previous?.call ?? null;
  switch (knowledge.kind) {
    case 'pending':
      return null;
    case 'unknown':
      return withCall(UNKNOWN_CALL, previous, before?.state === 'unknown' ? before.since : now);
    case 'known': {
      const { durationSeconds, ...line } = knowledge.line;
      const since = sinceOf(line.state, durationSeconds, before, now);
      return withCall({ ...line, since, groupCall: false }, previous, since);
    }
  }
}

function sinceOf(state: CallState, durationSeconds: number | null, before: Call | null, now: number): number | null {
  const wasSeenBefore = before !== null && before.state !== 'unknown';
  if (wasSeenBefore && before.state === state && before.since !== null) {
    return before.since;
  }
  if (durationSeconds !== null) {
    return now - durationSeconds * 1_000;
  }
  return wasSeenBefore && before.state !== state ? now : null;
}

const UNKNOWN_CALL: Call = Object.freeze({
  state: 'unknown',
  count: 0,
  direction: 'unknown',
  remoteParty: null,
  since: null,
  groupCall: false,
});

/** What came before a state is kept for as long as the state lasts. */
function withCall(call: Call, previous: Claim | undefined, since: number | null): Claim {
  const before = previous?.call ?? null;
  const hasChanged = before !== null && before.state !== call.state;
  return Object.freeze({
    ...SILENT_CLAIM,
    call: Object.freeze({ ...call, since }),
    howSet: 'user',
    since,
    previous: hasChanged
      ? { availability: null, activity: null, callState: before.state }
      : (previous?.previous ?? null),
  });
}

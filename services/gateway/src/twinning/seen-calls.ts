import { type BoundClaim, type Call, CONSOLE, isLive, MSTEAMS, parsePair } from '@lamplight/domain';
import type { BothSeen, Seen } from './call-intervals.ts';

const CALL_ACTIVITIES: readonly string[] = ['InACall', 'InAConferenceCall'];

const PLACE_KINDS: readonly (string | null)[] = ['shared', 'room', 'park', 'queue'];

/** What the claims on a person's subjects say of calls, for comparing: only what is heard now and surely not our echo. */
export function seenCalls(claims: readonly BoundClaim[]): BothSeen {
  const accounts = claims.filter(({ technology }) => technology === MSTEAMS);
  const lines = claims.filter(
    ({ technology, role, lineKind }) =>
      technology !== MSTEAMS && technology !== CONSOLE && role !== 'shared' && !PLACE_KINDS.includes(lineKind),
  );
  return { pbx: together(lines.map(seenAtLine)), teams: together(accounts.map(seenAtAccount)) };
}

/** Live where any is, idle where all are. */
function together(seen: readonly Seen[]): Seen {
  const live = seen.filter(({ kind }) => kind === 'live').flatMap((one) => (one.kind === 'unseen' ? [] : [one.since]));
  if (live.length > 0) {
    return { kind: 'live', since: live.every((since) => since !== null) ? Math.min(...live) : null };
  }
  if (seen.length === 0 || seen.some(({ kind }) => kind === 'unseen')) {
    return { kind: 'unseen' };
  }
  const idle = seen.flatMap((one) => (one.kind === 'unseen' || one.since === null ? [] : [one.since]));
  return { kind: 'idle', since: idle.length === 0 ? null : Math.max(...idle) };
}

function seenAtLine({ freshness, claim }: BoundClaim): Seen {
  const call: Call | null = claim?.call ?? null;
  if (freshness !== 'fresh' || call === null || call.state === 'unknown') {
    return { kind: 'unseen' };
  }
  return { kind: isLive(call.state) ? 'live' : 'idle', since: call.since ?? claim?.since ?? null };
}

function seenAtAccount({ freshness, claim }: BoundClaim): Seen {
  if (freshness !== 'fresh' || claim === null || claim.masked || claim.flags.includes('inferred-call')) {
    return { kind: 'unseen' };
  }
  const { activity } = parsePair(claim.availability ?? '', claim.activity ?? '');
  if (activity === 'PresenceUnknown') {
    return { kind: 'unseen' };
  }
  return { kind: CALL_ACTIVITIES.includes(activity) ? 'live' : 'idle', since: claim.since };
}

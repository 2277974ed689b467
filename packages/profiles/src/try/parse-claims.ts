import {
  type BoundClaim,
  type Call,
  type Claim,
  CONSOLE,
  MSTEAMS,
  PLAIN_FACTS,
  personId,
  systemId,
} from '@lamplight/domain';
import { deepFreeze, loadConfig } from '@lamplight/runtime';
import { type ClaimDocument, claimsDocument, type PersonDocument } from './claims-document.ts';
import type { TriedClaims, TriedPerson } from './tried.ts';

/**
 * Reads a claims file.
 * @param now wall time in ms, for a file that does not say its own.
 * @throws LamplightError `config_invalid` with every error as `file:line:column: message`.
 */
export function parseClaims(text: string, fileName: string, now: number): TriedClaims {
  const document = loadConfig({ schema: claimsDocument, text, fileName });
  const at = document.now ?? now;
  const people = document.people.map((person) => personOf(person, at));
  deepFreeze(people);
  return { now: at, people };
}

function personOf(person: PersonDocument, now: number): TriedPerson {
  const { id, displayName = id, groups, timeZone, telephony, takesPart, claims } = person;
  return {
    displayName,
    facts: { ...PLAIN_FACTS, id: personId(id), groupIds: [...groups], timeZone, telephony, takesPart },
    claims: claims.map((claim) => boundClaim(claim, id, now)),
  };
}

function boundClaim(document: ClaimDocument, person: string, now: number): BoundClaim {
  const { system, technology, address = person, role, primary, freshness, staleSecondsAgo } = document;
  const isSilent = freshness === 'pending' || freshness === 'withdrawn';
  return {
    systemId: systemId(system),
    technology,
    address,
    lineKind: lineKindOf(document),
    role,
    primary,
    freshness,
    claim: isSilent ? null : claimOf(document, now),
    staleSince: freshness === 'stale' ? now - staleSecondsAgo * 1000 : null,
  };
}

/** Of a system that has lines, a claim that tells a call is of one. */
function lineKindOf({ lineKind, call, technology }: ClaimDocument): BoundClaim['lineKind'] {
  if (lineKind !== undefined) {
    return lineKind;
  }
  return call === null || technology === MSTEAMS || technology === CONSOLE ? null : 'desk';
}

function claimOf(document: ClaimDocument, now: number): Claim {
  const { availability, activity, registered, doNotDisturb, messagesWaiting, forwarding, outOfOffice } = document;
  const { note, workLocation, howSet, masked, flags, sinceSecondsAgo, previous, loggedIn } = document;
  return {
    availability,
    activity,
    call: callOf(document, now),
    registered,
    doNotDisturb,
    messagesWaiting,
    forwarding,
    outOfOffice,
    note,
    workLocation,
    howSet,
    masked,
    since: ago(sinceSecondsAgo, now),
    previous:
      previous === null
        ? null
        : { availability: previous.availability, activity: previous.activity, callState: previous.call },
    flags,
    loggedIn,
  };
}

/** Of a call that is only named by its state, everything else is not known, and it began with the claim. */
function callOf({ call, sinceSecondsAgo }: ClaimDocument, now: number): Call | null {
  if (call === null) {
    return null;
  }
  if (typeof call === 'string') {
    const since = ago(sinceSecondsAgo, now);
    return { state: call, count: countOf(call), direction: 'unknown', remoteParty: null, since, groupCall: false };
  }
  const { state, count = countOf(state), direction, remoteParty, groupCall } = call;
  return { state, count, direction, remoteParty, since: ago(call.sinceSecondsAgo ?? sinceSecondsAgo, now), groupCall };
}

function countOf(state: Call['state']): number {
  return state === 'idle' || state === 'unknown' || state === 'unreachable' ? 0 : 1;
}

function ago(seconds: number | null, now: number): number | null {
  return seconds === null ? null : now - Math.round(seconds * 1000);
}

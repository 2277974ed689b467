/** A claim between domain and wire. Times are ages on the wire, since two machines' clocks are never compared. */
import type { Call, Claim, ClaimItem, Forwarding } from '@lamplight/domain';
import { callDirections, callStates, forwardingKinds, howSets } from './enum-mapping.ts';
import type { Forwarding as WireForwarding } from './gen/presence/v1/presence.ts';
import type {
  Claim as WireClaim,
  ClaimedCall as WireClaimedCall,
  ClaimItem as WireClaimItem,
} from './gen/presence/v1/source.ts';
import { ageOf, offsetTo, wireUint32 } from './numbers.ts';
import { forwardingToWire, remotePartyFromWire, remotePartyToWire } from './presence-mapping.ts';
import { WIRE_LIMITS } from './wire-limits.ts';
import type { WireResult } from './wire-problem.ts';
import { WireReader } from './wire-reader.ts';

export function claimItemToWire(item: ClaimItem, now: number): WireClaimItem {
  return {
    address: item.address,
    change:
      item.claim === null ? { $case: 'withdrawn', value: {} } : { $case: 'claim', value: claimToWire(item.claim, now) },
  };
}

/** Problems: `claim_invalid`, naming the field below `path`. A change that is missing or not known here is one. */
export function claimItemFromWire(wire: WireClaimItem, now: number, path: string): WireResult<ClaimItem> {
  const reader = new WireReader('claim_invalid');
  const address = reader.address(`${path}.address`, wire.address);
  switch (wire.change?.$case) {
    case 'claim':
      return reader.result({ address, claim: claimFromWire(reader, wire.change.value, now, `${path}.claim`) });
    case 'withdrawn':
      return reader.result({ address, claim: null });
    case undefined:
      reader.fail(`${path}.change`, 'neither a claim nor a withdrawal that is known here');
      return reader.result({ address, claim: null });
  }
}

function claimToWire(claim: Claim, now: number): WireClaim {
  return {
    availability: claim.availability ?? undefined,
    activity: claim.activity ?? undefined,
    call: claim.call === null ? undefined : claimedCallToWire(claim.call, now),
    registered: claim.registered ?? undefined,
    doNotDisturb: claim.doNotDisturb ?? undefined,
    messagesWaiting: claim.messagesWaiting === null ? undefined : wireUint32(claim.messagesWaiting),
    forwarding: claim.forwarding === null ? undefined : { items: claim.forwarding.map(forwardingToWire) },
    outOfOffice:
      claim.outOfOffice === null
        ? undefined
        : {
            active: claim.outOfOffice.active,
            message: claim.outOfOffice.message,
            untilInMs: offsetTo(claim.outOfOffice.until, now),
          },
    note: claim.note === null ? undefined : { text: claim.note.text, untilInMs: offsetTo(claim.note.until, now) },
    workLocation: claim.workLocation === null ? undefined : { ...claim.workLocation },
    howSet: howSets.toWire(claim.howSet),
    masked: claim.masked,
    sinceAgeMs: ageOf(claim.since, now),
    previous:
      claim.previous === null
        ? undefined
        : {
            availability: claim.previous.availability ?? undefined,
            activity: claim.previous.activity ?? undefined,
            callState: claim.previous.callState === null ? 0 : callStates.toWire(claim.previous.callState),
          },
    flags: [...claim.flags],
    loggedIn: claim.loggedIn,
  };
}

function claimedCallToWire(call: Call, now: number): WireClaimedCall {
  return {
    state: callStates.toWire(call.state),
    count: wireUint32(call.count),
    direction: callDirections.toWire(call.direction),
    remoteParty: remotePartyToWire(call.remoteParty),
    sinceAgeMs: ageOf(call.since, now),
    groupCall: call.groupCall,
  };
}

function claimFromWire(reader: WireReader, wire: WireClaim, now: number, path: string): Claim {
  return {
    availability: optionalWord(reader, `${path}.availability`, wire.availability),
    activity: optionalWord(reader, `${path}.activity`, wire.activity),
    call: wire.call === undefined ? null : claimedCallFromWire(reader, wire.call, now, `${path}.call`),
    registered: wire.registered ?? null,
    doNotDisturb: wire.doNotDisturb ?? null,
    messagesWaiting:
      wire.messagesWaiting === undefined ? null : reader.number(`${path}.messages_waiting`, wire.messagesWaiting),
    forwarding:
      wire.forwarding === undefined ? null : forwardingFromWire(reader, wire.forwarding.items, `${path}.forwarding`),
    outOfOffice:
      wire.outOfOffice === undefined
        ? null
        : {
            active: wire.outOfOffice.active,
            message: reader.text(`${path}.out_of_office.message`, wire.outOfOffice.message),
            until: reader.timeFrom(`${path}.out_of_office.until_in_ms`, now, wire.outOfOffice.untilInMs),
          },
    note:
      wire.note === undefined
        ? null
        : {
            text: reader.text(`${path}.note.text`, wire.note.text),
            until: reader.timeFrom(`${path}.note.until_in_ms`, now, wire.note.untilInMs),
          },
    workLocation:
      wire.workLocation === undefined
        ? null
        : {
            type: reader.word(`${path}.work_location.type`, wire.workLocation.type),
            place: reader.text(`${path}.work_location.place`, wire.workLocation.place),
            source: reader.word(`${path}.work_location.source`, wire.workLocation.source),
          },
    howSet: howSets.fromWire(wire.howSet) ?? 'unknown',
    masked: wire.masked,
    since: sinceFromWire(reader, `${path}.since_age_ms`, wire.sinceAgeMs, now),
    previous:
      wire.previous === undefined
        ? null
        : {
            availability: optionalWord(reader, `${path}.previous.availability`, wire.previous.availability),
            activity: optionalWord(reader, `${path}.previous.activity`, wire.previous.activity),
            callState: callStates.fromWire(wire.previous.callState) ?? null,
          },
    flags: reader.words(`${path}.flags`, wire.flags),
    loggedIn: reader.text(`${path}.logged_in`, wire.loggedIn, WIRE_LIMITS.address),
  };
}

function claimedCallFromWire(reader: WireReader, wire: WireClaimedCall, now: number, path: string): Call {
  reader.text(`${path}.remote_party.address`, wire.remoteParty?.address ?? '', WIRE_LIMITS.address);
  reader.text(`${path}.remote_party.display_name`, wire.remoteParty?.displayName ?? '', WIRE_LIMITS.address);
  return {
    state: reader.enumValue(`${path}.state`, wire.state, callStates.fromWire(wire.state), 'unknown'),
    count: reader.number(`${path}.count`, wire.count),
    direction: callDirections.fromWire(wire.direction) ?? 'unknown',
    remoteParty: remotePartyFromWire(wire.remoteParty),
    since: sinceFromWire(reader, `${path}.since_age_ms`, wire.sinceAgeMs, now),
    groupCall: wire.groupCall,
  };
}

function sinceFromWire(reader: WireReader, field: string, ageMs: number | undefined, now: number): number | null {
  return ageMs === undefined ? null : reader.timeFrom(field, now, -reader.number(field, ageMs));
}

function forwardingFromWire(reader: WireReader, items: readonly WireForwarding[], path: string): readonly Forwarding[] {
  reader.count(path, items, WIRE_LIMITS.words);
  return items.slice(0, WIRE_LIMITS.words).map((item, index) => ({
    kind: reader.enumValue(`${path}[${index}].kind`, item.kind, forwardingKinds.fromWire(item.kind), 'always'),
    target: reader.text(`${path}[${index}].target`, item.target, WIRE_LIMITS.address),
  }));
}

function optionalWord(reader: WireReader, field: string, value: string | undefined): string | null {
  return value === undefined ? null : reader.word(field, value);
}

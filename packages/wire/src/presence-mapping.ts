/**
 * What the gateway concludes of a person, between domain and wire. Reading is total, as the contract promises readers:
 * an unknown enum value is read as the zero value (the most careful word there is), a missing field as not said, and an
 * entry that cannot be placed (a line, view or hint without a readable system id) is left out.
 */
import {
  type Call,
  type Forwarding,
  isId,
  type Line,
  type Note,
  type OutOfOffice,
  type Presence,
  personId,
  type Reach,
  type RemoteParty,
  systemId,
  type View,
  type WorkLocation,
} from '@lamplight/domain';
import {
  bindingRoles,
  callDirections,
  callStates,
  forwardingKinds,
  freshnesses,
  howSets,
  lineKinds,
  reachHints,
  telephonyModes,
  tones,
} from './enum-mapping.ts';
import type {
  Call as WireCall,
  Forwarding as WireForwarding,
  Line as WireLine,
  Note as WireNote,
  OutOfOffice as WireOutOfOffice,
  Presence as WirePresence,
  Reach as WireReach,
  RemoteParty as WireRemoteParty,
  View as WireView,
  WorkLocation as WireWorkLocation,
} from './gen/presence/v1/presence.ts';
import { timeFromWire, timeToWire, wireUint32 } from './numbers.ts';

const UNKNOWN_CALL: Call = Object.freeze({
  state: 'unknown',
  count: 0,
  direction: 'unknown',
  remoteParty: null,
  since: null,
  groupCall: false,
});

export function presenceToWire(presence: Presence): WirePresence {
  return {
    availability: presence.availability,
    activity: presence.activity,
    tone: tones.toWire(presence.tone),
    labelId: presence.labelId,
    sinceUnixMs: timeToWire(presence.since),
    freshness: freshnesses.toWire(presence.freshness),
    staleSinceUnixMs: timeToWire(presence.staleSince),
    winningTechnology: presence.winningTechnology,
    winningSystemId: presence.winningSystemId ?? '',
    call: presence.call === null ? undefined : callToWire(presence.call),
    lines: presence.lines.map(lineToWire),
    views: presence.views.map(viewToWire),
    doNotDisturb: presence.doNotDisturb,
    forwarding: presence.forwarding.map(forwardingToWire),
    messagesWaiting: wireUint32(presence.messagesWaiting),
    outOfOffice: presence.outOfOffice === null ? undefined : outOfOfficeToWire(presence.outOfOffice),
    note: presence.note === null ? undefined : noteToWire(presence.note),
    operatorNote: presence.operatorNote === null ? undefined : noteToWire(presence.operatorNote),
    workLocation: presence.workLocation === null ? undefined : { ...presence.workLocation },
    untilUnixMs: timeToWire(presence.until),
    nextFreeUnixMs: timeToWire(presence.nextFree),
    absentUntilUnixMs: timeToWire(presence.absentUntil),
    substitutePersonId: presence.substitute ?? '',
    managedBySystemId: presence.managedBy ?? '',
    lockedFields: [...presence.lockedFields],
    noticeId: presence.noticeId,
    reach: presence.reach.map(reachToWire),
    telephony: telephonyModes.toWire(presence.telephony),
    flags: [...presence.flags],
    hiddenFields: [...presence.hiddenFields],
  };
}

export function presenceFromWire(wire: WirePresence): Presence {
  return {
    availability: wire.availability,
    activity: wire.activity,
    tone: tones.fromWire(wire.tone) ?? 'unknown',
    labelId: wire.labelId,
    since: timeFromWire(wire.sinceUnixMs),
    freshness: freshnesses.fromWire(wire.freshness) ?? 'pending',
    staleSince: timeFromWire(wire.staleSinceUnixMs),
    winningTechnology: wire.winningTechnology,
    winningSystemId: isId(wire.winningSystemId) ? systemId(wire.winningSystemId) : null,
    call: wire.call === undefined ? null : callFromWire(wire.call),
    lines: wire.lines.flatMap(lineFromWire),
    views: wire.views.flatMap(viewFromWire),
    doNotDisturb: wire.doNotDisturb,
    forwarding: wire.forwarding.flatMap(forwardingFromWire),
    messagesWaiting: wire.messagesWaiting,
    outOfOffice: wire.outOfOffice === undefined ? null : outOfOfficeFromWire(wire.outOfOffice),
    note: wire.note === undefined ? null : noteFromWire(wire.note),
    operatorNote: wire.operatorNote === undefined ? null : noteFromWire(wire.operatorNote),
    workLocation: wire.workLocation === undefined ? null : workLocationFromWire(wire.workLocation),
    until: timeFromWire(wire.untilUnixMs),
    nextFree: timeFromWire(wire.nextFreeUnixMs),
    absentUntil: timeFromWire(wire.absentUntilUnixMs),
    substitute: isId(wire.substitutePersonId) ? personId(wire.substitutePersonId) : null,
    managedBy: isId(wire.managedBySystemId) ? systemId(wire.managedBySystemId) : null,
    lockedFields: wire.lockedFields,
    noticeId: wire.noticeId,
    reach: wire.reach.flatMap(reachFromWire),
    telephony: telephonyModes.fromWire(wire.telephony) ?? 'pbx',
    flags: wire.flags,
    hiddenFields: wire.hiddenFields,
  };
}

export function callToWire(call: Call): WireCall {
  return {
    state: callStates.toWire(call.state),
    count: wireUint32(call.count),
    direction: callDirections.toWire(call.direction),
    remoteParty: remotePartyToWire(call.remoteParty),
    sinceUnixMs: timeToWire(call.since),
    groupCall: call.groupCall,
  };
}

export function callFromWire(wire: WireCall): Call {
  return {
    state: callStates.fromWire(wire.state) ?? 'unknown',
    count: wire.count,
    direction: callDirections.fromWire(wire.direction) ?? 'unknown',
    remoteParty: remotePartyFromWire(wire.remoteParty),
    since: timeFromWire(wire.sinceUnixMs),
    groupCall: wire.groupCall,
  };
}

export function remotePartyToWire(party: RemoteParty | null): WireRemoteParty | undefined {
  return party === null ? undefined : { address: party.address, displayName: party.displayName };
}

export function remotePartyFromWire(wire: WireRemoteParty | undefined): RemoteParty | null {
  return wire === undefined ? null : { address: wire.address, displayName: wire.displayName };
}

export function forwardingToWire(forwarding: Forwarding): WireForwarding {
  return { kind: forwardingKinds.toWire(forwarding.kind), target: forwarding.target };
}

export function noteToWire(note: Note): WireNote {
  return { text: note.text, untilUnixMs: timeToWire(note.until) };
}

export function noteFromWire(wire: WireNote): Note {
  return { text: wire.text, until: timeFromWire(wire.untilUnixMs) };
}

function lineToWire(line: Line): WireLine {
  return {
    systemId: line.systemId,
    address: line.address,
    kind: lineKinds.toWire(line.kind),
    role: bindingRoles.toWire(line.role),
    call: callToWire(line.call),
    freshness: freshnesses.toWire(line.freshness),
    staleSinceUnixMs: timeToWire(line.staleSince),
    registered: line.registered ?? undefined,
    doNotDisturb: line.doNotDisturb ?? undefined,
    messagesWaiting: line.messagesWaiting === null ? undefined : wireUint32(line.messagesWaiting),
    forwarding: line.forwarding.map(forwardingToWire),
    primary: line.primary,
    flags: [...line.flags],
  };
}

function lineFromWire(wire: WireLine): Line[] {
  if (!isId(wire.systemId)) {
    return [];
  }
  return [
    {
      systemId: systemId(wire.systemId),
      address: wire.address,
      kind: lineKinds.fromWire(wire.kind) ?? 'desk',
      role: bindingRoles.fromWire(wire.role) ?? 'shared',
      primary: wire.primary,
      call: wire.call === undefined ? UNKNOWN_CALL : callFromWire(wire.call),
      freshness: freshnesses.fromWire(wire.freshness) ?? 'pending',
      staleSince: timeFromWire(wire.staleSinceUnixMs),
      registered: wire.registered ?? null,
      doNotDisturb: wire.doNotDisturb ?? null,
      messagesWaiting: wire.messagesWaiting ?? null,
      forwarding: wire.forwarding.flatMap(forwardingFromWire),
      flags: wire.flags,
    },
  ];
}

function viewToWire(view: View): WireView {
  return {
    systemId: view.systemId,
    technology: view.technology,
    availability: view.availability,
    activity: view.activity,
    tone: tones.toWire(view.tone),
    labelId: view.labelId,
    freshness: freshnesses.toWire(view.freshness),
    sinceUnixMs: timeToWire(view.since),
    staleSinceUnixMs: timeToWire(view.staleSince),
    howSet: howSets.toWire(view.howSet),
    masked: view.masked,
  };
}

function viewFromWire(wire: WireView): View[] {
  if (!isId(wire.systemId)) {
    return [];
  }
  return [
    {
      systemId: systemId(wire.systemId),
      technology: wire.technology,
      availability: wire.availability,
      activity: wire.activity,
      tone: tones.fromWire(wire.tone) ?? 'unknown',
      labelId: wire.labelId,
      freshness: freshnesses.fromWire(wire.freshness) ?? 'pending',
      since: timeFromWire(wire.sinceUnixMs),
      staleSince: timeFromWire(wire.staleSinceUnixMs),
      howSet: howSets.fromWire(wire.howSet) ?? 'unknown',
      masked: wire.masked,
    },
  ];
}

function reachToWire(reach: Reach): WireReach {
  return { systemId: reach.systemId, hint: reachHints.toWire(reach.hint), reasonId: reach.reasonId };
}

function reachFromWire(wire: WireReach): Reach[] {
  const hint = reachHints.fromWire(wire.hint);
  return hint === undefined || !isId(wire.systemId)
    ? []
    : [{ systemId: systemId(wire.systemId), hint, reasonId: wire.reasonId }];
}

function forwardingFromWire(wire: WireForwarding): Forwarding[] {
  const kind = forwardingKinds.fromWire(wire.kind);
  return kind === undefined ? [] : [{ kind, target: wire.target }];
}

function outOfOfficeToWire(outOfOffice: OutOfOffice): WireOutOfOffice {
  return { active: outOfOffice.active, message: outOfOffice.message, untilUnixMs: timeToWire(outOfOffice.until) };
}

function outOfOfficeFromWire(wire: WireOutOfOffice): OutOfOffice {
  return { active: wire.active, message: wire.message, until: timeFromWire(wire.untilUnixMs) };
}

function workLocationFromWire(wire: WireWorkLocation): WorkLocation {
  return { type: wire.type, place: wire.place, source: wire.source };
}

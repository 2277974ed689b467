/**
 * A presence as a watcher may see it. Every field of every message is written out below, so that a new one does not
 * compile until somebody has decided who may see it. The table, in words, is in the README, "Privacy".
 *
 * What is hidden stands as if it were not said, and `hiddenFields` names what that is. Two fields may tell the same
 * thing, so that some need both: a hint for a transfer says whether the line is on a call and whether the person wants to
 * be disturbed. With `line` hidden, a lamp follows from what is still visible, by the lamps of the default profile:
 * `in-a-call` belongs to availability, `call-held` and ringing to the line, and from the tone and label that a profile of
 * somebody's own has lit nobody could tell which it was. What a profile says of who manages a presence may depend on calls
 * as well, so it needs both fields. Every point in time belongs to `since`, on top of its own field.
 */
import {
  CALL_ACTIVITIES,
  type Call,
  type Forwarding,
  type Line,
  type Note,
  type OutOfOffice,
  PENDING_PRESENCE,
  type Presence,
  type SystemId,
  type Tone,
  type View,
} from '@lamplight/domain';
import { labelOfPair, lamplightProfile, toneOfPair } from '@lamplight/resolver';
import { type Mask, OPEN_MASK } from './mask.ts';
import type { Parties } from './parties.ts';

const DO_NOT_DISTURB = Object.freeze({ availability: 'DoNotDisturb', activity: 'DoNotDisturb' });
const NO_FLAGS: readonly string[] = Object.freeze([]);

/** Facts about a person's setup; every other flag may tell a state of theirs or of a line. */
const HARMLESS_FLAGS: ReadonlySet<string> = new Set(['paused', 'no-teams']);

/** The presence itself where nothing of it is hidden or shortened. */
export function masked(presence: Presence, mask: Mask, parties: Parties): Presence {
  const named = namesOthers(presence) ? withoutOutsiders(presence, parties) : presence;
  return mask === OPEN_MASK ? named : hidden(named, mask);
}

/** Whether it says anything of others, of whom the directory decides how much is shown. */
export function namesOthers({ call, lines, forwarding }: Presence): boolean {
  return (
    (call !== null && call.remoteParty !== null) ||
    forwarding.length > 0 ||
    lines.some((line) => line.call.remoteParty !== null || line.forwarding.length > 0)
  );
}

function withoutOutsiders(presence: Presence, parties: Parties): Presence {
  const systemIds = [...new Set(presence.lines.map((line) => line.systemId))];
  const call = presence.call === null ? null : callWithoutOutsider(presence.call, systemIds, parties);
  const lines = presence.lines.map((line) => lineWithoutOutsiders(line, parties));
  const forwarding = presence.forwarding.map((one) => parties.forwarding(one, systemIds));
  const same = call === presence.call && sameItems(lines, presence.lines) && sameItems(forwarding, presence.forwarding);
  return same ? presence : { ...presence, call, lines, forwarding };
}

function lineWithoutOutsiders(line: Line, parties: Parties): Line {
  const systemIds = [line.systemId];
  const call = callWithoutOutsider(line.call, systemIds, parties);
  const forwarding = line.forwarding.map((one) => parties.forwarding(one, systemIds));
  return call === line.call && sameItems(forwarding, line.forwarding) ? line : { ...line, call, forwarding };
}

function callWithoutOutsider(call: Call, systemIds: readonly SystemId[], parties: Parties): Call {
  if (call.remoteParty === null) {
    return call;
  }
  const remoteParty = parties.party(call.remoteParty, systemIds);
  return remoteParty === call.remoteParty ? call : { ...call, remoteParty };
}

function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.every((item, index) => item === b[index]);
}

function hidden(presence: Presence, mask: Mask): Presence {
  const { shows } = mask;
  const state = shows.availability;
  const both = state && shows.line;
  const lineSystems = new Set(presence.lines.map((line) => line.systemId));
  const isVisibleSystem = (systemId: SystemId | null): boolean =>
    state && (shows.line || systemId === null || !lineSystems.has(systemId));
  const won = isVisibleSystem(presence.winningSystemId);
  return {
    availability: state ? presence.availability : PENDING_PRESENCE.availability,
    activity: state ? presence.activity : PENDING_PRESENCE.activity,
    ...lampOf(presence, mask),
    // A state that a line decided began when its call did.
    since: won ? timeOf(presence.since, mask) : null,
    freshness: presence.freshness,
    staleSince: timeOf(presence.staleSince, mask),
    winningTechnology: won ? presence.winningTechnology : '',
    winningSystemId: won ? presence.winningSystemId : null,
    call: shows.line && presence.call !== null ? callOf(presence.call, mask) : null,
    lines: shows.line ? presence.lines.map((line) => lineOf(line, mask)) : [],
    views: presence.views.filter((view) => isVisibleSystem(view.systemId)).map((view) => viewOf(view, mask)),
    doNotDisturb: state && presence.doNotDisturb,
    forwarding: shows.line ? presence.forwarding.map((one) => forwardingOf(one, mask)) : [],
    messagesWaiting: shows.line ? presence.messagesWaiting : 0,
    outOfOffice: state && presence.outOfOffice !== null ? outOfOfficeOf(presence.outOfOffice, mask) : null,
    note: noteOf(presence.note, mask),
    operatorNote: noteOf(presence.operatorNote, mask),
    workLocation: shows.location ? presence.workLocation : null,
    until: state ? timeOf(presence.until, mask) : null,
    nextFree: state ? timeOf(presence.nextFree, mask) : null,
    absentUntil: state ? timeOf(presence.absentUntil, mask) : null,
    substitute: state ? presence.substitute : null,
    managedBy: both ? presence.managedBy : null,
    noticeId: both ? presence.noticeId : '',
    lockedFields: both ? presence.lockedFields : [],
    reach: both ? presence.reach : [],
    telephony: presence.telephony,
    flags: flagsOf(presence.flags, mask),
    hiddenFields: mask.hidden,
  };
}

function lampOf(shown: Lit, mask: Mask): Lamp {
  if (!mask.shows.availability) {
    return { tone: 'unknown', labelId: 'unknown' };
  }
  return mask.shows.line ? { tone: shown.tone, labelId: shown.labelId } : lampWithoutLine(shown);
}

/** What the visible fields make of a lamp; how it is really lit is not looked at. */
function lampWithoutLine({ availability, activity, doNotDisturb, freshness, flags }: Lit): Lamp {
  if (flags.includes('paused')) {
    return { tone: 'unknown', labelId: 'paused' };
  }
  if (availability === PENDING_PRESENCE.availability && freshness === 'pending') {
    return { tone: 'unknown', labelId: 'pending' };
  }
  const { lamps } = lamplightProfile;
  // A call goes before do-not-disturb.
  const pair = doNotDisturb && !CALL_ACTIVITIES.includes(activity) ? DO_NOT_DISTURB : { availability, activity };
  return { tone: toneOfPair(pair, lamps), labelId: labelOfPair(pair, lamps) };
}

/** What has a lamp: a presence or a view. */
type Lit = Lamp & Pick<Presence, 'availability' | 'activity' | 'doNotDisturb' | 'freshness' | 'flags'>;

interface Lamp {
  readonly tone: Tone;
  readonly labelId: string;
}

function callOf(call: Call, mask: Mask): Call {
  return {
    state: call.state,
    count: call.count,
    direction: call.direction,
    remoteParty: mask.shows.remoteParty ? call.remoteParty : null,
    since: timeOf(call.since, mask),
    groupCall: call.groupCall,
  };
}

function lineOf(line: Line, mask: Mask): Line {
  return {
    systemId: line.systemId,
    address: line.address,
    kind: line.kind,
    role: line.role,
    primary: line.primary,
    call: callOf(line.call, mask),
    freshness: line.freshness,
    staleSince: timeOf(line.staleSince, mask),
    registered: line.registered,
    doNotDisturb: mask.shows.availability ? line.doNotDisturb : null,
    messagesWaiting: line.messagesWaiting,
    forwarding: line.forwarding.map((one) => forwardingOf(one, mask)),
    flags: flagsOf(line.flags, mask),
  };
}

function viewOf(view: View, mask: Mask): View {
  return {
    systemId: view.systemId,
    technology: view.technology,
    availability: view.availability,
    activity: view.activity,
    ...lampOf({ ...view, doNotDisturb: false, flags: NO_FLAGS }, mask),
    freshness: view.freshness,
    since: timeOf(view.since, mask),
    staleSince: timeOf(view.staleSince, mask),
    howSet: view.howSet,
    masked: view.masked,
  };
}

function forwardingOf({ kind, target }: Forwarding, { shows }: Mask): Forwarding {
  return { kind, target: shows.remoteParty ? target : '' };
}

function outOfOfficeOf({ active, message, until }: OutOfOffice, mask: Mask): OutOfOffice {
  return { active, message: mask.shows.note ? message : '', until: timeOf(until, mask) };
}

function noteOf(note: Note | null, mask: Mask): Note | null {
  return note === null || !mask.shows.note ? null : { text: note.text, until: timeOf(note.until, mask) };
}

function flagsOf(flags: readonly string[], { shows }: Mask): readonly string[] {
  return shows.availability && shows.line ? flags : flags.filter((flag) => HARMLESS_FLAGS.has(flag));
}

function timeOf(time: number | null, { shows }: Mask): number | null {
  return shows.since ? time : null;
}

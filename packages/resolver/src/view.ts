/** What one system shows of the person: availability, activity, tone and label of a subject, and the view per system. */
import {
  type Call,
  type Claim,
  type Freshness,
  isLive,
  type ParsedPair,
  parsePair,
  type Technology,
  type Tone,
  type View,
} from '@lamplight/domain';
import { LINE_LOOKS } from './line-state.ts';
import type { Profile } from './profile.ts';
import { isStronger } from './strength.ts';
import type { SubjectState } from './subject-state.ts';
import { lampOfLine, lampOfPair } from './technology-lamp.ts';
import { lookUp } from './tone.ts';

/** A pair with its lamp. */
export interface SubjectLook extends ParsedPair {
  readonly tone: Tone;
  readonly labelId: string;
  /** Wall time in ms; null: not known. */
  readonly since: number | null;
  /** False where the system itself does not know: such a look never outranks another. */
  readonly known: boolean;
  /** The system says so in words, rather than by the state of a phone. */
  readonly inWords: boolean;
  /** The line cannot be reached: known, but below every other known look. */
  readonly unreachable: boolean;
}

const PENDING_LOOK: SubjectLook = Object.freeze({
  availability: 'PresenceUnknown',
  activity: 'PresenceUnknown',
  outOfOffice: false,
  tone: 'unknown',
  labelId: 'pending',
  since: null,
  known: false,
  inWords: false,
  unreachable: false,
});

const DO_NOT_DISTURB = Object.freeze({ availability: 'DoNotDisturb', activity: 'DoNotDisturb' });

const IMPLIED_AVAILABILITY: Readonly<Record<string, string>> = Object.freeze({
  Available: 'Available',
  AvailableInactive: 'Available',
  Away: 'Away',
  BeRightBack: 'BeRightBack',
  Busy: 'Busy',
  DoNotDisturb: 'DoNotDisturb',
  Focusing: 'DoNotDisturb',
  InACall: 'Busy',
  InAConferenceCall: 'Busy',
  InAMeeting: 'Busy',
  Inactive: 'Away',
  Offline: 'Offline',
  OffWork: 'Offline',
  Presenting: 'DoNotDisturb',
  UrgentInterruptionsOnly: 'DoNotDisturb',
});

const IMPLIED_ACTIVITY: Readonly<Record<string, string>> = Object.freeze({
  Available: 'Available',
  AvailableIdle: 'Available',
  Away: 'Away',
  BeRightBack: 'BeRightBack',
  Busy: 'Busy',
  BusyIdle: 'Busy',
  DoNotDisturb: 'DoNotDisturb',
  Offline: 'Offline',
});

/** A pair with its other half filled in where the system says only one. */
export function completePair(availability: string | null, activity: string | null): ParsedPair {
  const pair = parsePair(availability ?? '', activity ?? '');
  if (pair.availability === 'PresenceUnknown' && pair.activity !== 'PresenceUnknown') {
    return { ...pair, availability: lookUp(IMPLIED_AVAILABILITY, pair.activity) ?? pair.availability };
  }
  if (pair.activity === 'PresenceUnknown' && pair.availability !== 'PresenceUnknown') {
    return { ...pair, activity: lookUp(IMPLIED_ACTIVITY, pair.availability) ?? pair.availability };
  }
  return pair;
}

/** The look of a pair that a technology reports. */
export function lookOfPair(
  pair: ParsedPair,
  since: number | null,
  technology: Technology,
  profile: Profile,
): SubjectLook {
  const lamp = lampOfPair(pair, technology, profile);
  return {
    availability: pair.availability,
    activity: pair.activity,
    outOfOffice: pair.outOfOffice,
    tone: lamp.tone,
    labelId: lamp.labelId,
    since,
    known: pair.availability !== 'PresenceUnknown' || pair.activity !== 'PresenceUnknown',
    inWords: true,
    unreachable: false,
  };
}

/**
 * What the claim of one subject shows. A live call comes first, then what the system says in words, then the phone's
 * do-not-disturb, then the line's state. Null where the claim has neither words nor a call.
 */
export function lookOf(
  claim: Claim | null,
  freshness: Freshness,
  call: Call | null,
  technology: Technology,
  profile: Profile,
): SubjectLook | null {
  if (freshness === 'pending') {
    return PENDING_LOOK;
  }
  if (claim === null) {
    return null;
  }
  const live = call !== null && isLive(call.state);
  if (!live && (claim.availability !== null || claim.activity !== null)) {
    const look = lookOfPair(completePair(claim.availability, claim.activity), claim.since, technology, profile);
    if (look.known || call === null) {
      return look;
    }
  }
  if (!live && claim.doNotDisturb === true) {
    return lookOfPhone(call, claim.since, technology, profile);
  }
  return call === null || claim.call === null ? null : lookOfLine(call, claim.since, technology, profile);
}

/** A phone on do-not-disturb; one that rings nevertheless shows that. */
function lookOfPhone(call: Call | null, since: number | null, technology: Technology, profile: Profile): SubjectLook {
  const pair = { ...DO_NOT_DISTURB, outOfOffice: false };
  const look = { ...lookOfPair(pair, since, technology, profile), inWords: false };
  if (call === null || (call.state !== 'ringing' && call.state !== 'dialling')) {
    return look;
  }
  return { ...look, tone: LINE_LOOKS[call.state].tone, labelId: LINE_LOOKS[call.state].labelId };
}

function lookOfLine(call: Call, since: number | null, technology: Technology, profile: Profile): SubjectLook {
  const look = LINE_LOOKS[call.state];
  const lamp = lampOfLine(call, technology, profile);
  return {
    availability: look.availability,
    activity: look.activity,
    outOfOffice: false,
    tone: lamp.tone,
    labelId: lamp.labelId,
    since: call.since ?? since,
    known: call.state !== 'unknown',
    inWords: false,
    unreachable: call.state === 'unreachable',
  };
}

/** One view per system, by system id, of the subject whose look is strongest there; shared lines are nobody's view. */
export function viewsOf(subjects: readonly SubjectState[]): readonly View[] {
  const views: View[] = [];
  let best: SubjectState | null = null;
  for (const subject of subjects) {
    if (subject.standing === 'shared' || subject.look === null || subject.leftOut.includes('view')) {
      continue;
    }
    if (best !== null && best.bound.systemId !== subject.bound.systemId) {
      views.push(viewOf(best, best.look ?? PENDING_LOOK));
      best = null;
    }
    if (best === null || isStronger(subject, best)) {
      best = subject;
    }
  }
  if (best !== null) {
    views.push(viewOf(best, best.look ?? PENDING_LOOK));
  }
  return views;
}

function viewOf(subject: SubjectState, look: SubjectLook): View {
  return {
    systemId: subject.bound.systemId,
    technology: subject.bound.technology,
    availability: look.availability,
    activity: look.activity,
    tone: look.tone,
    labelId: look.labelId,
    freshness: subject.freshness,
    since: look.since,
    staleSince: subject.staleSince,
    howSet: subject.claim?.howSet ?? 'unknown',
    masked: subject.claim?.masked ?? false,
  };
}

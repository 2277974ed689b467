/**
 * A session: one origin of a person's presence. Every Teams client is one and every application is one (Graph, "Manage
 * presence state"). What a session shows depends on time alone once it is set, so nothing here keeps a timer.
 *
 * All instants of the engine are monotonic milliseconds of the simulator's clock.
 */
import type { Switches } from '../switches/switches.ts';
import { AVAILABLE, AVAILABLE_INACTIVE, AWAY, type PresencePair } from './presence-pair.ts';

/** Where a Teams client runs. */
export const CLIENT_KINDS = ['desktop', 'web', 'mobile'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** What a Teams client is doing. Several may hold at once; {@link shownBySession} says which is shown. */
export interface ClientSituation {
  /** A call between people: the client's own, not the PBX's. */
  readonly inCall: boolean;
  /** A joined online meeting. */
  readonly inMeeting: boolean;
  readonly presenting: boolean;
  /** Since when the screen is locked. */
  readonly lockedAt?: number | undefined;
  /** Since when nobody has touched the client. */
  readonly idleAt?: number | undefined;
}

export const QUIET_SITUATION: ClientSituation = { inCall: false, inMeeting: false, presenting: false };

export interface ClientSession {
  readonly kind: 'client';
  /** Unique among the person's clients, such as `desktop`. */
  readonly id: string;
  readonly clientKind: ClientKind;
  readonly situation: ClientSituation;
  readonly changedAt: number;
}

export interface ApplicationSession {
  readonly kind: 'application';
  /** `sessionId` of setPresence: the application's client id. */
  readonly id: string;
  readonly pair: PresencePair;
  /** When setPresence was last called for it: the fading of Available starts anew. */
  readonly setAt: number;
  readonly expiresAt: number;
}

export type Session = ClientSession | ApplicationSession;

/** An Available session of an application shows this long as Available. Source: Graph, "Manage presence state". */
export const AVAILABLE_FADES_AFTER_MS = 300_000;
/** It then shows this long as AvailableInactive, and Away after that. Source: as above. */
export const INACTIVE_FADES_AFTER_MS = 300_000;

/** What a session shows at `now`; undefined once it has expired. */
export function shownBySession(session: Session, now: number, switches: Switches): PresencePair | undefined {
  return session.kind === 'client'
    ? shownByClient(session.situation, now, switches)
    : shownByApplication(session, now, switches);
}

function shownByApplication(session: ApplicationSession, now: number, switches: Switches): PresencePair | undefined {
  if (now >= session.expiresAt) {
    return undefined;
  }
  if (session.pair.availability !== 'Available') {
    return session.pair;
  }
  const age = now - session.setAt;
  if (age < AVAILABLE_FADES_AFTER_MS) {
    return AVAILABLE;
  }
  if (age < AVAILABLE_FADES_AFTER_MS + INACTIVE_FADES_AFTER_MS) {
    return switches.fadeActivity === 'AvailableInactive' ? AVAILABLE_INACTIVE : AVAILABLE;
  }
  return AWAY;
}

function shownByClient(situation: ClientSituation, now: number, switches: Switches): PresencePair {
  if (situation.presenting) {
    return { availability: 'DoNotDisturb', activity: 'Presenting' };
  }
  if (situation.inMeeting) {
    return { availability: 'Busy', activity: switches.joinedMeetingShows };
  }
  if (situation.inCall) {
    return { availability: 'Busy', activity: 'InACall' };
  }
  const awayAt = awayInstant(situation, switches);
  return awayAt !== undefined && now >= awayAt ? AWAY : AVAILABLE;
}

/** When a quiet client turns to Away; undefined while somebody uses it. */
function awayInstant(situation: ClientSituation, switches: Switches): number | undefined {
  const instants = [
    ...(situation.lockedAt === undefined ? [] : [situation.lockedAt + switches.lockedAwayAfterMs]),
    ...(situation.idleAt === undefined ? [] : [situation.idleAt + switches.idleAwayAfterMs]),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** The instants at which what a session shows may change by itself. */
export function turningPoints(session: Session, switches: Switches): readonly number[] {
  if (session.kind === 'client') {
    const awayAt = awayInstant(session.situation, switches);
    return awayAt === undefined ? [] : [awayAt];
  }
  const inactiveAt = session.setAt + AVAILABLE_FADES_AFTER_MS;
  const fading = session.pair.availability === 'Available' ? [inactiveAt, inactiveAt + INACTIVE_FADES_AFTER_MS] : [];
  return [...fading, session.expiresAt];
}

import type { Switches } from '../switches/switches.ts';
import { aggregate } from './aggregate.ts';
import { type PresencePair, samePair } from './presence-pair.ts';
import { type Session, shownBySession, turningPoints } from './session.ts';

/** `userWorkLocation` of Graph. */
export interface WorkLocation {
  readonly workLocationType: 'unspecified' | 'office' | 'remote' | 'timeOff';
  readonly source: 'none' | 'manual' | 'scheduled' | 'automatic';
  readonly placeId: string | null;
}

export interface OutOfOffice {
  readonly isOutOfOffice: boolean;
  readonly message: string | null;
}

export interface StatusMessage {
  readonly content: string;
  /** `publishedDateTime`: wall time in milliseconds. */
  readonly publishedOn: number;
  /** Without it the message never expires (Graph page presence-setstatusmessage). */
  readonly expiry?: StatusMessageExpiry | undefined;
}

/** One instant on both clocks, in milliseconds: it ends by the monotonic one and is told by the wall clock. */
export interface StatusMessageExpiry {
  readonly monotonic: number;
  readonly wall: number;
}

/** Everything that one person's presence is made of. Immutable: a command gives the next one. */
export interface PersonState {
  /** By {@link sessionKey}. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** The person's own choice, made in a client or by setUserPreferredPresence: Graph does not tell them apart. */
  readonly preferred?: { readonly pair: PresencePair; readonly expiresAt: number } | undefined;
  readonly inAppointment: boolean;
  readonly outOfOffice: OutOfOffice;
  readonly statusMessage?: StatusMessage | undefined;
  readonly workLocation?: WorkLocation | undefined;
  /** Shown whatever else holds: for values that the rules never give. */
  readonly shownInstead?: PresencePair | undefined;
}

export const NEW_PERSON: PersonState = Object.freeze({
  sessions: new Map(),
  inAppointment: false,
  outOfOffice: Object.freeze({ isOutOfOffice: false, message: null }),
});

/** What others see of a person, before its version stamp. */
export interface VisibleState {
  readonly pair: PresencePair;
  readonly outOfOffice: OutOfOffice;
  readonly statusMessage: StatusMessage | undefined;
  readonly workLocation: WorkLocation | undefined;
}

/** Session ids are read without regard to case, as object ids are. */
export function sessionKey(kind: Session['kind'], id: string): string {
  return `${kind}:${id.toLowerCase()}`;
}

/** What a person shows at `now`. */
export function visibleState(state: PersonState, now: number, switches: Switches): VisibleState {
  return {
    pair: state.shownInstead ?? aggregated(state, now, switches),
    outOfOffice: state.outOfOffice,
    statusMessage: isOver(state.statusMessage?.expiry?.monotonic, now) ? undefined : state.statusMessage,
    workLocation: state.workLocation,
  };
}

function aggregated(state: PersonState, now: number, switches: Switches): PresencePair {
  const sessions = [...state.sessions.values()].flatMap((session) => {
    const pair = shownBySession(session, now, switches);
    const changedAt = session.kind === 'client' ? session.changedAt : session.setAt;
    return pair === undefined ? [] : [{ pair, changedAt }];
  });
  return aggregate(
    {
      sessions,
      preferred: isOver(state.preferred?.expiresAt, now) ? undefined : state.preferred?.pair,
      inAppointment: state.inAppointment,
      isOutOfOffice: state.outOfOffice.isOutOfOffice,
    },
    switches,
  );
}

/** The first instant after `after` at which what the person shows may change by itself; undefined if there is none. */
export function nextTurningPoint(state: PersonState, after: number, switches: Switches): number | undefined {
  let next: number | undefined;
  const consider = (instant: number | undefined): void => {
    if (instant !== undefined && instant > after && (next === undefined || instant < next)) {
      next = instant;
    }
  };
  for (const session of state.sessions.values()) {
    turningPoints(session, switches).forEach(consider);
  }
  consider(state.preferred?.expiresAt);
  consider(state.statusMessage?.expiry?.monotonic);
  return next;
}

/** Drops what has expired, so that nothing grows. */
export function withoutExpired(state: PersonState, now: number, switches: Switches): PersonState {
  const kept = [...state.sessions].filter(
    ([, session]) => switches.expiredSession === 'kept' || shownBySession(session, now, switches) !== undefined,
  );
  return {
    ...state,
    sessions: kept.length === state.sessions.size ? state.sessions : new Map(kept),
    preferred: isOver(state.preferred?.expiresAt, now) ? undefined : state.preferred,
    statusMessage: isOver(state.statusMessage?.expiry?.monotonic, now) ? undefined : state.statusMessage,
  };
}

export function sameVisibleState(left: VisibleState, right: VisibleState): boolean {
  return (
    samePair(left.pair, right.pair) &&
    left.statusMessage?.content === right.statusMessage?.content &&
    left.statusMessage?.publishedOn === right.statusMessage?.publishedOn &&
    left.statusMessage?.expiry?.wall === right.statusMessage?.expiry?.wall &&
    left.outOfOffice.isOutOfOffice === right.outOfOffice.isOutOfOffice &&
    left.outOfOffice.message === right.outOfOffice.message &&
    left.workLocation?.workLocationType === right.workLocation?.workLocationType &&
    left.workLocation?.source === right.workLocation?.source &&
    left.workLocation?.placeId === right.workLocation?.placeId
  );
}

function isOver(expiresAt: number | undefined, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt;
}

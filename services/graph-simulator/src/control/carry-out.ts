import { type Clock, LamplightError } from '@lamplight/runtime';
import { sessionKey } from '../engine/person-state.ts';
import type { PresenceCommand } from '../engine/presence-command.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import { findPair, PREFERRED_PAIRS, SESSION_PAIRS } from '../engine/presence-pair.ts';
import { CLIENT_KINDS, type ClientSituation } from '../engine/session.ts';
import { defaultPreferredMs } from '../graph/request-body.ts';
import type { PersonAction } from './person-action.ts';

/**
 * Lets a person do something, now.
 * @throws LamplightError `request_not_possible` for what cannot be done as things are (leaving a call that is not),
 *   `request_invalid` for a pair that setPresence does not take, `request_target_unknown` for an unknown person.
 */
export function carryOut(engine: PresenceEngine, personId: string, action: PersonAction, clock: Clock): void {
  if (engine.inspect(personId) === undefined) {
    throw new LamplightError('request_target_unknown', `there is no person ${personId}: create the person first`);
  }
  const command = commandOf(engine, personId, action, clock);
  if (engine.apply(personId, command) === 'unknownSession') {
    throw notPossible(action, 'there is no such session');
  }
}

function commandOf(engine: PresenceEngine, personId: string, action: PersonAction, clock: Clock): PresenceCommand {
  switch (action.do) {
    case 'sign in': {
      const named = CLIENT_KINDS.find((kind) => kind === action.client);
      return { kind: 'signIn', clientId: action.client, clientKind: action.kind ?? named ?? 'desktop' };
    }
    case 'go offline':
      situationOf(engine, personId, action, action.client);
      return { kind: 'signOut', clientId: action.client };
    case 'join a call':
    case 'leave the call':
    case 'join a meeting':
    case 'leave the meeting':
    case 'start presenting':
    case 'stop presenting':
    case 'lock the screen':
    case 'unlock the screen':
    case 'go idle':
    case 'come back': {
      const situation = situationOf(engine, personId, action, action.client);
      return { kind: 'changeClient', clientId: action.client, change: changeOf(action, situation, clock.monotonic()) };
    }
    case 'start an appointment':
      return { kind: 'setAppointment', inAppointment: true };
    case 'end the appointment':
      return { kind: 'setAppointment', inAppointment: false };
    case 'choose available':
      return preferred('Available', 'Available', action.forMs);
    case 'choose busy':
      return preferred('Busy', 'Busy', action.forMs);
    case 'choose do not disturb':
      return preferred('DoNotDisturb', 'DoNotDisturb', action.forMs);
    case 'choose be right back':
      return preferred('BeRightBack', 'BeRightBack', action.forMs);
    case 'choose away':
      return preferred('Away', 'Away', action.forMs);
    case 'appear offline':
      return preferred('Offline', 'OffWork', action.forMs);
    case 'reset status':
      return { kind: 'clearPreferred' };
    case 'set out of office':
      return { kind: 'setOutOfOffice', outOfOffice: { isOutOfOffice: true, message: action.message ?? null } };
    case 'end out of office':
      return { kind: 'setOutOfOffice', outOfOffice: { isOutOfOffice: false, message: null } };
    case 'set status message': {
      const { content, forMs } = action;
      const publishedOn = clock.now();
      const expiry =
        forMs === undefined ? undefined : { monotonic: clock.monotonic() + forMs, wall: publishedOn + forMs };
      return { kind: 'setStatusMessage', statusMessage: { content, publishedOn, expiry } };
    }
    case 'clear status message':
      return { kind: 'setStatusMessage', statusMessage: undefined };
    case 'set work location': {
      const { workLocationType, source, placeId } = action;
      return { kind: 'setWorkLocation', workLocation: { workLocationType, source, placeId } };
    }
    case 'clear work location':
      return { kind: 'setWorkLocation', workLocation: undefined };
    case 'set application session':
      return applicationSession(action);
    case 'clear application session':
      return { kind: 'clearSession', sessionId: action.sessionId };
    case 'show':
      return { kind: 'showInstead', pair: { availability: action.availability, activity: action.activity } };
    case 'show what is true':
      return { kind: 'showInstead', pair: undefined };
    case 'start over':
      return { kind: 'forgetEverything' };
  }
}

type ClientAction = Extract<
  PersonAction,
  {
    readonly do:
      | 'join a call'
      | 'leave the call'
      | 'join a meeting'
      | 'leave the meeting'
      | 'start presenting'
      | 'stop presenting'
      | 'lock the screen'
      | 'unlock the screen'
      | 'go idle'
      | 'come back';
  }
>;

function changeOf(action: ClientAction, situation: ClientSituation, now: number): Partial<ClientSituation> {
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) {
      throw notPossible(action, problem);
    }
  };
  switch (action.do) {
    case 'join a call':
      demand(!situation.inCall, 'the client is in a call already');
      return { inCall: true };
    case 'leave the call':
      demand(situation.inCall, 'the client is not in a call');
      return { inCall: false, presenting: situation.presenting && situation.inMeeting };
    case 'join a meeting':
      demand(!situation.inMeeting, 'the client is in a meeting already');
      return { inMeeting: true };
    case 'leave the meeting':
      demand(situation.inMeeting, 'the client is not in a meeting');
      return { inMeeting: false, presenting: situation.presenting && situation.inCall };
    case 'start presenting':
      demand(situation.inCall || situation.inMeeting, 'the client is in no call or meeting');
      return { presenting: true };
    case 'stop presenting':
      demand(situation.presenting, 'the client is not presenting');
      return { presenting: false };
    case 'lock the screen':
      return { lockedAt: situation.lockedAt ?? now };
    case 'go idle':
      return { idleAt: situation.idleAt ?? now };
    case 'unlock the screen':
    case 'come back':
      return { lockedAt: undefined, idleAt: undefined };
  }
}

function situationOf(
  engine: PresenceEngine,
  personId: string,
  action: PersonAction,
  clientId: string,
): ClientSituation {
  const session = engine.inspect(personId)?.state.sessions.get(sessionKey('client', clientId));
  if (session?.kind !== 'client') {
    throw notPossible(action, `the client ${clientId} is not signed in: sign in first`);
  }
  return session.situation;
}

function preferred(availability: string, activity: string, forMs: number | undefined): PresenceCommand {
  const pair = findPair(PREFERRED_PAIRS, availability, activity) ?? { availability, activity };
  return { kind: 'setPreferred', pair, durationMs: forMs ?? defaultPreferredMs(pair) };
}

function applicationSession(action: Extract<PersonAction, { do: 'set application session' }>): PresenceCommand {
  const pair = findPair(SESSION_PAIRS, action.availability, action.activity);
  if (pair === undefined) {
    const allowed = SESSION_PAIRS.map((entry) => `${entry.availability}/${entry.activity}`).join(', ');
    throw new LamplightError(
      'request_invalid',
      `availability/activity is ${action.availability}/${action.activity}: an application session takes ${allowed}`,
    );
  }
  return { kind: 'setSession', sessionId: action.sessionId, pair, durationMs: action.forMs };
}

function notPossible(action: PersonAction, problem: string): LamplightError {
  return new LamplightError('request_not_possible', `"${action.do}" is not possible: ${problem}`);
}

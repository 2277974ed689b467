import type { OutOfOffice, StatusMessage, WorkLocation } from './person-state.ts';
import { NEW_PERSON, type PersonState, sessionKey } from './person-state.ts';
import type { PresencePair } from './presence-pair.ts';
import { type ClientKind, type ClientSituation, QUIET_SITUATION, type Session } from './session.ts';

/** What can happen to a person's presence, through Graph or in a Teams client. Durations are milliseconds. */
export type PresenceCommand =
  | {
      readonly kind: 'setSession';
      readonly sessionId: string;
      readonly pair: PresencePair;
      readonly durationMs: number;
    }
  | { readonly kind: 'clearSession'; readonly sessionId: string }
  | { readonly kind: 'setPreferred'; readonly pair: PresencePair; readonly durationMs: number }
  | { readonly kind: 'clearPreferred' }
  | { readonly kind: 'setStatusMessage'; readonly statusMessage: StatusMessage | undefined }
  | { readonly kind: 'setOutOfOffice'; readonly outOfOffice: OutOfOffice }
  | { readonly kind: 'setWorkLocation'; readonly workLocation: WorkLocation | undefined }
  | { readonly kind: 'setAppointment'; readonly inAppointment: boolean }
  | { readonly kind: 'showInstead'; readonly pair: PresencePair | undefined }
  | { readonly kind: 'signIn'; readonly clientId: string; readonly clientKind: ClientKind }
  | { readonly kind: 'signOut'; readonly clientId: string }
  | { readonly kind: 'changeClient'; readonly clientId: string; readonly change: Partial<ClientSituation> }
  | { readonly kind: 'forgetEverything' };

/** `unknownSession`: the session or client that the command names does not exist. */
export type CommandResult =
  | { readonly kind: 'changed'; readonly state: PersonState }
  | { readonly kind: 'unknownSession' };

/** Applies one command. Pure: `now` is monotonic milliseconds. */
export function applyCommand(state: PersonState, command: PresenceCommand, now: number): CommandResult {
  switch (command.kind) {
    case 'setSession':
      return withSession(state, {
        kind: 'application',
        id: command.sessionId,
        pair: command.pair,
        setAt: now,
        expiresAt: now + command.durationMs,
      });
    case 'clearSession':
      return withoutSession(state, sessionKey('application', command.sessionId));
    case 'setPreferred':
      return changed({ ...state, preferred: { pair: command.pair, expiresAt: now + command.durationMs } });
    case 'clearPreferred':
      return changed({ ...state, preferred: undefined });
    case 'setStatusMessage':
      return changed({ ...state, statusMessage: command.statusMessage });
    case 'setOutOfOffice':
      return changed({ ...state, outOfOffice: command.outOfOffice });
    case 'setWorkLocation':
      return changed({ ...state, workLocation: command.workLocation });
    case 'setAppointment':
      return changed({ ...state, inAppointment: command.inAppointment });
    case 'showInstead':
      return changed({ ...state, shownInstead: command.pair });
    case 'signIn':
      return withSession(state, {
        kind: 'client',
        id: command.clientId,
        clientKind: command.clientKind,
        situation: QUIET_SITUATION,
        changedAt: now,
      });
    case 'signOut':
      return withoutSession(state, sessionKey('client', command.clientId));
    case 'changeClient':
      return changeClient(state, command.clientId, command.change, now);
    case 'forgetEverything':
      return changed(NEW_PERSON);
  }
}

function changeClient(
  state: PersonState,
  clientId: string,
  change: Partial<ClientSituation>,
  now: number,
): CommandResult {
  const client = state.sessions.get(sessionKey('client', clientId));
  return client?.kind === 'client'
    ? withSession(state, { ...client, situation: { ...client.situation, ...change }, changedAt: now })
    : { kind: 'unknownSession' };
}

function withSession(state: PersonState, session: Session): CommandResult {
  return changed({ ...state, sessions: new Map(state.sessions).set(sessionKey(session.kind, session.id), session) });
}

function withoutSession(state: PersonState, key: string): CommandResult {
  const sessions = new Map(state.sessions);
  return sessions.delete(key) ? changed({ ...state, sessions }) : { kind: 'unknownSession' };
}

function changed(state: PersonState): CommandResult {
  return { kind: 'changed', state };
}

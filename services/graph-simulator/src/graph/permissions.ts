/** Who may do what: application permissions for an app that calls for itself, delegated ones for a signed-in user. */
import type { Caller } from '../entra/access-tokens.ts';
import type { Switches } from '../switches/switches.ts';
import { GraphError } from './graph-error.ts';

export interface Permissions {
  /** Application permissions, any of which is enough; empty: not supported. */
  readonly application: readonly string[];
  /** Delegated permissions, any of which is enough; empty: not supported. */
  readonly delegated: readonly string[];
}

/** Source: Graph pages presence-get, cloudcommunications-getpresencesbyuserid, presence-setpresence. */
export const READ_OWN_PRESENCE: Permissions = {
  application: ['Presence.Read.All', 'Presence.ReadWrite.All'],
  delegated: ['Presence.Read', 'Presence.Read.All'],
};
export const READ_PRESENCE: Permissions = { ...READ_OWN_PRESENCE, delegated: ['Presence.Read.All'] };
export const WRITE_PRESENCE: Permissions = {
  application: ['Presence.ReadWrite.All'],
  delegated: ['Presence.ReadWrite'],
};

/** What the token carries: roles of the app, or scopes of the app and the signed-in user together. */
function grantedTo(caller: Caller): readonly string[] {
  return caller.delegated === null ? caller.roles : caller.delegated.scopes;
}

export function holdsAny(caller: Caller, wanted: Permissions): boolean {
  const enough = caller.delegated === null ? wanted.application : wanted.delegated;
  return grantedTo(caller).some((permission) => enough.includes(permission));
}

/** @throws GraphError 403 in the form that the switch `missingRole` gives. */
export function demandPermission(caller: Caller, wanted: Permissions, switches: Switches): void {
  if (!holdsAny(caller, wanted)) {
    throw switches.missingRole === 'emptyMessage'
      ? new GraphError(403, 'Forbidden', '')
      : new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
}

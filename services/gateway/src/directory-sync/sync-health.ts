/** What there is to say of how a directory is read. */
import type { Health, SystemId } from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';

export const OK: Health = Object.freeze({
  state: 'ok',
  reason: '',
  message: '',
  remedy: '',
  details: Object.freeze({}),
});
export const STARTING: Health = Object.freeze({
  state: 'starting',
  reason: 'starting',
  message: 'the directory has not been read yet',
  remedy: 'nothing: a first read of 100,000 people takes some minutes',
  details: Object.freeze({}),
});

export function leaversHeld(leavers: number, of: number, systemId: SystemId): Health {
  return {
    state: 'action-needed',
    reason: 'leavers_held',
    message: `${leavers} of ${of} people are not in the directory any more: they stay until somebody confirms that they left`,
    remedy: `check directory.groups, directory.also and the rights of the registration; if they did leave: lamplight directory confirm-leavers ${systemId}`,
    details: { leavers: String(leavers), of: String(of) },
  };
}

export function ofStore({ reason, message }: LamplightError): Health {
  return {
    state: 'degraded',
    reason,
    message: `what the directory says could not be kept: ${message}`,
    remedy: 'it is tried again by itself',
    details: {},
  };
}

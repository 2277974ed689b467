import { LamplightError } from '@lamplight/runtime';
import { withRemedy } from '../connection/connect.ts';

/** `skipped`: could not be looked at, for want of a role; neither good nor bad. */
export type CheckState = 'ok' | 'warning' | 'problem' | 'skipped';

/** One thing that was looked at. */
export interface Check {
  /** What was looked at, such as `certificate` or `systems of acme`. */
  readonly name: string;
  readonly state: CheckState;
  readonly message: string;
  /** Empty where there is nothing to do. */
  readonly remedy: string;
}

export function ok(name: string, message: string): Check {
  return { name, state: 'ok', message, remedy: '' };
}

export function warning(name: string, message: string, remedy: string): Check {
  return { name, state: 'warning', message, remedy };
}

export function problem(name: string, message: string, remedy: string): Check {
  return { name, state: 'problem', message, remedy };
}

export function skipped(name: string, message: string, remedy: string): Check {
  return { name, state: 'skipped', message, remedy };
}

/** Looks at something; what keeps it from being looked at is a check of its own. */
export async function look(name: string, work: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (failure) {
    return [unlookable(name, LamplightError.from(failure))];
  }
}

export function unlookable(name: string, error: LamplightError): Check {
  return error.kind === 'permission_denied'
    ? skipped(name, 'not looked at', `${error.message}: use another key to see it`)
    : problem(name, withRemedy(error).message, '');
}

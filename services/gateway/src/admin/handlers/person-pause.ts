/** Who may pause a person, and for how long: an administrator as they like, a person with their own key as policy allows. */
import type { AdminRole, routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';
import type { Principal } from '../../access/principal.ts';
import type { Call } from '../handler.ts';
import { instantOf, msOf } from './records.ts';
import { privacyOf } from './settings.ts';

const HOUR_MS = 3_600_000;
const FREE: AdminRole = 'administrator';

/** @throws LamplightError `pause_not_allowed` */
export async function requirePausing(
  tenant: TenantView,
  { principal }: { readonly principal: Principal },
): Promise<void> {
  const { pause } = await privacyOf(tenant);
  if (!principal.roles.includes(FREE) && !pause.byPerson) {
    throw new LamplightError(
      'pause_not_allowed',
      'people may not pause themselves here: an administrator may, or allow it with privacy.pause.byPerson',
    );
  }
}

/**
 * Wall time in ms at which the pause ends; null: until it is ended.
 * @throws LamplightError `pause_not_allowed`, `request_invalid` for a time that is over
 */
export async function pauseUntil(
  tenant: TenantView,
  call: Call<typeof routes.people.pause>,
  now: number,
): Promise<number | null> {
  await requirePausing(tenant, call);
  const until = call.body.until === null ? null : msOf(call.body.until);
  if (until !== null && until <= now) {
    throw new LamplightError('request_invalid', `until is ${call.body.until}: expected a time to come`, {
      details: { '/body/until': 'expected a time to come' },
    });
  }
  if (call.principal.roles.includes(FREE)) {
    return until;
  }
  const { pause } = await privacyOf(tenant);
  const latest = now + pause.maxHours * HOUR_MS;
  if (until !== null && until > latest) {
    throw new LamplightError(
      'pause_not_allowed',
      `until is ${call.body.until}: people may pause themselves for ${pause.maxHours} h here, so until ${instantOf(latest)}`,
    );
  }
  return until ?? latest;
}

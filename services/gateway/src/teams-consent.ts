/** Which registrations a system's settings name, and where an administrator of the Entra tenant consents to each. */
import { LamplightError } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import {
  adminConsentLink,
  CLOUD_FACTS,
  CLOUDS,
  type Feature,
  featuresOf,
  permissionsFor,
} from '@lamplight/teams-adapter/registration';
import { z } from 'zod';

/** What of the settings matters here; a credential may still be missing. */
const settingsSchema = z.looseObject({
  teams: z.looseObject({
    registration: z.enum(['own', 'shared']).default('own'),
    tenantId: z.string().min(1),
    clientId: z.string().min(1).optional(),
    cloud: z.enum(CLOUDS).default('global'),
    authority: z.url().optional(),
    readOnly: z.boolean().default(false),
    notifications: z.enum(['off', 'where-granted']).default('where-granted'),
    directory: z.looseObject({ level: z.enum(['none', 'basic', 'full']).default('none') }).prefault({}),
    reader: z.looseObject({ clientId: z.string().min(1) }).optional(),
  }),
});

export interface ConsentTo {
  readonly clientId: string;
  readonly use: 'writer' | 'reader';
  readonly link: string;
  readonly permissions: readonly {
    readonly name: string;
    readonly kind: 'application' | 'delegated';
    readonly neededFor: string;
  }[];
}

/**
 * @param sharedClientId of the registration of whoever runs the gateway; undefined: there is none
 * @throws LamplightError `request_not_possible` for a system whose settings name no registration
 */
export function consentsOf(systemId: string, settings: Json, sharedClientId: string | undefined): readonly ConsentTo[] {
  const parsed = settingsSchema.safeParse(settings);
  const teams = parsed.data?.teams;
  const clientId = teams?.registration === 'shared' ? sharedClientId : teams?.clientId;
  if (teams === undefined || clientId === undefined) {
    throw new LamplightError(
      'request_not_possible',
      `system ${systemId} names no app registration: its settings need teams.tenantId, and teams.clientId or a shared registration of the gateway`,
    );
  }
  const authority = teams.authority ?? CLOUD_FACTS[teams.cloud].authority;
  const to = (use: 'writer' | 'reader', id: string, more: readonly Feature[]): ConsentTo => ({
    clientId: id,
    use,
    link: adminConsentLink({ authority, tenantId: teams.tenantId, clientId: id }),
    permissions: permissionsFor([...featuresOf(teams, use), ...more]).map(({ name, kind, neededFor }) => ({
      name,
      kind,
      neededFor,
    })),
  });
  const notified = teams.notifications !== 'off' && CLOUD_FACTS[teams.cloud].notifications;
  return [
    to('writer', clientId, notified ? ['notifications'] : []),
    ...(teams.reader === undefined ? [] : [to('reader', teams.reader.clientId, [])]),
  ];
}

/** What the control API and the configuration file take: the same shapes in both. */
import { z } from 'zod';
import { GRAPH_ROLES } from '../directory/app.ts';
import { GRAPH_SCOPES } from '../directory/graph-scopes.ts';
import { SERVICE_PLAN_NAMES } from '../directory/service-plans.ts';
import { accountSchema, manifestFields } from '../entra/sign-in-input.ts';

const objectId = z.guid({ error: 'expected a GUID such as 66825e03-7ef5-42da-9069-724602c31f6b' });

export const tenantSchema = z.strictObject({
  /** Default: a random GUID. */
  id: objectId.optional(),
  /** Such as contoso.example. */
  domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'expected a domain such as contoso.example'),
  displayName: z.string().min(1).optional(),
});

export const personSchema = z.strictObject({
  id: objectId.optional(),
  /** The id or domain of a tenant; default the first one. */
  tenantId: z.string().optional(),
  userPrincipalName: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'expected a name such as ada@contoso.example'),
  displayName: z.string().min(1),
  givenName: z.string().nullable().optional(),
  surname: z.string().nullable().optional(),
  /** Default: the principal name. */
  mail: z.string().nullable().optional(),
  businessPhones: z.array(z.string()).optional(),
  mobilePhone: z.string().nullable().optional(),
  jobTitle: z.string().nullable().optional(),
  officeLocation: z.string().nullable().optional(),
  accountEnabled: z.boolean().optional(),
  userType: z.enum(['Member', 'Guest']).optional(),
  department: z.string().nullable().optional(),
  /** Service plans of licences; default those of Teams, and none for a guest. */
  plans: z.array(z.enum(SERVICE_PLAN_NAMES)).optional(),
  /** The account of a room's mailbox: only `/places` tells. */
  isRoom: z.boolean().optional(),
  /** The Teams clients that are signed in from the start. */
  clients: z.array(z.string().min(1)).default(['desktop']),
  /** How the person signs in; default without a password. */
  account: accountSchema.prefault({}),
});

/** What may change of a person. */
export const personChangesSchema = personSchema.omit({ id: true, tenantId: true, clients: true }).partial();

export const groupSchema = z.strictObject({
  id: objectId.optional(),
  /** The id or domain of a tenant; default the first one. */
  tenantId: z.string().optional(),
  displayName: z.string().min(1),
  description: z.string().nullable().optional(),
  mail: z.string().nullable().optional(),
  mailNickname: z.string().min(1).optional(),
  mailEnabled: z.boolean().optional(),
  securityEnabled: z.boolean().optional(),
  /** `Unified` for a Microsoft 365 group. */
  groupTypes: z.array(z.string()).optional(),
  /** Object ids, principal names, or ids of groups. */
  members: z.array(z.string()).default([]),
});

export const groupChangesSchema = groupSchema.omit({ id: true, tenantId: true, members: true }).partial();

const instant = z.union([
  /** Milliseconds since 1970. */
  z.number(),
  z.iso
    .datetime({ offset: true, error: 'expected a time such as 2027-01-05T08:00:00Z' })
    .transform((text) => Date.parse(text)),
]);

export const secretSchema = z.strictObject({
  /** Default: made and answered, once. */
  value: z.string().min(1).optional(),
  /** Default: in two years. In the past: an expired secret, AADSTS7000222. */
  expiresAt: instant.optional(),
});

export const certificateSchema = z.strictObject({
  /** The public certificate, PEM, with an RSA key. */
  certificate: z.string(),
});

export const consentSchema = z.strictObject({
  /** The id or domain of a tenant; default the first one. */
  tenantId: z.string().optional(),
  /** The application permissions granted. None: tokens without roles, which Graph refuses. */
  roles: z.array(z.enum(GRAPH_ROLES)).default([...GRAPH_ROLES]),
  /** The delegated permissions granted for everybody; left out: as they are. */
  scopes: z.array(z.enum(GRAPH_SCOPES)).optional(),
  /** False: the application is disabled in the tenant, AADSTS7000112. */
  enabled: z.boolean().default(true),
});

export const appSchema = z.strictObject({
  appId: objectId.optional(),
  displayName: z.string().min(1),
  ...manifestFields,
  secrets: z.array(secretSchema).default([]),
  certificates: z.array(certificateSchema).default([]),
  /** Default: every role in the first tenant. An empty list: an app that no tenant knows, AADSTS700016. */
  consents: z.array(consentSchema).default([{ roles: [...GRAPH_ROLES], enabled: true }]),
});

export type TenantInput = z.input<typeof tenantSchema>;
export type PersonInput = z.input<typeof personSchema>;
export type PersonChangesInput = z.input<typeof personChangesSchema>;
export type GroupInput = z.input<typeof groupSchema>;
export type AppInput = z.input<typeof appSchema>;
export type SecretInput = z.input<typeof secretSchema>;
export type ConsentInput = z.input<typeof consentSchema>;

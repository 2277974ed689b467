/** What can be said of signing in, over the control API and in the configuration file. */
import { z } from 'zod';
import { GRAPH_ROLES } from '../directory/app.ts';
import { GRAPH_SCOPES } from '../directory/graph-scopes.ts';
import { CONSENT_POLICIES } from './consent-policies.ts';
import { VERIFICATIONS } from './sign-in-accounts.ts';

const scope = z.enum(GRAPH_SCOPES);
const LONGEST_MS = 366 * 86_400_000;

/** How a person signs in; what is left out stays as it is. */
export const accountSchema = z.strictObject({
  /** Null: none is asked for. */
  password: z.string().min(1).nullable().optional(),
  /** Signing in gives AADSTS50055, or 50144 for one of the organization's own Active Directory. */
  passwordExpired: z.enum(['no', 'yes', 'on premises']).optional(),
  /** AADSTS50053. */
  locked: z.boolean().optional(),
  /** May consent for the tenant. While nobody of a tenant is named, everybody is one. */
  administrator: z.boolean().optional(),
  /** Demanded from now on: AADSTS50076 (multi-factor), 50079 (enrolment), 50078 (renewal), 50074 (strong). */
  verification: z.enum(VERIFICATIONS).nullable().optional(),
  /** AADSTS53003 or 530035. */
  blockedBy: z.enum(['conditional access', 'security defaults']).nullable().optional(),
  /** After this time a sign-in no longer counts: AADSTS70043. */
  signInLastsMs: z.int().min(1).max(LONGEST_MS).nullable().optional(),
});

const redirectUri = z
  .string()
  .refine(
    (text) => URL.canParse(text) && !text.includes('#'),
    'expected an absolute URL without a fragment, such as https://app.example/callback',
  );

const federatedKey = z.union([z.string().min(1), z.looseObject({ kty: z.string() })]);

export const federatedCredentialSchema = z.strictObject({
  /** `iss` of the other issuer's tokens: a URL. */
  issuer: z.string().regex(/^[a-z]+:\/\/\S+$/i, 'expected a URL such as https://issuer.example'),
  /** `sub`. */
  subject: z.string().min(1),
  /** `aud`. */
  audience: z.string().min(1).default('api://AzureADTokenExchange'),
  /** The issuer's public RSA key: PEM, or a JSON Web Key. */
  key: federatedKey,
});

/** What the owner of a registration says of it: the fields of a configuration file, with their defaults. */
export const manifestFields = {
  /** Where answers may be sent. None: every authorization ends with AADSTS50011. */
  redirectUris: z.array(redirectUri).default([]),
  /** What `.default` asks an administrator for. */
  requiredRoles: z.array(z.enum(GRAPH_ROLES)).default([...GRAPH_ROLES]),
  requiredScopes: z.array(scope).default(['Presence.Read.All', 'User.Read']),
  /** The id or domain of a tenant; default that of the first consent. */
  homeTenantId: z.string().optional(),
  availableToOtherTenants: z.boolean().default(false),
  /** False: disabled by its owner, AADSTS70001. */
  enabled: z.boolean().default(true),
  federatedCredentials: z.array(federatedCredentialSchema).default([]),
};

export const manifestChangeSchema = z.strictObject({
  displayName: z.string().min(1).optional(),
  redirectUris: z.array(redirectUri).optional(),
  requiredRoles: z.array(z.enum(GRAPH_ROLES)).optional(),
  requiredScopes: z.array(scope).optional(),
  availableToOtherTenants: z.boolean().optional(),
  enabled: z.boolean().optional(),
});

export const personalConsentSchema = z.strictObject({ scopes: z.array(scope) });

export const consentPolicySchema = z.strictObject({ policy: z.enum(CONSENT_POLICIES) });

export const rotationSchema = z.strictObject({
  /** How long the old key stays published; 0: not at all. Default a day. */
  keepOldForMs: z.int().min(0).max(LONGEST_MS).default(86_400_000),
});

export const signInSchema = z.strictObject({
  appId: z.string(),
  /** Object id or user principal name. */
  user: z.string(),
  /** One of the app's. */
  redirectUri: z.string(),
  /** As in the `scope` parameter. */
  scopes: z
    .array(z.string().min(1))
    .min(1)
    .default(['openid', 'profile', 'offline_access', 'https://graph.microsoft.com/.default']),
  nonce: z.string().nullable().default(null),
  /** PKCE (RFC 7636). */
  challenge: z
    .strictObject({ value: z.string().min(1), method: z.enum(['S256', 'plain']) })
    .nullable()
    .default(null),
});

export type AccountInput = z.input<typeof accountSchema>;
export type FederatedCredentialInput = z.input<typeof federatedCredentialSchema>;
export type ManifestChange = z.input<typeof manifestChangeSchema>;
export type SignInInput = z.input<typeof signInSchema>;

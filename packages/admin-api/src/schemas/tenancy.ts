import { z } from 'zod';
import { ADMIN_ROLES } from '../route.ts';
import { id, instant, json, text, versioned } from './shared.ts';

export const tenant = z.object({ id, displayName: text, ...versioned });
export type TenantBody = z.output<typeof tenant>;

/** See NumberPlan of @lamplight/addresses. */
export const numberPlan = z.strictObject({
  countryCode: z.string().regex(/^[1-9]\d{0,2}$/, 'expected a calling code of 1 to 3 digits, without +'),
  areaCode: z
    .string()
    .regex(/^\d{0,6}$/)
    .default(''),
  sitePrefix: z
    .string()
    .regex(/^\d{0,10}$/)
    .default(''),
  extensionLength: z.int().min(1).max(12),
  trunkPrefix: z
    .string()
    .regex(/^\d{0,3}$/)
    .default('0'),
  internationalPrefix: z
    .string()
    .regex(/^\d{0,5}$/)
    .default('00'),
  exitPrefix: z
    .string()
    .regex(/^\d{0,3}$/)
    .default(''),
});

export const system = z.object({
  id,
  technology: z.string(),
  displayName: text,
  numberPlan: numberPlan.nullable(),
  /** What the adapter is told, without secrets. */
  settings: json,
  /** Names of the secrets that are kept for it; the secrets themselves are never shown. */
  credentials: z.array(z.object({ name: z.string(), fingerprint: z.string(), expiresAt: instant.nullable() })),
  ...versioned,
});
export type SystemBody = z.output<typeof system>;

/** A registration and what an administrator of the Entra tenant consents to. */
export const consentTo = z.object({
  clientId: z.string(),
  /** `reader`: the optional second one, which only reads. */
  use: z.enum(['writer', 'reader']),
  link: z.url(),
  permissions: z.array(
    z.object({ name: z.string(), kind: z.enum(['application', 'delegated']), neededFor: z.string() }),
  ),
});

export const systemInput = z.strictObject({
  technology: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\w.-]+$/, 'expected letters, digits, _, . and -'),
  displayName: text.default(''),
  numberPlan: numberPlan.nullable().default(null),
  settings: json.default({}),
});

export const credentialInput = z.strictObject({
  secret: z.string().min(1).max(65_536),
  expiresAt: instant.nullable().default(null),
});

/** Every role that a key may have: those of the admin API and those of the wire contract. */
export const KEY_ROLES = [...ADMIN_ROLES, 'watcher', 'explain', 'status', 'source'] as const;

export const key = z.object({
  id,
  roles: z.array(z.string()),
  systemIds: z.array(id),
  personId: id.nullable(),
  displayName: text,
  expiresAt: instant.nullable(),
  ...versioned,
});
export type KeyBody = z.output<typeof key>;

export const keyInput = z.strictObject({
  /** Default: made. */
  id: id.optional(),
  roles: z.array(z.enum(KEY_ROLES)).min(1),
  systemIds: z.array(id).default([]),
  personId: id.nullable().default(null),
  displayName: text.default(''),
  expiresAt: instant.nullable().default(null),
});

/** Shown once: the store keeps its hash only. */
export const newKey = key.extend({ key: z.string() });

/** Whose key a request came with. */
export const caller = z.object({
  keyId: z.string(),
  /** Null: a key of the installation. */
  tenantId: id.nullable(),
  roles: z.array(z.string()),
  systemIds: z.array(id),
  personId: id.nullable(),
  /** Of the gateway. */
  version: z.string(),
  now: instant,
});
export type CallerBody = z.output<typeof caller>;

export const source = z.object({
  id,
  systemId: id,
  displayName: text,
  keyId: id.nullable(),
  /** What it does now; `absent` where it has not been seen since the gateway started. */
  role: z.enum(['active', 'standby', 'lost', 'absent']),
  connected: z.boolean(),
  health: z.object({ state: z.string(), reason: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  subjects: z.int(),
});

export const auditEntry = z.object({
  sequence: z.int(),
  at: instant,
  actor: z.object({ kind: z.string(), id: z.string() }),
  action: z.string(),
  entity: z.string(),
  entityId: z.string(),
  before: json,
  after: json,
  erased: z.boolean(),
  hash: z.string(),
});
export type AuditBody = z.output<typeof auditEntry>;

export const auditQuery = z.strictObject({
  entity: z.string().max(64).optional(),
  entityId: z.string().max(256).optional(),
  actor: z.string().max(256).optional(),
  /** Whom the entry speaks of, whatever its entity. */
  person: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
});

export const verdict = z.object({
  ok: z.boolean(),
  entries: z.int(),
  head: z.string().nullable(),
  /** First entry that does not hold. */
  sequence: z.int().nullable(),
  problem: z.string().nullable(),
});

/** An account that signed in for change notifications. */
export const account = z.object({
  /** Object id at Entra. */
  id,
  userName: text,
  /** active, sign-in-needed, consent-missing, not-needed, … */
  state: z.string(),
  ...versioned,
});

/** Where an account signs in: to be followed by whoever has its password. */
export const signInLink = z.object({ url: z.url(), expiresAt: instant });

import { z } from 'zod';
import { id, instant, json, revision, text, versioned } from './shared.ts';
import { statuses, statusesInput, timeZone } from './shown-as.ts';

export const entryKind = z.enum(['person', 'guest', 'room', 'resource']);
export const telephony = z.enum(['pbx', 'teams', 'twinned']);
export const lineKind = z.enum(['desk', 'soft', 'mobile', 'dect', 'shared', 'room', 'park', 'queue']);
export const bindingRole = z.enum(['owner', 'shared', 'logged-in']);
export const bindingOrigin = z.enum(['administrator', 'matching', 'list', 'file', 'login', 'directory']);

export const address = z.strictObject({
  kind: z.enum(['upn', 'mail', 'phone', 'line']),
  value: text.min(1),
});

const pause = z.object({ until: instant.nullable(), by: z.string() });

export const person = z.object({
  id,
  kind: entryKind,
  displayName: text,
  department: text,
  telephony,
  entraObjectId: z.string().nullable(),
  addresses: z.array(address),
  groupIds: z.array(id),
  profileId: id.nullable(),
  timeZone: z.string().nullable(),
  takesPart: z.boolean().nullable(),
  statuses,
  origin: z.enum(['administrator', 'directory', 'file']),
  pause: pause.nullable(),
  leftAt: instant.nullable(),
  ...versioned,
});
export type PersonBody = z.output<typeof person>;

export const binding = z.object({
  personId: id,
  systemId: id,
  address: text,
  role: bindingRole,
  primary: z.boolean(),
  origin: bindingOrigin,
  reason: z.string(),
  expiresAt: instant.nullable(),
  ...versioned,
});
export type BindingBody = z.output<typeof binding>;

export const personWithBindings = person.extend({ bindings: z.array(binding) });

/** What a caller may say of a person: nothing of it is the store's own (id, revision, origin, pause, leftAt). */
export const personInput = z.strictObject({
  kind: entryKind.default('person'),
  displayName: text.min(1),
  department: text.default(''),
  telephony: telephony.default('pbx'),
  entraObjectId: z.guid().nullable().default(null),
  addresses: z.array(address).max(50).default([]),
  groupIds: z.array(id).max(500).default([]),
  /** Null: that of a group, else the tenant's. */
  profileId: id.nullable().default(null),
  /** Null: the tenant's. */
  timeZone: timeZone.nullable().default(null),
  /** Whether they take part in what a profile integrates; null: as the profile says. */
  takesPart: z.boolean().nullable().default(null),
  /** Their own, which go before the tenant's. */
  statuses: statusesInput.default({}),
});
export type PersonInputBody = z.output<typeof personInput>;

/** As {@link personInput}; what is left out stays. */
export const personPatch = z.strictObject({
  kind: entryKind.optional(),
  displayName: text.min(1).optional(),
  department: text.optional(),
  telephony: telephony.optional(),
  entraObjectId: z.guid().nullable().optional(),
  addresses: z.array(address).max(50).optional(),
  groupIds: z.array(id).max(500).optional(),
  profileId: id.nullable().optional(),
  timeZone: timeZone.nullable().optional(),
  takesPart: z.boolean().nullable().optional(),
  statuses: statusesInput.optional(),
});

export const bindingInput = z.strictObject({
  role: bindingRole.default('owner'),
  primary: z.boolean().default(false),
  /** For logged-in: when it ends by itself. */
  expiresAt: instant.nullable().default(null),
});

export const line = z.object({
  systemId: id,
  address: text,
  kind: lineKind.nullable(),
  displayName: text,
  userName: text,
  mail: text,
  number: z.string().nullable(),
  origin: z.enum(['administrator', 'directory', 'file']),
  ...versioned,
});
export type LineBody = z.output<typeof line>;

export const lineInput = z.strictObject({
  kind: lineKind.nullable().default('desk'),
  displayName: text.default(''),
  userName: text.default(''),
  mail: text.default(''),
});

/** A line with where it is, for lists that are imported. */
export const lineEntry = lineInput.extend({ systemId: id, address: text.min(1) });

export const group = z.object({ id, displayName: text, members: z.int(), ...versioned });

/** What a proposal of each kind would do: its `content`. */
export const PROPOSED = {
  binding: z.object({
    systemId: id,
    address: text.min(1),
    role: bindingRole.default('owner'),
    primary: z.boolean().default(false),
  }),
  telephony: z.object({ telephony }),
} as const;

export const proposal = z.object({
  id,
  kind: z.enum(['binding', 'telephony']),
  personId: id,
  content: json,
  reason: z.string(),
  state: z.enum(['open', 'accepted', 'dismissed']),
  ...versioned,
});
export type ProposalBody = z.output<typeof proposal>;

export const personRevision = z.object({ personId: id, revision });

/** Sections of a tenant's settings. Each has its defaults here, so that an absent one is as good as an empty one. */
import { z } from 'zod';
import { profiles } from './shown-as.ts';

/** Fields of a presence that a mask may show. What each covers stands in the README of the gateway. */
export const MASK_FIELDS = ['availability', 'line', 'since', 'remoteParty', 'note', 'location', 'history'] as const;
export type MaskField = (typeof MASK_FIELDS)[number];

/** Roles whose keys see presence. */
export const MASKED_ROLES = ['watcher', 'attendant', 'administrator', 'auditor'] as const;
export type MaskedRole = (typeof MASKED_ROLES)[number];

const fields = z.array(z.enum(MASK_FIELDS));

export const privacy = z.strictObject({
  /** `open` shows everything; `works-council` availability and line only, whatever the role. */
  preset: z.enum(['open', 'works-council']).default('open'),
  /** What a role sees instead of what the preset says. Nothing here can widen `works-council`. */
  masks: z.partialRecord(z.enum(MASKED_ROLES), fields).default({}),
  /** Whether a person may pause being shown, with a key of their own, and for how long at most. */
  pause: z
    .strictObject({
      byPerson: z.boolean().default(false),
      maxHours: z.int().min(1).max(8_760).default(24),
    })
    .prefault({}),
});
export type Privacy = z.output<typeof privacy>;

/** Days; after them the data goes. */
const days = (fallback: number) => z.int().min(0).max(36_500).default(fallback);

export const retention = z.strictObject({
  /** From leaving to erasure. */
  leavers: days(30),
  /** What the audit says before and after; the chain itself stays. */
  auditBodies: days(730),
  jobs: days(7),
  /** Proposals that were decided. */
  proposals: days(90),
});
export type Retention = z.output<typeof retention>;

export const MATCHERS = ['list', 'object-id', 'upn', 'mail', 'number', 'name'] as const;
export type MatcherName = (typeof MATCHERS)[number];

export const matching = z.strictObject({
  /** In this order; the first that finds exactly one decides. `name` only ever proposes. */
  matchers: z.array(z.enum(MATCHERS)).max(MATCHERS.length).default(['object-id', 'upn', 'mail', 'number', 'name']),
  /** The list of pairs: asked after the other matchers found nothing, or before them. */
  list: z.enum(['fallback', 'override']).default('fallback'),
  /** Names of the list and UPNs compared with regard to case, as ProCall does. */
  caseSensitive: z.boolean().default(false),
  /** Run after every import of people or lines. */
  automatic: z.boolean().default(true),
});
export type MatchingSettings = z.output<typeof matching>;

/** Telephony modes that Lamplight proposes after calls that start and end together. */
export const twinning = z.strictObject({
  propose: z.boolean().default(true),
  /** Calls that must agree before it is proposed. */
  calls: z.int().min(2).max(100).default(3),
  /** Seconds by which beginnings, and ends, may differ. */
  toleranceSeconds: z.int().min(1).max(60).default(10),
});
export type Twinning = z.output<typeof twinning>;

export const SETTINGS = { privacy, retention, matching, twinning, profiles } as const;
export type SettingsSection = keyof typeof SETTINGS;
export const SETTINGS_SECTIONS = [
  'privacy',
  'retention',
  'matching',
  'twinning',
  'profiles',
] as const satisfies readonly SettingsSection[];

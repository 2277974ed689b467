/** Profiles as the API shows them: their text is YAML, whose format has a schema of its own. */
import { REACH_HINTS, TONES } from '@lamplight/domain';
import type { DeepReadonly } from '@lamplight/runtime';
import { z } from 'zod';
import { id, instant } from './shared.ts';

/** Characters of a profile's text: many times the longest that is shipped. */
const MOST_CONTENT = 262_144;

export const profileContent = z.string().max(MOST_CONTENT);

/** Why a version was made, in its author's words. */
export const profileNote = z.string().max(1_024).default('');

export const profileVersion = z.int().min(1);

/** What is wrong with the text of a profile, or odd. */
export const profileFinding = z.object({
  /** Both count from 1. */
  line: z.int(),
  column: z.int(),
  severity: z.enum(['error', 'warning']),
  /** Id of the rule that it is about; null: the profile as a whole. */
  rule: z.string().nullable(),
  message: z.string(),
});
export type ProfileFindingBody = z.output<typeof profileFinding>;

export const profileSummary = z.object({
  id,
  title: z.string(),
  origin: z.enum(['shipped', 'own']),
  /** The newest; null: it is shipped. */
  version: profileVersion.nullable(),
  /** The version in force: an earlier one where the newest cannot be read; null: it is shipped, or none can be read. */
  inForce: profileVersion.nullable(),
  extends: id.nullable(),
  usedBy: z.object({
    /** It is that of whoever has no other. */
    tenant: z.boolean(),
    /** Groups of which it is the profile. */
    groups: z.array(id),
    /** Profiles that extend it. */
    profiles: z.array(id),
    /** People whose profile it is now, by whatever choice. */
    people: z.int(),
  }),
  /** Of the newest version. */
  findings: z.array(profileFinding),
});
export type ProfileSummaryBody = z.output<typeof profileSummary>;

export const profileList = z.object({
  items: z.array(profileSummary),
  /** Settings and people that name what is not there; whoever is concerned has the next that fits. */
  findings: z.array(z.object({ place: z.string(), message: z.string() })),
});
export type ProfileListBody = z.output<typeof profileList>;

export const profile = z.object({
  id,
  title: z.string(),
  origin: z.enum(['shipped', 'own']),
  /** Null: it is shipped. */
  version: profileVersion.nullable(),
  extends: id.nullable(),
  /** YAML. */
  content: z.string(),
  /** Who put this version, as in the audit; empty: it is shipped, or not known. */
  author: z.string(),
  note: z.string(),
  /** When this version was put; null: it is shipped. */
  at: instant.nullable(),
  findings: z.array(profileFinding),
});
export type ProfileBody = z.output<typeof profile>;

export const profileHistory = z.object({
  /** Newest first. */
  items: z.array(z.object({ version: profileVersion, at: instant, author: z.string(), note: z.string() })),
});

export const checkedProfile = z.object({
  /** Null: there is an error, so that it would be refused. */
  profile: z.object({ id, title: z.string(), extends: id.nullable(), rules: z.int() }).nullable(),
  findings: z.array(profileFinding),
});

export const profileTrial = z
  .strictObject({
    /** A text that is tried. */
    content: profileContent.optional(),
    /** Or one that is there, as `id` or `id@version`. */
    profile: z.string().max(256).optional(),
    /** What it is compared with, as `id` or `id@version`; default: what each has now. */
    against: z.string().max(256).optional(),
    /** Text of a claims file; default: everybody of the tenant, with what is claimed of them now. */
    claims: z.string().max(4_194_304).optional(),
    /** Rows that are answered; all are counted. */
    limit: z.int().min(1).max(1_000).default(200),
    /** Of the words: en, de. */
    language: z.string().max(35).default('en'),
  })
  .refine(({ content, profile: named }) => (content === undefined) !== (named === undefined), {
    path: ['content'],
    error: 'expected either content or profile',
  })
  .refine(({ claims, against }) => claims === undefined || against !== undefined, {
    path: ['against'],
    error: 'expected a profile: people of a claims file have none',
  });

const state = z.object({
  availability: z.string(),
  activity: z.string(),
  tone: z.enum(TONES),
  labelId: z.string(),
  /** In words. */
  label: z.string(),
  /** In words, one for each subject that something is wanted at. */
  effects: z.array(z.string()),
  reach: z.array(z.object({ systemId: id, hint: z.enum(REACH_HINTS), reasonId: z.string() })),
  /** Id of the system that manages the presence; null: none. */
  managedBy: z.string().nullable(),
  /** In words: what the person is told about who manages it; empty: nothing. */
  notice: z.string(),
});

const trialRow = z.object({
  personId: id,
  displayName: z.string(),
  before: state,
  after: state,
  /** Sentences, each with the id of its rule. */
  rules: z.array(z.string()),
  /** Sentences likewise: what was looked at and discarded, and why. */
  discarded: z.array(z.string()),
});
/** As it is read; a row that was made here is as good. */
export type ProfileTrialRow = DeepReadonly<z.output<typeof trialRow>>;

export const profileTrialResult = z.object({
  people: z.int(),
  differing: z.int(),
  /** Whoever would be shown, or written, otherwise. */
  rows: z.array(trialRow),
});

export const profileDifferences = z.object({
  items: z.array(
    z.object({
      /** Such as `rules.call-to-teams.protectCalls`. */
      path: z.string(),
      /** In the words of the format; null: there is nothing. */
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
});

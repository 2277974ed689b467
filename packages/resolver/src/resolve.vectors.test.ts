/**
 * Every vector of test/vectors/resolver (the default profile) and test/vectors/profiles (the others): the rows of the
 * reference tables as data.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type BoundClaim,
  type BoundSubject,
  CALL_STATES,
  LINE_KINDS,
  PLAIN_FACTS,
  REACH_HINTS,
  SILENT_CLAIM,
  systemId,
  TONES,
} from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeReason, type Profile, resolve, SHIPPED_PROFILES } from './index.ts';

const call = z
  .strictObject({
    state: z.enum(CALL_STATES),
    count: z.number(),
    since: z.number().nullable().default(null),
    groupCall: z.boolean().default(false),
  })
  .transform((value) => ({ direction: 'unknown' as const, remoteParty: null, ...value }));

const claim = z
  .strictObject({
    availability: z.string().nullable().default(null),
    activity: z.string().nullable().default(null),
    call: call.nullable().default(null),
    doNotDisturb: z.boolean().nullable().default(null),
    messagesWaiting: z.number().nullable().default(null),
    forwarding: z
      .array(z.strictObject({ kind: z.enum(['always', 'busy', 'no-answer', 'unreachable']), target: z.string() }))
      .nullable()
      .default(null),
    outOfOffice: z
      .strictObject({ active: z.boolean(), message: z.string(), until: z.number().nullable() })
      .nullable()
      .default(null),
    note: z.strictObject({ text: z.string(), until: z.number().nullable() }).nullable().default(null),
    workLocation: z
      .strictObject({ type: z.string(), place: z.string(), source: z.string().default('') })
      .nullable()
      .default(null),
    howSet: z.enum(['unknown', 'user', 'application', 'inferred']).default('unknown'),
    masked: z.boolean().default(false),
    since: z.number().nullable().default(null),
    previous: z
      .strictObject({
        availability: z.string().nullable(),
        activity: z.string().nullable(),
        callState: z.enum(CALL_STATES).nullable(),
      })
      .nullable()
      .default(null),
    flags: z.array(z.string()).default([]),
    loggedIn: z.string().default(''),
  })
  .transform((value) => ({ ...SILENT_CLAIM, ...value }));

const subject = z
  .strictObject({
    systemId: z.string().transform(systemId),
    technology: z.string(),
    address: z.string(),
    lineKind: z.enum(LINE_KINDS).nullable(),
    role: z.enum(['owner', 'shared', 'logged-in']),
  })
  .transform((value): BoundSubject => ({ primary: false, ...value }));

/** What is settled of the person; what is not given is as for anybody. */
const person = z.strictObject({
  telephony: z.enum(['pbx', 'teams', 'twinned']).default('pbx'),
  groupIds: z.array(z.string()).default([]),
  takesPart: z.boolean().nullable().default(null),
  statuses: z
    .record(
      z.string(),
      z.strictObject({
        tone: z.enum(TONES).nullable(),
        labelId: z.string().nullable(),
        reach: z.enum(REACH_HINTS).nullable(),
      }),
    )
    .default({}),
});

/** What a tenant's own profile, which extends the file's, says differently. */
const change = z.strictObject({ winningTechnology: z.array(z.string()).optional() }).default({});

const vectorFile = z.strictObject({
  source: z.string(),
  profile: z.string().default('lamplight'),
  now: z.number(),
  subjects: z.record(z.string(), subject),
  vectors: z.array(
    z.strictObject({
      name: z.string(),
      row: z.string(),
      person: person.prefault({}),
      change,
      claims: z.array(
        z.strictObject({
          subject: z.string(),
          freshness: z.enum(['pending', 'fresh', 'stale', 'withdrawn']).default('fresh'),
          claim: claim.nullable().default(null),
        }),
      ),
      expect: z.strictObject({
        presence: z.record(z.string(), z.unknown()),
        /** By system; null: there is no such view. */
        views: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()).default({}),
        effects: z.array(z.unknown()).default([]),
        revisitAt: z.number().nullable().default(null),
        /** Reasons that must be among those given, by id of the rule. */
        reasons: z
          .array(
            z.strictObject({ rule: z.string(), detail: z.string().optional(), applied: z.boolean().default(true) }),
          )
          .default([]),
      }),
    }),
  ),
});

type VectorFile = z.infer<typeof vectorFile>;

/** Stale claims lapsed five seconds ago. */
function boundClaim(file: VectorFile, entry: VectorFile['vectors'][number]['claims'][number]): BoundClaim {
  const bound = file.subjects[entry.subject];
  if (bound === undefined) {
    throw new Error(`subject: ${entry.subject} is not among the file's subjects`);
  }
  const staleSince = entry.freshness === 'stale' ? file.now - 5_000 : null;
  return { ...bound, freshness: entry.freshness, claim: entry.claim, staleSince };
}

function profileOf(file: VectorFile, changed: z.infer<typeof change>): Profile {
  const profile = SHIPPED_PROFILES.get(file.profile);
  if (profile === undefined) {
    throw new Error(`profile: ${file.profile} is not shipped`);
  }
  return { ...profile, winningTechnology: changed.winningTechnology ?? profile.winningTechnology };
}

const folders = ['resolver', 'profiles'].map((name) => new URL(`../../../test/vectors/${name}/`, import.meta.url));
const paths = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => new URL(name, folder)),
);

for (const path of paths) {
  const file = vectorFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  describe(`${basename(path.pathname)} (${file.source})`, () => {
    it.each(file.vectors)('$name [$row]', ({ claims, person: settled, change: changed, expect: expected }) => {
      const profile = profileOf(file, changed);
      const held = claims.map((entry) => boundClaim(file, entry));
      const answer = resolve(held, { ...PLAIN_FACTS, ...settled }, profile, file.now);
      const why = answer.reasons
        .filter((reason) => reason.applied)
        .map((reason) => describeReason(reason, profile, 'en'))
        .join('\n');
      expect(answer.presence, why).toMatchObject(expected.presence);
      for (const [system, view] of Object.entries(expected.views)) {
        const shown = answer.presence.views.find((candidate) => candidate.systemId === system) ?? null;
        expect(shown, `view of ${system}\n${why}`).toEqual(view === null ? null : expect.objectContaining(view));
      }
      expect(answer.effects, why).toEqual(expected.effects);
      expect(answer.revisitAt).toBe(expected.revisitAt);
      const reasons = answer.reasons.map((reason) => ({ ...reason, rule: profile.rules[reason.rule]?.id }));
      for (const reason of expected.reasons) {
        expect(reasons, why).toContainEqual(expect.objectContaining(reason));
      }
    });
  });
}

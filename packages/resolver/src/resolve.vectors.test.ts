/** Every vector of test/vectors/resolver: the rows of the reference tables as data. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type BoundClaim,
  type BoundSubject,
  CALL_STATES,
  LINE_KINDS,
  PLAIN_FACTS,
  SILENT_CLAIM,
  systemId,
} from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeReason, lamplightProfile, resolve } from './index.ts';

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
    workLocation: z.strictObject({ type: z.string(), place: z.string() }).nullable().default(null),
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

const vectorFile = z.strictObject({
  source: z.string(),
  now: z.number(),
  subjects: z.record(z.string(), subject),
  vectors: z.array(
    z.strictObject({
      name: z.string(),
      row: z.string(),
      telephony: z.enum(['pbx', 'teams', 'twinned']).default('pbx'),
      claims: z.array(
        z.strictObject({
          subject: z.string(),
          freshness: z.enum(['pending', 'fresh', 'stale', 'withdrawn']).default('fresh'),
          claim: claim.nullable().default(null),
        }),
      ),
      expect: z.strictObject({
        presence: z.record(z.string(), z.unknown()),
        effects: z.array(z.unknown()).default([]),
        revisitAt: z.number().nullable().default(null),
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

const folder = new URL('../../../test/vectors/resolver/', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const file = vectorFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  describe(`${name} (${file.source})`, () => {
    it.each(file.vectors)('$name [$row]', ({ claims, telephony, expect: expected }) => {
      const held = claims.map((entry) => boundClaim(file, entry));
      const answer = resolve(held, { ...PLAIN_FACTS, telephony }, lamplightProfile, file.now);
      const why = answer.reasons
        .filter((reason) => reason.applied)
        .map((reason) => describeReason(reason, lamplightProfile, 'en'))
        .join('\n');
      expect(answer.presence, why).toMatchObject(expected.presence);
      expect(answer.effects, why).toEqual(expected.effects);
      expect(answer.revisitAt).toBe(expected.revisitAt);
    });
  });
}

import {
  ACTIVITIES,
  AVAILABILITIES,
  type BoundClaim,
  CALL_STATES,
  type Claim,
  LINE_KINDS,
  PENDING_PRESENCE,
  type PersonFacts,
  PLAIN_FACTS,
  SESSION_PAIRS,
  SILENT_CLAIM,
  systemId,
  TONES,
} from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, describeReason, LABEL_IDS, lamplightProfile, type Profile, REASON_IDS, resolve } from './index.ts';

const NOW = 1_000_000;
const RUNS = Number(process.env['LAMPLIGHT_PROPERTY_RUNS'] ?? 5_000);
const SEED = Number(process.env['LAMPLIGHT_PROPERTY_SEED'] ?? 20_261_121);
const options = { numRuns: RUNS, seed: SEED };

// Mostly inside the ten seconds and the minute that rules count in; a clock may be a little behind a source's.
const time = fc.option(
  fc.oneof(fc.integer({ min: NOW - 70_000, max: NOW }), fc.integer({ min: NOW - 12_000, max: NOW + 2_000 })),
  { nil: null },
);
const end = fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }), { nil: null });
const availability = fc.option(fc.constantFrom(...AVAILABILITIES, 'Levitating', 'constructor'), { nil: null });
const activity = fc.option(
  fc.constantFrom(...ACTIVITIES, 'InACall', 'InACall', 'InACall', 'InACall + OOF', 'Hovering', 'toString'),
  { nil: null },
);
const callState = fc.constantFrom(...CALL_STATES, 'talking', 'talking');

const call = fc.record({
  state: callState,
  count: fc.nat(3),
  direction: fc.constantFrom('unknown', 'incoming', 'outgoing'),
  remoteParty: fc.option(fc.constant({ address: '+49', displayName: 'B' }), { nil: null }),
  since: time,
  groupCall: fc.boolean(),
});

const claimOf = (words: boolean, hasCall: boolean): fc.Arbitrary<Claim> =>
  fc.record({
    availability: words ? availability : fc.constant(null),
    activity: words ? activity : fc.constant(null),
    call: hasCall ? fc.option(call, { nil: null, freq: 9 }) : fc.constant(null),
    registered: fc.constant(null),
    doNotDisturb: fc.option(fc.boolean(), { nil: null }),
    messagesWaiting: fc.option(fc.nat(3), { nil: null }),
    forwarding: fc.option(
      fc.array(
        fc.record({ kind: fc.constantFrom('always', 'busy', 'unreachable'), target: fc.constantFrom('1', '2') }),
        { maxLength: 2 },
      ),
      { nil: null, freq: 2 },
    ),
    outOfOffice: fc.option(fc.record({ active: fc.boolean(), message: fc.constant('x'), until: end }), { nil: null }),
    note: fc.option(fc.record({ text: fc.constantFrom('', 'y'), until: end }), { nil: null }),
    workLocation: fc.option(fc.constant({ type: 'office', place: 'z' }), { nil: null }),
    howSet: fc.constantFrom('unknown', 'user', 'application', 'inferred'),
    masked: words ? fc.boolean() : fc.constant(false),
    since: time,
    previous: fc.option(fc.record({ availability, activity, callState: fc.option(callState, { nil: null }) }), {
      nil: null,
      freq: 2,
    }),
    flags: fc.subarray(['agent-paused', 'inferred-call']),
    loggedIn: fc.constantFrom('', '201', 'b@example.com'),
  });

const place = fc.constantFrom(
  { systemId: systemId('entra'), technology: 'MSTEAMS', words: true, line: false },
  { systemId: systemId('entra-2'), technology: 'MSTEAMS', words: true, line: false },
  { systemId: systemId('pbx-1'), technology: 'SIPSIMPLE', words: false, line: true },
  { systemId: systemId('pbx-1'), technology: 'SIPSIMPLE', words: false, line: true },
  { systemId: systemId('pbx-2'), technology: 'PBX', words: true, line: true },
  { systemId: systemId('pidf'), technology: 'SIPSIMPLE', words: true, line: false },
  { systemId: systemId('console'), technology: 'CONSOLE', words: true, line: false },
  { systemId: systemId('other'), technology: 'HOLOGRAM', words: true, line: false },
);

const boundClaim: fc.Arbitrary<BoundClaim> = place.chain(({ systemId: id, technology, words, line }) =>
  fc
    .record({
      address: fc.constantFrom('201', '202', '203'),
      lineKind: line ? fc.constantFrom(...LINE_KINDS, 'desk', 'desk', 'desk') : fc.constant(null),
      role: fc.constantFrom('owner', 'owner', 'owner', 'shared', 'logged-in'),
      primary: fc.boolean(),
      freshness: fc.constantFrom('fresh', 'fresh', 'fresh', 'stale', 'pending', 'withdrawn'),
      claim: claimOf(words, line),
    })
    .map(
      (value): BoundClaim => ({
        ...value,
        systemId: id,
        technology,
        claim: value.freshness === 'fresh' || value.freshness === 'stale' ? value.claim : null,
        staleSince: value.freshness === 'stale' ? NOW - 1_000 : null,
      }),
    ),
);

const claims = fc.uniqueArray(boundClaim, {
  maxLength: 6,
  selector: ({ systemId: id, address }) => `${id} ${address}`,
});

const person: fc.Arbitrary<PersonFacts> = fc.record({
  id: fc.constant(PLAIN_FACTS.id),
  groupIds: fc.constant([]),
  timeZone: fc.constant('UTC'),
  takesPart: fc.constant(null),
  statuses: fc.constant({}),
  telephony: fc.constantFrom('pbx', 'pbx', 'teams', 'twinned', 'twinned'),
  operatorNote: fc.option(fc.record({ text: fc.constantFrom('', 'n'), until: end }), { nil: null }),
  pause: fc.constant(null),
});

const answer = (held: readonly BoundClaim[], facts: PersonFacts, now = NOW) =>
  resolve(held, facts, lamplightProfile, now);

describe(`resolve over generated claims (seed ${SEED}, ${RUNS} runs each)`, () => {
  it('does not depend on the order of the claims', () => {
    fc.assert(
      fc.property(
        claims.chain((held) => fc.tuple(fc.constant(held), fc.shuffledSubarray(held, { minLength: held.length }))),
        person,
        ([held, shuffled], facts) => {
          expect(answer(shuffled, facts)).toEqual(answer(held, facts));
        },
      ),
      options,
    );
  });

  it('does not depend on the order of two bindings to one subject', () => {
    fc.assert(
      fc.property(boundClaim, boundClaim, person, (a, b, facts) => {
        const twice = { ...b, systemId: a.systemId, address: a.address };
        expect(answer([twice, a], facts)).toEqual(answer([a, twice], facts));
      }),
      options,
    );
  });

  it('never lets a stale claim change what fresh ones decide', () => {
    fc.assert(
      fc.property(claims, person, (held, facts) => {
        const heard = held.filter((claim) => claim.freshness !== 'stale');
        const without = answer(heard, facts);
        const withStale = answer(held, facts);
        if (without.presence.winningSystemId !== null) {
          expect(withStale.presence.availability).toBe(without.presence.availability);
          expect(withStale.presence.activity).toBe(without.presence.activity);
        }
        const counted = heard.filter(
          ({ freshness, claim, role, lineKind }) =>
            freshness === 'fresh' &&
            claim?.call &&
            role !== 'shared' &&
            !['shared', 'room', 'park', 'queue'].includes(lineKind ?? '') &&
            claim.call.state !== 'unknown',
        );
        if (counted.length > 0) {
          expect(withStale.presence.call).toEqual(without.presence.call);
        }
        for (const claim of heard) {
          const at = ({ systemId: id, address }: { systemId: string; address: string }) =>
            id === claim.systemId && address === claim.address;
          const before = without.effects.find(at)?.desired;
          const after = withStale.effects.find(at)?.desired;
          // Where fresh claims want nothing, a stale cause may at most hold back the undoing.
          if (before !== undefined || after?.kind !== 'leave') {
            expect(after).toEqual(before);
          }
        }
      }),
      options,
    );
  });

  it('takes a withdrawn claim for one that never was', () => {
    fc.assert(
      fc.property(claims, person, (held, facts) => {
        const left = held.filter((claim) => claim.freshness !== 'withdrawn');
        const without = answer(left, facts);
        const withWithdrawn = answer(held, facts);
        // Who has an account keeps having one: `no-teams` is about bindings.
        const flags = (list: readonly string[]) => list.filter((flag) => flag !== 'no-teams');
        expect({ ...withWithdrawn.presence, flags: flags(withWithdrawn.presence.flags) }).toEqual({
          ...without.presence,
          flags: flags(without.presence.flags),
        });
        expect(withWithdrawn.effects).toEqual(without.effects);
        expect(withWithdrawn.revisitAt).toBe(without.revisitAt);
      }),
      options,
    );
  });

  it('wants at most one effect per bound subject, none into its only cause, and only pairs that Graph accepts', () => {
    fc.assert(
      fc.property(claims, person, (held, facts) => {
        const { effects } = answer(held, facts);
        const keys = effects.map(({ systemId: id, address }) => `${id} ${address}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { systemId: id, address, desired } of effects) {
          const target = held.find((claim) => claim.systemId === id && claim.address === address);
          expect(target?.freshness).not.toBe('withdrawn');
          expect(target?.role).not.toBe('shared');
          if (desired.kind === 'session') {
            expect(SESSION_PAIRS).toContainEqual({ availability: desired.availability, activity: desired.activity });
            expect(target?.technology).toBe('MSTEAMS');
            expect(facts.telephony).toBe('pbx');
            expect(
              held.some(
                (claim) =>
                  claim.freshness === 'fresh' &&
                  ['talking', 'held', 'conference'].includes(claim.claim?.call?.state ?? '') &&
                  claim.systemId !== id,
              ),
            ).toBe(true);
          } else if (desired.kind === 'talking') {
            expect(desired.causeSystemId).not.toBe(id);
            expect(held.some((claim) => claim.systemId === desired.causeSystemId && claim.freshness === 'fresh')).toBe(
              true,
            );
          }
        }
      }),
      options,
    );
  });

  it('gives an answer that stands until revisitAt', () => {
    fc.assert(
      fc.property(claims, person, fc.double({ min: 0, max: 1, noNaN: true }), (held, facts, fraction) => {
        const now = answer(held, facts);
        if (now.revisitAt === null) {
          const later = answer(held, facts, NOW + 1_000_000_000);
          expect(later.presence).toEqual(now.presence);
          expect(later.effects).toEqual(now.effects);
          return;
        }
        expect(now.revisitAt).toBeGreaterThan(NOW);
        const between = answer(held, facts, NOW + Math.floor((now.revisitAt - 1 - NOW) * fraction));
        expect(between.presence).toEqual(now.presence);
        expect(between.effects).toEqual(now.effects);
        expect(() => answer(held, facts, now.revisitAt ?? NOW)).not.toThrow();
      }),
      options,
    );
  });

  it('shows a paused person the same whatever is claimed, and wants nothing anywhere, until the pause is over', () => {
    const pauses = fc.oneof(fc.constant(null), fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }));
    fc.assert(
      fc.property(claims, claims, person, pauses, (held, others, facts, until) => {
        const paused = { ...facts, pause: { until } };
        if (until !== null && until <= NOW) {
          expect(answer(held, paused)).toEqual(answer(held, facts));
          return;
        }
        const shown = answer(held, paused);
        expect(answer(others, { ...paused, operatorNote: null })).toEqual(shown);
        expect(shown.effects).toEqual([]);
        expect(shown.revisitAt).toBe(until);
        expect(shown.presence).toEqual({
          ...PENDING_PRESENCE,
          labelId: 'paused',
          freshness: 'fresh',
          telephony: facts.telephony,
          flags: ['paused'],
        });
        const [reason, ...more] = shown.reasons;
        expect(more).toEqual([]);
        expect(reason === undefined ? '' : describeReason(reason, lamplightProfile, 'en')).toBe(
          'Being shown is paused for this person, so nothing is shown and nothing is written to any system.',
        );
      }),
      options,
    );
  });

  it('has words for every label, tone and reason that it gives, in each language', () => {
    const reasons = new Set<string>();
    const labels = new Set<string>();
    fc.assert(
      fc.property(claims, person, (held, facts) => {
        const { presence, reasons: given } = answer(held, facts);
        labels.add(presence.labelId);
        for (const view of presence.views) {
          labels.add(view.labelId);
        }
        for (const { reasonId } of presence.reach) {
          reasons.add(reasonId);
        }
        const rules = new Set(given.map((reason) => reason.rule));
        expect(rules.size).toBe(lamplightProfile.rules.length);
        for (const reason of given) {
          reasons.add(reason.detail);
        }
        expect(
          describeReason(given[0] ?? { rule: 0, applied: true, subject: null, detail: '' }, lamplightProfile, 'de'),
        ).not.toMatch(/[{}]/);
      }),
      options,
    );
    for (const language of ['en', 'de']) {
      const held = catalogue(language);
      expect([...labels].filter((label) => !Object.hasOwn(held.labels, label))).toEqual([]);
      expect([...reasons].filter((reason) => !Object.hasOwn(held.reasons, reason))).toEqual([]);
      expect(Object.keys(held.tones).sort()).toEqual([...TONES].sort());
      expect(Object.keys(held.labels).sort()).toEqual([...LABEL_IDS].sort());
    }
    // No word stands in the lists that no claim can bring about; `offline-not-written` needs another profile, `paused` a
    // pause (see below).
    const unused = REASON_IDS.filter((reason) => !reasons.has(reason));
    expect(unused).toEqual(['paused', 'offline-not-written']);
    expect(LABEL_IDS.filter((label) => !labels.has(label))).toEqual(['paused']);
  });

  it('leaves its arguments alone and shares nothing with them', () => {
    fc.assert(
      fc.property(claims, person, (held, facts) => {
        const before = JSON.stringify(held);
        const { presence } = answer(held, facts);
        expect(JSON.stringify(held)).toBe(before);
        const given = new Set<unknown>();
        collectObjects(held, given);
        const found = new Set<unknown>();
        collectObjects(presence, found);
        expect([...found].filter((value) => given.has(value))).toEqual([]);
      }),
      { ...options, numRuns: Math.min(RUNS, 1_000) },
    );
  });
});

function collectObjects(value: unknown, into: Set<unknown>): void {
  if (typeof value === 'object' && value !== null) {
    into.add(value);
    for (const inner of Object.values(value)) {
      collectObjects(inner, into);
    }
  }
}

describe('parameters of a profile', () => {
  const talking: BoundClaim = {
    systemId: systemId('pbx-1'),
    technology: 'SIPSIMPLE',
    address: '201',
    lineKind: 'desk',
    role: 'owner',
    primary: true,
    freshness: 'fresh',
    staleSince: null,
    claim: {
      ...SILENT_CLAIM,
      call: { state: 'talking', count: 1, direction: 'incoming', remoteParty: null, since: 1, groupCall: false },
    },
  };
  const offline: BoundClaim = {
    ...talking,
    systemId: systemId('entra'),
    technology: 'MSTEAMS',
    address: 'aad-1',
    lineKind: null,
    claim: { ...SILENT_CLAIM, availability: 'Offline', activity: 'Offline' },
  };
  const withSession = (change: { protectCalls?: 'dnd'; whenOffline?: 'skip' }): Profile => ({
    ...lamplightProfile,
    rules: lamplightProfile.rules.map((rule) => (rule.kind === 'write-session' ? { ...rule, ...change } : rule)),
  });
  const effectsUnder = (profile: Profile) =>
    resolve([talking, offline], PLAIN_FACTS, profile, NOW).effects.map(({ desired }) => desired);

  it('writes to somebody offline, unless whenOffline says skip', () => {
    expect(effectsUnder(lamplightProfile)).toEqual([{ kind: 'session', availability: 'Busy', activity: 'InACall' }]);
    expect(effectsUnder(withSession({ whenOffline: 'skip' }))).toEqual([]);
  });

  it('writes do-not-disturb where calls are to be protected', () => {
    expect(effectsUnder(withSession({ protectCalls: 'dnd' }))).toEqual([
      { kind: 'session', availability: 'DoNotDisturb', activity: 'Presenting' },
    ]);
  });

  it('lets another order of technologies win', () => {
    const idle: BoundClaim = { ...talking, claim: { ...SILENT_CLAIM, availability: 'Away', activity: 'Away' } };
    const winner = (winningTechnology: readonly string[]) =>
      resolve([idle, offline], PLAIN_FACTS, { ...lamplightProfile, winningTechnology }, NOW).presence.winningTechnology;
    expect(winner(['MSTEAMS', 'SIPSIMPLE'])).toBe('MSTEAMS');
    expect(winner(['SIPSIMPLE', 'MSTEAMS'])).toBe('SIPSIMPLE');
  });

  it('is frozen, and gives each rule an id of its own', () => {
    expect(Object.isFrozen(lamplightProfile.rules[0])).toBe(true);
    expect(new Set(lamplightProfile.rules.map(({ id }) => id)).size).toBe(lamplightProfile.rules.length);
  });
});

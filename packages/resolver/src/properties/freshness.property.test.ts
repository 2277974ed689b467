import type { BoundClaim, Presence, SubjectRef } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { type Profile, resolve } from '../index.ts';

describe(`a stale claim (${RUNS_IN_WORDS})`, () => {
  it('never changes what fresh ones decide: availability, activity, call and effects', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        // The binding stays: who has an account keeps having one.
        const heard = held.map((claim) => (claim.freshness === 'stale' ? withdrawn(claim) : claim));
        const without = resolve(heard, person, profile, CLAIMS_NOW);
        const withStale = resolve(held, person, profile, CLAIMS_NOW);
        if (without.presence.winningSystemId !== null) {
          expect(withStale.presence.availability).toBe(without.presence.availability);
          expect(withStale.presence.activity).toBe(without.presence.activity);
          expect(withStale.presence.winningSystemId).toBe(without.presence.winningSystemId);
        }
        if (knowsCalls(without.presence, profile)) {
          expect(withStale.presence.call).toEqual(without.presence.call);
        }
        for (const subject of held.filter(({ freshness }) => freshness !== 'stale')) {
          const before = without.effects.find((effect) => isAt(effect, subject))?.desired;
          const after = withStale.effects.find((effect) => isAt(effect, subject))?.desired;
          // Where fresh claims want nothing, a stale cause may at most hold back the undoing.
          if (before !== undefined || after?.kind !== 'leave') {
            expect(after).toEqual(before);
          }
        }
      }),
      propertyRuns,
    );
  });
});

describe(`a withdrawn claim (${RUNS_IN_WORDS})`, () => {
  it('is the same as one that never was, now and when the answer is due again', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        const left = held.filter((claim) => claim.freshness !== 'withdrawn' || asksForAccount(profile, claim));
        const now = resolve(held, person, profile, CLAIMS_NOW);
        for (const at of [CLAIMS_NOW, now.revisitAt ?? CLAIMS_NOW]) {
          const without = resolve(left, person, profile, at);
          const withWithdrawn = resolve(held, person, profile, at);
          expect(withoutBindings(withWithdrawn.presence, profile)).toEqual(withoutBindings(without.presence, profile));
          expect(withWithdrawn.effects).toEqual(without.effects);
          expect(withWithdrawn.revisitAt).toBe(without.revisitAt);
        }
      }),
      propertyRuns,
    );
  });
});

function withdrawn(claim: BoundClaim): BoundClaim {
  return { ...claim, freshness: 'withdrawn', claim: null, staleSince: null };
}

/**
 * Whether the profile asks for having an account of the technology, which lasts however long nothing is heard of it: the end
 * of a pause of its integration does.
 */
function asksForAccount({ rules, participants }: Profile, { technology }: BoundClaim): boolean {
  if (participants.pausedUntil !== null && participants.technologies.includes(technology)) {
    return true;
  }
  return rules.some(
    (rule) =>
      rule.when?.accounts?.includes(technology) === true ||
      (rule.kind === 'managed-by' && rule.technology === technology),
  );
}

function isAt(a: SubjectRef, b: SubjectRef): boolean {
  return a.systemId === b.systemId && a.address === b.address;
}

/** A line that counts for the person says, freshly, whether there is a call. */
function knowsCalls({ lines }: Presence, { sharedKinds, placeKinds }: Profile): boolean {
  return lines.some(
    ({ freshness, role, kind, call }) =>
      freshness === 'fresh' &&
      call.state !== 'unknown' &&
      !placeKinds.includes(kind) &&
      (role === 'logged-in' || (role === 'owner' && !sharedKinds.includes(kind))),
  );
}

/** Who has an account keeps having one: the flag of a missing technology is about bindings. */
function withoutBindings(presence: Presence, { rules }: Profile): Presence {
  const missing = new Set(rules.map((rule) => (rule.kind === 'missing-technology' ? rule.flag : '')));
  return { ...presence, flags: presence.flags.filter((flag) => !missing.has(flag)) };
}

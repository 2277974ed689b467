import { PENDING_PRESENCE } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { describeReason, resolve } from '../index.ts';

const FOREVER_MS = 400 * 86_400_000;

describe(`time (${RUNS_IN_WORDS})`, () => {
  it('changes no answer before revisitAt', () => {
    const fractions = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, fractions, (held, person, profile, fraction) => {
        const now = resolve(held, person, profile, CLAIMS_NOW);
        const until = now.revisitAt ?? CLAIMS_NOW + FOREVER_MS;
        expect(until).toBeGreaterThan(CLAIMS_NOW);
        const then = resolve(held, person, profile, CLAIMS_NOW + Math.floor((until - 1 - CLAIMS_NOW) * fraction));
        expect(then.presence).toEqual(now.presence);
        expect(then.effects).toEqual(now.effects);
      }),
      propertyRuns,
    );
  });

  it('ends a pause, under which everybody is shown the same and nothing is wanted anywhere', () => {
    const pauses = fc.oneof(fc.constant(null), fc.integer({ min: CLAIMS_NOW - 5_000, max: CLAIMS_NOW + 5_000 }));
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, pauses, (held, person, profile, until) => {
        const paused = resolve(held, { ...person, pause: { until } }, profile, CLAIMS_NOW);
        if (until !== null && until <= CLAIMS_NOW) {
          expect(paused).toEqual(resolve(held, person, profile, CLAIMS_NOW));
          return;
        }
        expect(paused.effects).toEqual([]);
        expect(paused.revisitAt).toBe(until);
        expect(paused.presence).toEqual({
          ...PENDING_PRESENCE,
          labelId: 'paused',
          freshness: 'fresh',
          telephony: person.telephony,
          flags: ['paused'],
        });
        const [reason, ...more] = paused.reasons;
        expect(more).toEqual([]);
        expect(reason === undefined ? '' : describeReason(reason, profile, 'en')).toBe(
          'Being shown is paused for this person, so nothing is shown and nothing is written to any system.',
        );
      }),
      propertyRuns,
    );
  });
});

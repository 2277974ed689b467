import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, boundClaims, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { resolve } from '../index.ts';

describe(`the order of claims (${RUNS_IN_WORDS})`, () => {
  it('changes nothing in the answer, reasons included', () => {
    const shuffled = claimSets.chain((held) =>
      fc.tuple(fc.constant(held), fc.shuffledSubarray([...held], { minLength: held.length })),
    );
    fc.assert(
      fc.property(shuffled, arbitraryPeople, anyProfile, ([held, other], person, profile) => {
        expect(resolve(other, person, profile, CLAIMS_NOW)).toEqual(resolve(held, person, profile, CLAIMS_NOW));
      }),
      propertyRuns,
    );
  });

  it('changes nothing between two bindings to one subject', () => {
    fc.assert(
      fc.property(boundClaims, boundClaims, arbitraryPeople, anyProfile, (a, b, person, profile) => {
        const twice = { ...b, systemId: a.systemId, address: a.address };
        expect(resolve([twice, a], person, profile, CLAIMS_NOW)).toEqual(
          resolve([a, twice], person, profile, CLAIMS_NOW),
        );
      }),
      propertyRuns,
    );
  });
});

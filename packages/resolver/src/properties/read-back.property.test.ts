/**
 * What was written comes back in what is read. The model of it, per kind:
 * - a session or a preferred status in Teams: Graph shows an aggregate without an author, so the claim is masked and keeps
 *   its last independent state;
 * - talking: a PBX that shows it as the line's own state (a published dialog) has the claim masked with the line's own
 *   state; one that shows it beside the device (a custom device state, a status in directories) has a flag at most;
 * - do-not-disturb: one switch of the phone that the adapter itself has turned, so it claims the switch as it was, with a
 *   flag; calls stay visible beside it, so nothing is masked.
 * Where a subject has not been heard now, nothing is read back.
 */
import type { BoundClaim, DesiredEffect } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { resolve } from '../index.ts';

describe(`an effect that is applied and read back (${RUNS_IN_WORDS})`, () => {
  it.each(['as the state of the line', 'beside the device'])(
    'causes no further effect, with talking shown %s',
    (way) => {
      fc.assert(
        fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
          const first = resolve(held, person, profile, CLAIMS_NOW);
          const read = held.map((claim) => readBack(claim, first.effects, way === 'as the state of the line'));
          const second = resolve(read, person, profile, CLAIMS_NOW);
          expect(second.effects).toEqual(first.effects);
          expect(second.revisitAt).toBe(first.revisitAt);
        }),
        propertyRuns,
      );
    },
  );
});

function readBack(bound: BoundClaim, effects: readonly DesiredEffect[], asLineState: boolean): BoundClaim {
  const { systemId, address, freshness, claim } = bound;
  const written = effects.find((effect) => effect.systemId === systemId && effect.address === address)?.desired;
  if (written === undefined || claim === null || freshness !== 'fresh') {
    return bound;
  }
  switch (written.kind) {
    case 'session':
    case 'preferred':
      return { ...bound, claim: { ...claim, masked: true } };
    case 'talking':
      return {
        ...bound,
        claim: asLineState ? { ...claim, masked: true } : { ...claim, flags: [...claim.flags, 'told-talking'] },
      };
    case 'do-not-disturb':
      return { ...bound, claim: { ...claim, flags: [...claim.flags, 'told-do-not-disturb'] } };
    case 'leave':
      return bound;
  }
}

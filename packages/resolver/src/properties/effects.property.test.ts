import { PREFERRED_PAIRS, type Reason, SESSION_PAIRS } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { resolve } from '../index.ts';

describe(`effects (${RUNS_IN_WORDS})`, () => {
  it('come at most one to a subject that is there and counts, and only with pairs that Graph accepts', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        const { effects } = resolve(held, person, profile, CLAIMS_NOW);
        const keys = effects.map(({ systemId, address }) => `${systemId} ${address}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { systemId, address, desired } of effects) {
          const target = held.find((claim) => claim.systemId === systemId && claim.address === address);
          expect(target?.freshness).not.toBe('withdrawn');
          expect(target?.role).not.toBe('shared');
          if (desired.kind === 'session' || desired.kind === 'preferred') {
            const accepted = desired.kind === 'session' ? SESSION_PAIRS : PREFERRED_PAIRS;
            const { availability, activity } = desired;
            expect(accepted).toContainEqual({ availability, activity });
            expect(target?.claim?.call ?? null).toBeNull();
          }
          if (desired.kind === 'preferred') {
            expect([null, ...PREFERRED_PAIRS]).toContainEqual(desired.restore);
            expect(desired.restore).not.toEqual({ availability: desired.availability, activity: desired.activity });
          }
        }
      }),
      propertyRuns,
    );
  });

  it('never go back into their only cause', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        for (const { systemId, address, desired } of resolve(held, person, profile, CLAIMS_NOW).effects) {
          const alone = held.filter((claim) => claim.systemId === systemId);
          const { effects, reasons } = resolve(alone, person, profile, CLAIMS_NOW);
          // What is left as it is, since a condition is not heard, goes nowhere.
          const unheard = new Set(reasons.filter(({ detail }) => detail === UNHEARD).map(subjectOf));
          const back = effects.filter((effect) => effect.systemId === systemId && effect.address === address);
          expect(
            back.filter(({ desired: kept }) => !(kept.kind === 'leave' && unheard.has(`${systemId} ${address}`))),
          ).toEqual([]);
          if (desired.kind === 'talking' || desired.kind === 'do-not-disturb') {
            expect(desired.causeSystemId).not.toBe(systemId);
          }
        }
      }),
      propertyRuns,
    );
  });

  it('are none with writes off, and reasons say at each subject what would have been written', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        const on = resolve(held, person, { ...profile, writes: 'on' }, CLAIMS_NOW);
        const off = resolve(held, person, { ...profile, writes: 'off' }, CLAIMS_NOW);
        expect(off.effects).toEqual([]);
        expect(off.presence).toEqual(on.presence);
        const saidAt = off.reasons.filter(({ detail }) => detail.startsWith('read-only')).map(subjectOf);
        const wanted = on.effects.filter(({ desired }) => desired.kind !== 'leave');
        expect(saidAt.sort()).toEqual(wanted.map(({ systemId, address }) => `${systemId} ${address}`).sort());
      }),
      propertyRuns,
    );
  });
});

/** The reason of what is left as it is. */
const UNHEARD = 'left-until-condition-heard';

function subjectOf({ subject }: Reason): string {
  return `${subject?.systemId} ${subject?.address}`;
}

import { TONES } from '@lamplight/domain';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { anyProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { fewerRuns, propertyRuns, RUNS_IN_WORDS } from '../../../../test/fakes/property-runs.ts';
import { catalogue, describeReason, LABEL_IDS, REASON_IDS, resolve } from '../index.ts';

const LANGUAGES = ['en', 'de'];

describe(`words (${RUNS_IN_WORDS})`, () => {
  const seen = new Set<string>();

  it('stand in both languages for every label and reason that is given, and every rule gives a reason', () => {
    const words = LANGUAGES.map((language) => catalogue(language));
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        const { presence, reasons } = resolve(held, person, profile, CLAIMS_NOW);
        expect(new Set(reasons.map(({ rule }) => rule).filter((rule) => rule >= 0)).size).toBe(profile.rules.length);
        const details = [...reasons.map(({ detail }) => detail), ...presence.reach.map(({ reasonId }) => reasonId)];
        const labels = [presence.labelId, ...presence.views.map(({ labelId }) => labelId)];
        for (const { labels: labelWords, reasons: reasonWords } of words) {
          expect(labels.filter((label) => !Object.hasOwn(labelWords, label))).toEqual([]);
          expect(details.filter((detail) => !Object.hasOwn(reasonWords, detail))).toEqual([]);
        }
        for (const reason of reasons) {
          seen.add(reason.detail);
          for (const language of LANGUAGES) {
            expect(describeReason(reason, profile, language)).not.toMatch(/[{}]|undefined/);
          }
        }
        for (const detail of details) {
          seen.add(detail);
        }
      }),
      propertyRuns,
    );
  });

  it('stand in the lists only where something brings them about', () => {
    // A pause is tried with time.
    expect(REASON_IDS.filter((reason) => !seen.has(reason))).toEqual(['paused']);
    for (const language of LANGUAGES) {
      const held = catalogue(language);
      expect(Object.keys(held.tones).sort()).toEqual([...TONES].sort());
      expect(Object.keys(held.labels).sort()).toEqual([...LABEL_IDS].sort());
      expect(Object.keys(held.reasons).sort()).toEqual([...REASON_IDS].sort());
    }
  });

  afterAll(() => {
    seen.clear();
  });
});

describe('an answer', () => {
  it('leaves its arguments alone and shares nothing with them', () => {
    fc.assert(
      fc.property(claimSets, arbitraryPeople, anyProfile, (held, person, profile) => {
        const before = JSON.stringify([held, profile]);
        const { presence, effects } = resolve(held, person, profile, CLAIMS_NOW);
        expect(JSON.stringify([held, profile])).toBe(before);
        const given = new Set<unknown>();
        collectObjects([held, person], given);
        const found = new Set<unknown>();
        collectObjects([presence, effects], found);
        expect([...found].filter((value) => given.has(value))).toEqual([]);
      }),
      fewerRuns,
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

import { lamplightProfile, type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { fewerRuns } from '../../../../test/fakes/property-runs.ts';
import { checkProfile } from '../check/check-profile.ts';
import { readProfile } from '../check/read-profile.ts';
import { SHIPPED_SURROUNDINGS } from '../check/surroundings.ts';
import { diffProfiles } from './diff-profiles.ts';
import { writeProfile } from './write-profile.ts';

/** Texts that a YAML writer may trip over. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.string({
    unit: fc.constantFrom('a', ' ', ':', '#', '\n', '"', "'", '-', '{', '\t', '\u0085', '\u2028', '|', '>', '%'),
  }),
  fc.constantFrom('on', 'null', '~', '2026-12-25', '0x1f', '1e3', '- a', '', '\\', '!!str x', '&a', '*a', '? a', '---'),
);

const profiles = fc.tuple(arbitraryProfile, texts, texts).map(
  ([profile, title, why]): Profile => ({
    ...profile,
    title,
    description: why,
    rules: profile.rules.map((rule, index) => (index === 0 ? { ...rule, why } : rule)),
  }),
);

describe('writeProfile', () => {
  it('is read again as the same profile', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const read = readProfile(writeProfile(profile), SHIPPED_SURROUNDINGS);
        expect(read.findings).toEqual([]);
        expect(read.profile).toEqual(profile);
      }),
      { ...fewerRuns, numRuns: 400 },
    );
  });

  it.each([' \n', '\t\n x', '\n \n\n', ' a\n b'])('keeps the blanks of %j', (description) => {
    const text = writeProfile({ ...lamplightProfile, id: 'ours', description });
    expect(checkProfile(text).profile?.description).toBe(description);
  });

  it('writes the same text of what it has read', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const text = writeProfile(profile);
        const { profile: read } = readProfile(text, SHIPPED_SURROUNDINGS);
        expect(read === null ? null : writeProfile(read)).toBe(text);
      }),
      { ...fewerRuns, numRuns: 200 },
    );
  });
});

describe('checkProfile', () => {
  it('gives a profile exactly when there is no error, and places inside the text', () => {
    let accepted = 0;
    fc.assert(
      fc.property(arbitraryProfile, (profile) => {
        const text = writeProfile(profile);
        const { profile: checked, findings } = checkProfile(text);
        accepted += checked === null ? 0 : 1;
        expect(checked === null).toBe(findings.some(({ severity }) => severity === 'error'));
        for (const { line, column, message } of findings) {
          expect(text.split('\n')[line - 1]?.length, message).toBeGreaterThanOrEqual(column);
        }
      }),
      { ...fewerRuns, numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(150);
  });
});

describe('diffProfiles', () => {
  const shipped = fc.constantFrom(...SHIPPED_PROFILES.values());

  it('finds nothing between a profile and itself, and something between two that differ', () => {
    fc.assert(
      fc.property(arbitraryProfile, shipped, (one, other) => {
        expect(diffProfiles(one, structuredClone(one))).toEqual([]);
        expect(diffProfiles(one, other)).not.toEqual([]);
        expect(diffProfiles(other, one)).toHaveLength(diffProfiles(one, other).length);
      }),
      { ...fewerRuns, numRuns: 300 },
    );
  });
});

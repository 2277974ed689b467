import { SHIPPED_PROFILES } from '@lamplight/resolver';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fewerRuns } from '../../../../test/fakes/property-runs.ts';
import { writeProfile } from '../write/write-profile.ts';
import { checkProfile } from './check-profile.ts';

const TEXTS = [
  ...[...SHIPPED_PROFILES.values()].map(writeProfile),
  'id: ours\nextends: lamplight\nrules:\n  - {id: call-to-teams, protectCalls: dnd}\n  - {id: a, kind: show, before: b}\nremove: [a]\n',
];
const JUNK = [
  '',
  ': ',
  '- ',
  '{',
  '[]',
  'null',
  '&a',
  '*a',
  '__proto__: ',
  'kind: ',
  '7',
  '~',
  '\t',
  '\n',
  '"',
  'id: constructor\n',
];

/** A text with pieces of it cut out or put elsewhere, and junk in between. */
const broken = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(fc.tuple(fc.nat(4_000), fc.nat(60), fc.constantFrom(...JUNK)), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((cut, [at, length, junk]) => {
      const place = at % (cut.length + 1);
      return cut.slice(0, place) + junk + cut.slice(place + length);
    }, text),
  );

it('never throws, and says at a place of the text why there is no profile', () => {
  fc.assert(
    fc.property(fc.oneof(broken, fc.string({ unit: 'binary' })), (text) => {
      const { profile, findings } = checkProfile(text);
      expect(profile === null).toBe(findings.some(({ severity }) => severity === 'error'));
      for (const { line, column } of findings) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { ...fewerRuns, endOnFailure: true },
  );
});

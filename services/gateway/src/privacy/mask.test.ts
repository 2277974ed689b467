import { MASK_FIELDS, MASKED_ROLES, type Privacy, privacySettings } from '@lamplight/admin-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskOf, maskShowing, OPEN_MASK, WORKS_COUNCIL_MASK } from './mask.ts';

const privacy = (given: unknown): Privacy => privacySettings.parse(given);
const shown = (settings: Privacy, ...roles: string[]): readonly string[] => {
  const { shows } = maskOf(settings, roles);
  return MASK_FIELDS.filter((field) => shows[field]);
};

test('without a word about a role, it sees what the preset says', () => {
  expect(maskOf(privacy({}), ['watcher'])).toBe(OPEN_MASK);
  expect(maskOf(privacy({ preset: 'works-council' }), ['watcher'])).toBe(WORKS_COUNCIL_MASK);
  expect(shown(privacy({ preset: 'works-council' }), 'administrator')).toEqual(['availability', 'line']);
  expect(WORKS_COUNCIL_MASK.hidden).toEqual(['since', 'remoteParty', 'note', 'location', 'history']);
});

test('a role sees what masks say; a key with several roles sees the union', () => {
  const settings = privacy({ masks: { watcher: ['availability'], attendant: ['line', 'note'], auditor: [] } });
  expect(shown(settings, 'watcher')).toEqual(['availability']);
  expect(shown(settings, 'watcher', 'attendant')).toEqual(['availability', 'line', 'note']);
  expect(shown(settings, 'auditor')).toEqual([]);
  expect(shown(settings, 'watcher', 'administrator')).toEqual(MASK_FIELDS);
});

test('a key with none of the roles that see presence sees what a watcher sees', () => {
  const settings = privacy({ masks: { watcher: ['availability'] } });
  expect(shown(settings, 'explain', 'status')).toEqual(['availability']);
  expect(shown(settings)).toEqual(['availability']);
});

test('nothing widens works-council, and it can be narrowed', () => {
  const settings = privacy({ preset: 'works-council', masks: { watcher: ['line', 'note', 'history'] } });
  expect(shown(settings, 'watcher')).toEqual(['line']);
  const roles = fc.subarray([...MASKED_ROLES, 'explain', 'operator', 'status']);
  const fields = fc.subarray([...MASK_FIELDS]);
  fc.assert(
    fc.property(
      roles,
      fc.dictionary(fc.constantFrom(...MASKED_ROLES), fields, { noNullPrototype: true }),
      (held, masks) => {
        const mask = maskOf(privacy({ preset: 'works-council', masks }), held);
        expect(mask.bits & ~WORKS_COUNCIL_MASK.bits).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('one more role never takes anything away', () => {
  fc.assert(
    fc.property(
      fc.subarray([...MASKED_ROLES], { minLength: 1 }),
      fc.constantFrom(...MASKED_ROLES),
      fc.dictionary(fc.constantFrom(...MASKED_ROLES), fc.subarray([...MASK_FIELDS]), { noNullPrototype: true }),
      (held, another, masks) => {
        const settings = privacy({ masks });
        const before = maskOf(settings, held).bits;
        expect(before & ~maskOf(settings, [...held, another]).bits).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('a mask is one object, so that it can be compared', () => {
  expect(maskShowing(['line', 'availability'])).toBe(WORKS_COUNCIL_MASK);
  expect(
    new Set(Array.from({ length: 128 }, (_, bits) => maskShowing(MASK_FIELDS.filter((_field, at) => bits & (1 << at)))))
      .size,
  ).toBe(128);
});

/** Every way of writing a number of a plan is one phone; what is another phone never becomes it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkNumberPlan } from './check-number-plan.ts';
import { dialledKeys, lineKeys } from './line-keys.ts';
import type { NumberPlan } from './number-plan.ts';
import { readNumber } from './read-number.ts';

const RUNS = { numRuns: 2_000 };

interface Country {
  readonly code: string;
  readonly trunk: string;
  readonly international: string;
  readonly areas: readonly string[];
  /** Digits of a national number without the trunk prefix. */
  readonly length: number;
}

const COUNTRIES: readonly Country[] = [
  { code: '49', trunk: '0', international: '00', areas: ['30', '89', '221', '2241', '33841'], length: 10 },
  { code: '49', trunk: '0', international: '00', areas: ['30', '89', '711'], length: 11 },
  { code: '43', trunk: '0', international: '00', areas: ['1', '316', '512'], length: 11 },
  { code: '41', trunk: '0', international: '00', areas: ['44', '31', '22'], length: 9 },
  { code: '44', trunk: '0', international: '00', areas: ['20', '161', '131'], length: 10 },
  { code: '33', trunk: '0', international: '00', areas: ['1', '4'], length: 9 },
  { code: '39', trunk: '', international: '00', areas: ['02', '06', '011'], length: 10 },
  { code: '1', trunk: '1', international: '011', areas: ['212', '415', '604'], length: 10 },
  { code: '45', trunk: '', international: '00', areas: [''], length: 8 },
];

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

const plans: fc.Arbitrary<NumberPlan> = fc
  .record({
    country: fc.constantFrom(...COUNTRIES),
    area: fc.nat(),
    extensionLength: fc.integer({ min: 2, max: 4 }),
    first: fc.integer({ min: 2, max: 9 }),
    more: digits(8),
    exitPrefix: fc.constantFrom('', '0', '9'),
  })
  .map(({ country, area, extensionLength, first, more, exitPrefix }) => {
    const areaCode = country.areas[area % country.areas.length] ?? '';
    const length = country.length - areaCode.length - extensionLength;
    return {
      countryCode: country.code,
      areaCode,
      sitePrefix: `${first}${more}`.slice(0, length),
      extensionLength,
      trunkPrefix: country.trunk,
      internationalPrefix: country.international,
      exitPrefix,
    };
  })
  .filter((plan) => checkNumberPlan(plan).length === 0);

const planAndExtension = plans.chain((plan) => fc.tuple(fc.constant(plan), digits(plan.extensionLength)));

function writings(plan: NumberPlan, extension: string): readonly string[] {
  const { countryCode, areaCode, sitePrefix, trunkPrefix, internationalPrefix, exitPrefix } = plan;
  const subscriber = `${sitePrefix}-${extension}`;
  const national = `${trunkPrefix}${areaCode} ${subscriber}`;
  const international = `${countryCode} ${areaCode} ${subscriber}`;
  const dialled = [national, `${internationalPrefix}${international}`, `${sitePrefix}${extension}`];
  return [
    extension,
    `+${international}`,
    `(+${countryCode}) ${areaCode}/${subscriber}`,
    `tel:+${countryCode}-${areaCode}-${subscriber}`,
    `tel:${extension};phone-context=+${countryCode}${areaCode}${sitePrefix}`,
    `tel:${extension};phone-context=pbx.example.com`,
    `tel:+${countryCode}${areaCode}${sitePrefix}0;ext=${extension}`,
    `sip:${extension}@pbx.example.com`,
    `sip:+${countryCode}${areaCode}${sitePrefix}${extension}@gateway.example.com;user=phone`,
    `+${international} `,
    `Tel. +${international}`,
    ...(trunkPrefix === '0' ? [`+${countryCode} (0)${areaCode} ${subscriber}`] : []),
    ...dialled,
    ...dialled.map((text) => exitPrefix + text),
  ];
}

/** Bare digits of an extension's length are that extension, whatever else they could be. */
function isExtension(text: string, plan: NumberPlan): boolean {
  return /^\d+$/.test(text) && text.length === plan.extensionLength;
}

test('every way of writing a number of a plan reads as the same phone', () => {
  fc.assert(
    fc.property(planAndExtension, ([plan, extension]) => {
      const e164 = `+${plan.countryCode}${plan.areaCode}${plan.sitePrefix}${extension}`;
      for (const text of writings(plan, extension)) {
        if (text === extension || !isExtension(text, plan)) {
          expect([text, readNumber(text, plan)]).toEqual([text, { e164, extension }]);
        }
      }
    }),
    RUNS,
  );
});

test('different extensions are never the same phone, and one extension at two sites is two', () => {
  fc.assert(
    fc.property(planAndExtension, planAndExtension, ([plan, extension], [otherPlan, other]) => {
      const sameSite =
        plan.countryCode + plan.areaCode + plan.sitePrefix ===
        otherPlan.countryCode + otherPlan.areaCode + otherPlan.sitePrefix;
      const mine = readNumber(extension, plan)?.e164;
      const theirs = readNumber(other, { ...plan, extensionLength: other.length })?.e164;
      expect(mine === theirs).toBe(extension === other);
      if (!sameSite && extension.length === other.length && plan.sitePrefix.length === otherPlan.sitePrefix.length) {
        expect(readNumber(extension, otherPlan)?.e164).not.toBe(mine);
      }
    }),
    RUNS,
  );
});

test('what was read reads as itself, under any plan and none', () => {
  fc.assert(
    fc.property(planAndExtension, plans, ([plan, extension], other) => {
      const e164 = readNumber(extension, plan)?.e164 ?? '';
      expect(readNumber(e164, plan)).toEqual({ e164, extension });
      expect(readNumber(e164, null)).toEqual({ e164, extension: null });
      expect(readNumber(e164, other)?.e164).toBe(e164);
    }),
    RUNS,
  );
});

test('every way of dialling a line finds it by number or extension', () => {
  fc.assert(
    fc.property(planAndExtension, fc.nat(), fc.nat(), ([plan, extension], a, b) => {
      const all = writings(plan, extension).filter((text) => text === extension || !isExtension(text, plan));
      const line = lineKeys(all[a % all.length] ?? '', plan);
      const text = all[b % all.length] ?? '';
      const asked = dialledKeys(text, plan);
      if (text.startsWith('sip:') && !text.startsWith('sip:+')) {
        expect(asked).toEqual({ uri: text, number: null, extension: null });
      } else {
        expect(asked.number).toBe(line.number);
      }
    }),
    RUNS,
  );
});

test('arbitrary text never throws, and what is read is E.164 and digits', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    digits(3),
    fc.constantFrom('+', 'tel:', 'sip:', '@', ';ext=', ';phone-context=', '%2', '(0)', ' ext ', '\u202a', '00', '٣'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.option(plans), (pieces, plan) => {
      const text = pieces.join('');
      const read = readNumber(text, plan);
      expect(read?.e164 ?? '+1').toMatch(/^\+[1-9]\d{0,14}$/);
      expect(read?.extension ?? '1').toMatch(/^\d{1,32}$/);
      lineKeys(text, plan);
      dialledKeys(text, plan);
    }),
    RUNS,
  );
});

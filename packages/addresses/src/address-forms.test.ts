import { describe, expect, test } from 'vitest';
import { checkNumberPlan } from './check-number-plan.ts';
import { foldName } from './fold-name.ts';
import { dialledKeys, lineKeys } from './line-keys.ts';
import type { NumberPlan } from './number-plan.ts';
import { looksLikeNumber, shortenExternal } from './shorten-external.ts';

const BERLIN: NumberPlan = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '1234',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '0',
};

describe('checkNumberPlan', () => {
  test.each<[Partial<NumberPlan>, string]>([
    [{ countryCode: '+49' }, 'countryCode is "+49": expected a calling code'],
    [{ countryCode: '999' }, 'countryCode is 999: no country has this calling code'],
    [{ areaCode: '0 30' }, 'areaCode is "0 30": expected digits only'],
    [{ extensionLength: 0 }, 'extensionLength is 0: expected a whole number from 1 to 12'],
    [{ areaCode: '030' }, 'areaCode is 030 and begins with the trunkPrefix 0'],
    [{ countryCode: '39', areaCode: '02' }, 'as in Italy, leave trunkPrefix empty'],
    [{ trunkPrefix: '00' }, 'trunkPrefix and internationalPrefix are both 00'],
    [{ exitPrefix: '00' }, 'exitPrefix and internationalPrefix are both 00'],
    [{ sitePrefix: '49301234' }, 'sitePrefix is 49301234 and begins with country and area code'],
    [{ sitePrefix: '1234567890' }, 'a full number +49301234567890xxx has 17 digits: expected at most 15'],
    [{ countryCode: '1', areaCode: '212', sitePrefix: '55' }, 'a full number +121255xxx is not possible'],
  ])('%j', (change, problem) => {
    expect(checkNumberPlan({ ...BERLIN, ...change }).join('\n')).toContain(problem);
  });

  test.each<Partial<NumberPlan>>([
    {},
    { trunkPrefix: '0', exitPrefix: '0' },
    { sitePrefix: '' },
    { countryCode: '7', areaCode: '800', sitePrefix: '5553', extensionLength: 3, trunkPrefix: '8' },
  ])('nothing is wrong with %j', (change) => {
    expect(checkNumberPlan({ ...BERLIN, ...change })).toEqual([]);
  });
});

describe('keys of lines', () => {
  test.each<[string, NumberPlan | null, ReturnType<typeof lineKeys>]>([
    ['567', BERLIN, { uri: null, number: '+49301234567', extension: '567' }],
    ['sip:567@PBX', BERLIN, { uri: 'sip:567@pbx', number: '+49301234567', extension: '567' }],
    ['567@pbx', null, { uri: 'sip:567@pbx', number: null, extension: '567' }],
    ['sip:anna@pbx', BERLIN, { uri: 'sip:anna@pbx', number: null, extension: null }],
    ['7001', BERLIN, { uri: null, number: null, extension: '7001' }],
    ['*21', BERLIN, { uri: null, number: null, extension: null }],
    ['+49 30 4444 567', BERLIN, { uri: null, number: '+49304444567', extension: null }],
    ['0b9c5f6a-0000-4000-8000-000000000001', null, { uri: null, number: null, extension: null }],
  ])('%s', (address, plan, keys) => {
    expect(lineKeys(address, plan)).toEqual(keys);
  });

  test('567 at another host is another line, and a number is the same at every host', () => {
    expect(dialledKeys('sip:567@other', BERLIN)).toEqual({ uri: 'sip:567@other', number: null, extension: null });
    expect(dialledKeys('sip:+49301234567@other', BERLIN).number).toBe('+49301234567');
    expect(dialledKeys('sip:%2B49301234567@other', BERLIN).number).toBe('+49301234567');
    expect(dialledKeys('7001', BERLIN).extension).toBe('7001');
  });
});

test.each([
  ['  Anna   Müller\u00a0', 'anna muller'],
  ['STRASSE', 'strasse'],
  ['Straße', 'strasse'],
  ['ＡＮＮＡ', 'anna'],
  ['Łukasz Ødegård', 'lukasz odegard'],
  ['İpek', 'ipek'],
  ['Þór Æsir', 'thor aesir'],
  ['ΣΑΣ', 'σασ'],
  ['한글', '한글'],
])('%s folds to %s', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

test.each([
  ['+49 30 1234567', '+49 30 1…'],
  ['+49301234567', '+49301…'],
  ['0301234567', '03012…'],
  ['1234567', '123…'],
  ['12345', '1…'],
  ['567', '567'],
  ['110', '110'],
  ['tel:+49301234567;phone-context=+49', 'tel:+49301…;phone-context=+49'],
  ['sip:+49301234567:1234@192.0.2.4:5060;user=phone', 'sip:+49301…@192.0.2.4:5060'],
  ['sip:anna.schmidt@example.com;gr=urn:uuid:1?subject=x', 'sip:ann…@example.com'],
  ['anna.schmidt@example.com', 'ann…@example.com'],
  ['sip:+49301234567;ext=1@example.com', 'sip:+49301…@example.com'],
  ['bob@example.com', '…@example.com'],
  ['"Anna" <sip:anna.schmidt@example.com>', '"Anna" <sip:ann…@example.com>'],
  ['Anna +49 171 1234567 (mobile)', 'Anna +49 171 1… (mobile)'],
  ['Anna Schmidt', 'Anna Schmidt'],
  ['anonymous', 'anonymous'],
  ['+49 30 1234567…', '+49 30 12…'],
])('an outsider: %s is shown as %s', (address, shown) => {
  expect(shortenExternal(address, false)).toBe(shown);
});

test.each([
  ['+49 30 1234-567', true],
  ['567', true],
  ['tel:567', true],
  ['Room 567', false],
  ['', false],
  ['---', false],
])('%s looks like a number: %s', (text, expected) => {
  expect(looksLikeNumber(text)).toBe(expected);
});

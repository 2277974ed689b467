import { seededRandom } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sealer } from './sealer.ts';
import { keyRingOf, makeStoreKey } from './store-key.ts';

const random = seededRandom(5);
const [ONE, OTHER] = [makeStoreKey(random), makeStoreKey(random)];
const sealer = new Sealer(keyRingOf([ONE], 'the test'), random);
const place = fc.record({
  table: fc.string(),
  column: fc.string(),
  row: fc.array(fc.string(), { maxLength: 4 }),
});
const text = fc.string({ unit: 'binary', maxLength: 200 });

describe('a sealed value', () => {
  test('opens at its place, and its text is not in the envelope', () => {
    fc.assert(
      fc.property(place, text, (where, plain) => {
        const envelope = sealer.seal(where, plain);
        expect(sealer.open(where, envelope)).toBe(plain.toWellFormed());
        expect(plain.length > 8 && envelope.includes(plain)).toBe(false);
        expect(sealer.seal(where, plain)).not.toBe(envelope);
      }),
    );
  });

  test('opens at no other place, however table, column and row are cut', () => {
    fc.assert(
      fc.property(place, place, text, (where, elsewhere, plain) => {
        fc.pre(JSON.stringify(where) !== JSON.stringify(elsewhere));
        expect(() => sealer.open(elsewhere, sealer.seal(where, plain))).toThrow('altered or moved');
      }),
    );
    const envelope = sealer.seal({ table: 't', column: 'c', row: ['a', 'b'] }, 'x');
    expect(() => sealer.open({ table: 't', column: 'c', row: ['ab'] }, envelope)).toThrow();
  });

  test('does not open once any character of it is another', () => {
    const where = { table: 'credentials', column: 'sealed', row: ['acme', 'pbx', 'password'] };
    const envelope = sealer.seal(where, 'the secret');
    fc.assert(
      fc.property(fc.nat(envelope.length - 1), fc.constantFrom(...'AQgw09:-_'), (index, character) => {
        const altered = `${envelope.slice(0, index)}${character}${envelope.slice(index + 1)}`;
        // The last character of base64 carries bits that mean nothing.
        fc.pre(altered !== envelope && index < envelope.length - 1);
        expect(() => sealer.open(where, altered)).toThrow();
      }),
    );
  });

  test('opens under a previous key, and is known not to be under the current one', () => {
    const where = { table: 't', column: 'c', row: [] };
    const envelope = sealer.seal(where, 'x');
    const rotated = new Sealer(keyRingOf([OTHER, ONE], 'the test'), random);
    expect(rotated.open(where, envelope)).toBe('x');
    expect([sealer.isCurrent(envelope), rotated.isCurrent(envelope)]).toEqual([true, false]);
    expect(() => new Sealer(keyRingOf([OTHER], 'the test'), random).open(where, envelope)).toThrow(
      'not among the keys given',
    );
  });
});

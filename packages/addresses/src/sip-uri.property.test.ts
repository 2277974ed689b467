/** Equality and key of SIP URIs agree, but for the parameters that the key leaves out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSipUri, sameSipUri, sipUriKey } from './sip-uri.ts';

const RUNS = { numRuns: 5_000 };

interface Parts {
  readonly scheme: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly compared: readonly (readonly [string, string])[];
  readonly others: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
}

const named = (names: readonly string[], values: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)), {
    maxLength: 2,
    selector: ([name]) => name,
  });

const parts: fc.Arbitrary<Parts> = fc.record({
  scheme: fc.constantFrom('sip', 'sips'),
  user: fc.constantFrom(null, 'anna', 'Anna', '567', '+49301234567;ext=1', 'a%2Bb', 'a+b', '*21%23'),
  password: fc.constantFrom(null, null, 'secret'),
  host: fc.constantFrom('a.example', 'b.example', '192.0.2.4', '[2001:db8::1]'),
  port: fc.constantFrom(null, 5060, 5061),
  compared: named(['transport', 'ttl', 'user', 'method', 'maddr'], ['udp', 'tcp', '1']),
  others: named(['lr', 'x', 'gr'], ['', '1', '2']),
  headers: named(['subject', 'to'], ['x', 'y']),
});

/** Writes the same URI another way: case, escapes and order by `seed`. */
function write({ scheme, user, password, host, port, compared, others, headers }: Parts, seed: number): string {
  const cased = (text: string): string => (seed % 2 === 0 ? text : text.toUpperCase());
  const escaped = (text: string): string =>
    seed % 3 === 0 ? text.replaceAll(/(?<!%.?)[an5]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`) : text;
  const ordered = <T>(all: readonly T[]): readonly T[] => (seed % 5 < 2 ? all : all.toReversed());
  const userInfo = user === null ? '' : `${escaped(user)}${password === null ? '' : `:${escaped(password)}`}@`;
  const parameters = ordered([...compared, ...others]).map(
    ([name, value]) => `;${cased(name)}${value === '' ? '' : `=${name === 'method' ? value : cased(value)}`}`,
  );
  const query = ordered(headers).map(([name, value]) => `${cased(name)}=${cased(value)}`);
  return `${cased(scheme)}:${userInfo}${cased(host)}${port === null ? '' : `:${port}`}${parameters.join('')}${
    query.length === 0 ? '' : `?${query.join('&')}`
  }`;
}

test('a URI equals itself however it is written, and shares its key', () => {
  fc.assert(
    fc.property(parts, fc.nat(), fc.nat(), (uri, a, b) => {
      const [one, two] = [write(uri, a), write(uri, b)];
      expect(parseSipUri(one)).not.toBeNull();
      expect([one, two, sameSipUri(one, two)]).toEqual([one, two, true]);
      expect(sipUriKey(one)).toBe(sipUriKey(two));
    }),
    RUNS,
  );
});

test('equal URIs share a key; one key without the parameters it leaves out is equality', () => {
  const near = fc
    .tuple(parts, parts, fc.constantFrom('scheme', 'user', 'password', 'host', 'port', 'compared', 'others', 'headers'))
    .map(([one, two, field]) => [one, { ...one, [field]: two[field] }] as const);
  fc.assert(
    fc.property(near, fc.nat(), fc.nat(), ([one, two], a, b) => {
      const same = sameSipUri(write(one, a), write(two, b));
      expect(sameSipUri(write(two, b), write(one, a))).toBe(same);
      const sameKey = sipUriKey(write(one, a)) === sipUriKey(write(two, b));
      expect(sameKey || !same).toBe(true);
      expect(sameKey).toBe(sameSipUri(write({ ...one, others: [] }, a), write({ ...two, others: [] }, b)));
    }),
    RUNS,
  );
});

test('a key is its own key', () => {
  fc.assert(
    fc.property(parts, fc.nat(), (uri, seed) => {
      const key = sipUriKey(write(uri, seed)) ?? '';
      expect(sipUriKey(key)).toBe(key);
    }),
    RUNS,
  );
});

test('arbitrary text never throws', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('sip:', 'sips:', '@', ';', '?', '=', '&', '%', '%41', '[', ']', ':', '::1', 'ü', '\ud800'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const text = pieces.join('');
      for (const uri of [text, `sip:${text}`]) {
        const key = sipUriKey(uri);
        expect(sameSipUri(uri, uri)).toBe(key !== null);
        expect(key === null ? null : sipUriKey(key)).toBe(key);
      }
    }),
    RUNS,
  );
});

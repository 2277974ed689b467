/** A list that was written reads as itself, whatever wrote it; any bytes give a list or problems, and never throw. */
import { isAscii, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLists } from './diff-lists.ts';
import { readUserMatchingList } from './read-list.ts';
import type { UserPair } from './user-matching-list.ts';
import { writeUserMatchingList } from './write-list.ts';

const RUNS = { numRuns: 1_500 };

/** Characters that every encoding here has. */
const letters = fc.constantFrom(...'abcXYZ019 .@-_äÖß€,;"\t\n='.split(''));
const name = fc
  .string({ unit: letters, minLength: 1, maxLength: 12 })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const key = (text: string): string => text.normalize('NFC').toLowerCase();
const pairs: fc.Arbitrary<readonly UserPair[]> = fc
  .uniqueArray(fc.tuple(name, name), { maxLength: 12, selector: ([teams]) => key(teams) })
  .map((all) => all.filter(([, system], index) => all.findIndex(([, other]) => key(other) === key(system)) === index))
  .map((all) => all.map(([teams, system]) => ({ teams, system })));

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

type Bytes = (text: string) => Uint8Array;
const windows: ReadonlyMap<string, number> = new Map([
  ['€', 0x80],
  ['ä', 0xe4],
  ['Ö', 0xd6],
  ['ß', 0xdf],
]);
const ENCODINGS: Readonly<Record<string, Bytes>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'windows-1252': (text) => Uint8Array.from(text, (letter) => windows.get(letter) ?? letter.charCodeAt(0)),
};

test('what was written reads as itself', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const read = readUserMatchingList(Buffer.from(writeUserMatchingList(list)));
      expect([read.pairs, read.problems]).toEqual([list, []]);
    }),
    RUNS,
  );
});

test('under every encoding, separator and line end', () => {
  fc.assert(
    fc.property(
      pairs,
      fc.constantFrom(...Object.values(ENCODINGS)),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\r\n', '\n', '\r'),
      fc.boolean(),
      fc.boolean(),
      (list, encode, separator, lineEnd, declared, blanks) => {
        const lines = list.map(({ teams, system }) => `${quoted(teams)}${separator}${quoted(system)}`);
        const text = [
          ...(declared ? [`sep=${separator}`] : []),
          ...(blanks ? ['', separator, ...lines.map((line) => line + separator.repeat(2))] : lines),
        ];
        const bytes = encode(text.map((line) => line + lineEnd).join(''));
        // `ß€` in windows-1252 is a letter of UTF-8 too: nothing tells which was meant.
        fc.pre(encode !== ENCODINGS['windows-1252'] || !isUtf8(bytes) || isAscii(bytes));
        const read = readUserMatchingList(bytes);
        expect([read.pairs, read.problems]).toEqual([list, []]);
      },
    ),
    RUNS,
  );
});

test('what a difference says leads from one list to the other', () => {
  fc.assert(
    fc.property(pairs, pairs, fc.nat(), (one, two, keep) => {
      const after = [...two.slice(0, 3), ...one.slice(0, keep % (one.length + 1))];
      const { added, removed } = diffLists(one, after);
      const text = (pair: UserPair): string => JSON.stringify(pair);
      const gone = new Set(removed.map(text));
      const left = [...one.map(text).filter((pair) => !gone.has(pair)), ...added.map(text)];
      expect(new Set(left)).toEqual(new Set(after.map(text)));
      expect(diffLists(one, one)).toEqual({ added: [], removed: [] });
    }),
    RUNS,
  );
});

test('any bytes give a list, and every good line or a problem', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc
      .constantFrom(
        '"',
        '""',
        ',',
        ';',
        '\t',
        '\r\n',
        '\n',
        '\r',
        'sep=;\n',
        'a@x.de',
        '\u0000',
        '\ufeff',
        'Teams user',
      )
      .map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, caseSensitive) => {
      const list = readUserMatchingList(Buffer.concat(pieces), { caseSensitive });
      for (const { line, message, remedy } of list.problems) {
        expect(line).toBeGreaterThan(0);
        expect([message, remedy]).not.toContain('');
      }
      for (const { teams, system } of list.pairs) {
        expect([teams, system]).not.toContain('');
      }
    }),
    RUNS,
  );
});

test('a list that is too large is refused unread', () => {
  expect(readUserMatchingList(new Uint8Array(16_777_217)).problems).toEqual([
    {
      line: 1,
      message: 'the file has 16777217 bytes: expected at most 16777216',
      remedy: 'Split it into several lists.',
    },
  ]);
});

test('problems are named with the line they begin in, in their order', () => {
  const list = readUserMatchingList(Buffer.from('sep=;\r\na@x.de;"1\r\n2"\r\nb@x.de\r\n\r\nc@x.de;1;2\r\nd@x.de;"4'));
  expect(list.pairs).toEqual([{ teams: 'a@x.de', system: '1\n2' }]);
  expect(list.problems.map(({ line }) => line)).toEqual([4, 6, 7]);
});

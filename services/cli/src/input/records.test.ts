import { routes } from '@lamplight/admin-api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PERSON_COLUMNS, personOf } from '../people/person-columns.ts';
import { checkedLines } from './check-records.ts';
import { type Format, formatOf, readRecords } from './records.ts';

function people(content: string | Uint8Array, format: Format = 'csv') {
  return readRecords(Buffer.from(content), format, PERSON_COLUMNS, personOf);
}

function lines(content: string | Uint8Array, format: Format = 'csv'): readonly unknown[] {
  const { bytes } = checkedLines('staff', people(content, format), routes.people.create.body);
  return bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
}

describe('CSV', () => {
  test.each([
    ['commas', 'displayName,upn,phone\nAnna Berg,anna@example.com,"+49 30 1234 567|+49 171 1"\n'],
    [
      'semicolons, a mark, CR LF',
      '\ufeffdisplayName;upn;phone\r\nAnna Berg;anna@example.com;+49 30 1234 567|+49 171 1\r\n',
    ],
    [
      'tabs, other cases, spaces',
      'DISPLAYNAME\tUpn\tphone\n Anna Berg \tanna@example.com\t+49 30 1234 567 | +49 171 1',
    ],
  ])('with %s', (_, text) => {
    expect(lines(text)).toMatchObject([
      {
        displayName: 'Anna Berg',
        kind: 'person',
        addresses: [
          { kind: 'upn', value: 'anna@example.com' },
          { kind: 'phone', value: '+49 30 1234 567' },
          { kind: 'phone', value: '+49 171 1' },
        ],
      },
    ]);
  });

  test('says how somebody is shown, where it has the columns', () => {
    const text = 'displayName;profileId;timeZone;takesPart\nAnna;quiet;Europe/Berlin;No\nBert;;;YES\nCem;;;\n';
    expect(lines(text)).toMatchObject([
      { profileId: 'quiet', timeZone: 'Europe/Berlin', takesPart: false },
      { profileId: null, timeZone: null, takesPart: true },
      { profileId: null, timeZone: null, takesPart: null },
    ]);
    const wrong = String(captured(() => lines('displayName,timeZone,takesPart\nAnna,Berlin,maybe\n')));
    expect(wrong).toContain('staff: line 2: timeZone is "Berlin": expected an IANA time zone such as Europe/Berlin');
    expect(wrong).toContain('staff: line 2: takesPart is "maybe": expected true or false');
  });

  test('as old Excel writes it, in windows-1252, and as UTF-16', () => {
    const old = Buffer.from('displayName\nJ\xfcrgen\n', 'latin1');
    expect(lines(old)).toMatchObject([{ displayName: 'Jürgen' }]);
    expect(people(old).encoding).toBe('windows-1252');
    expect(lines(Buffer.from('\ufeffdisplayName\nJürgen\n', 'utf16le'))).toMatchObject([{ displayName: 'Jürgen' }]);
  });

  test('every problem has its line, also below a cell of several lines, and nothing is sent', () => {
    const text = 'displayName,kind,department\n"Anna",person,"Sales\nNorth"\n,person,\nBert,robot,\nCarl,person\n';
    expect(() => lines(text)).toThrow(/^nothing was sent:\n/);
    const message = String(captured(() => lines(text)));
    expect(message).toContain('staff: line 2: department is "Sales\\nNorth"');
    expect(message).toContain('staff: line 4: displayName is missing: expected');
    expect(message).toContain('staff: line 5: kind is "robot": expected');
    expect(message).toContain('staff: line 6: has 2 cells: expected 3');
  });

  test('a head with a name that is not known says which are', () => {
    expect(() => lines('displayName,phonenumber,upn,upn\nAnna,1,a,b\n')).toThrow(
      /column "phonenumber" is not known: expected some of displayName, kind/,
    );
    expect(() => lines('displayName,upn,upn\nAnna,a,b\n')).toThrow(/"upn" is given twice/);
  });

  test('a quote that is not closed is said with its line', () => {
    expect(() => lines('displayName\nAnna\n"Bert\n')).toThrow(/staff: line \d+: .*[Qq]uot/);
  });

  test('a file of a head alone, and an empty one, hold nothing', () => {
    expect(() => lines('displayName\n')).toThrow('staff holds no record');
    expect(() => lines('')).toThrow('there is no head');
  });

  test('whatever the bytes, they are read or refused, never worse', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom<Format>('csv', 'ndjson', 'json'),
        (bytes, format) => {
          const read = people(bytes, format);
          expect(read.records.length + read.problems.length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test('what is written as CSV is read as it was', () => {
    const cell = fc.stringMatching(/^[\w "',;|\n-]{1,12}$/).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (names) => {
        const rows = names.map((name) => `"${name.replaceAll('"', '""')}",x`);
        const { records } = people(['displayName,department', ...rows].join('\r\n'));
        expect(records.map(({ value }) => value)).toEqual(
          names.map((name) => ({ displayName: name.trim(), department: 'x' })),
        );
      }),
    );
  });
});

describe('JSON', () => {
  test('lines and arrays, as the API has them', () => {
    expect(lines('{"displayName":"Anna"}\n\n{"displayName":"Bert"}', 'ndjson')).toHaveLength(2);
    expect(lines('[{"displayName":"Anna"}]', 'json')).toMatchObject([{ displayName: 'Anna', telephony: 'pbx' }]);
  });

  test('problems have their line or number; what the store alone decides is refused', () => {
    expect(() => lines('{"displayName":"Anna"}\n{oops}', 'ndjson')).toThrow(/staff: line 2: is not JSON/);
    expect(() => lines('[{"displayName":"Anna"},{"displayName":"Bert","revision":9}]', 'json')).toThrow(
      /staff: item 2: revision is not known: remove it/,
    );
    expect(() => lines('{"displayName":"Anna"}', 'json')).toThrow(/no array of JSON/);
  });
});

test.each([
  ['a.csv', 'csv'],
  ['a.NDJSON', 'ndjson'],
  ['a.jsonl', 'ndjson'],
  ['a.json', 'json'],
] as const)('%s is %s', (file, format) => {
  expect(formatOf(file)).toBe(format);
});

test('a file without a known ending needs its format said', () => {
  expect(() => formatOf('-')).toThrow('--format');
});

function captured(work: () => unknown): unknown {
  try {
    return work();
  } catch (failure) {
    return failure;
  }
}

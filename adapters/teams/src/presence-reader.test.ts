import { expect, test } from 'vitest';
import { PresenceReader, sameJson } from './presence-reader.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
const BELA = '0f3e8c1a-52d7-4b6e-9a70-1c2d3e4f5a6b';

const said = (id: string, changes: object = {}) => ({
  id,
  availability: 'Available',
  activity: 'Available',
  outOfOfficeSettings: { message: null, isOutOfOffice: false },
  sequenceNumber: 'A1',
  ...changes,
});
const body = (...value: readonly object[]): string => JSON.stringify({ value });

function presencesOf(reader: PresenceReader, text: string) {
  const read = reader.read(text);
  return read.kind === 'presences' ? read.presences : [];
}

test('what is in the same words is the same object, wherever it stands', () => {
  const reader = new PresenceReader();
  const [ada, bela] = presencesOf(reader, body(said(ADA), said(BELA)));
  const again = presencesOf(reader, body(said(BELA), said(ADA)));
  expect(again[0]).toBe(bela);
  expect(again[1]).toBe(ada);
  expect(presencesOf(reader, body(said(BELA), said(ADA)))).toBe(again);
});

test.each([
  ['the state', { availability: 'Busy' }],
  ['the number alone', { sequenceNumber: 'A2' }],
  ['a nested value', { outOfOfficeSettings: { message: 'Back on Monday', isOutOfOffice: true } }],
  ['something new', { statusMessage: { message: { content: 'At the desk' } } }],
  ['something gone', { sequenceNumber: undefined }],
])('%s makes another one', (_, changes) => {
  const reader = new PresenceReader();
  const [before] = presencesOf(reader, body(said(ADA)));
  const [after] = presencesOf(reader, body(said(ADA, changes)));
  expect(after).not.toBe(before);
  expect(after).toEqual(presencesOf(new PresenceReader(), body(said(ADA, changes)))[0]);
});

test('what is wrong is named with its place, and nothing of it is kept', () => {
  const reader = new PresenceReader();
  const wrong = body(said(ADA), said(BELA, { availability: 7 }));
  expect(reader.read(wrong)).toMatchObject({
    kind: 'unexpected',
    found: expect.stringMatching(/^value\.1\.availability/),
  });
  expect(reader.read('{"value": 1}')).toMatchObject({ kind: 'unexpected', found: expect.stringMatching(/^value:/) });
  expect(reader.read('{"value": [')).toEqual({ kind: 'truncated' });
  expect(reader.read('')).toEqual({ kind: 'empty' });
  expect(presencesOf(reader, body(said(BELA)))).toHaveLength(1);
});

test.each<readonly [unknown, unknown, boolean]>([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [1], false],
  [[1], { 0: 1 }, false],
  [null, {}, false],
  ['1', 1, false],
])('%o and %o: the same is %s', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
});

import { describe, expect, test } from 'vitest';
import { type Column, Table } from './table.ts';
import { widthOf } from './text-width.ts';

interface Row {
  readonly name: string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Note', value: ({ note }) => note, style: ({ note }) => (note === '' ? undefined : 'bad') },
];
const WIDE = { name: '王小明', note: 'x'.repeat(60) };

describe('Table', () => {
  test('columns stand below each other whatever the characters', () => {
    const text = new Table(COLUMNS, { columns: undefined, colours: false }).add([
      { name: '王小明', note: 'a' },
      { name: 'Ann', note: 'b' },
    ]);
    expect(text).toBe('Name    Note\n王小明  a\nAnn     b\n');
  });

  test('on a terminal the widest column gives way; in a pipe nothing is cut', () => {
    const lines = new Table(COLUMNS, { columns: 30, colours: false }).add([WIDE]).trimEnd().split('\n');
    expect(lines.every((line) => widthOf(line) <= 30)).toBe(true);
    expect(lines[1]).toMatch(/^王小明 {2}x+…$/);
    expect(new Table(COLUMNS, { columns: undefined, colours: false }).add([WIDE])).toContain('x'.repeat(60));
  });

  test('a column that can be done without goes before any is cut, and only where it must', () => {
    const columns = [...COLUMNS, { title: 'Id', value: () => '0192-4711', dispensable: true as const }];
    const row = { name: 'Anna Berg', note: 'on leave' };
    expect(new Table(columns, { columns: 25, colours: false }).add([row])).toBe(
      'Name       Note\nAnna Berg  on leave\n',
    );
    expect(new Table(columns, { columns: 30, colours: false }).add([row])).toContain('0192-4711');
    expect(new Table(columns, { columns: undefined, colours: false }).add([row])).toContain('0192-4711');
  });

  test('the first page settles the widths and has the heading', () => {
    const table = new Table(COLUMNS, { columns: 80, colours: false });
    table.add([{ name: 'Anna', note: 'a' }]);
    expect(table.add([{ name: 'Annabella', note: 'b' }])).toBe('Ann…  b\n');
    expect(table.add([])).toBe('');
  });

  test('colours only where asked for', () => {
    const row = { name: 'Ann', note: 'late' };
    expect(new Table(COLUMNS, { columns: 80, colours: false }).add([row])).not.toContain('\u001b');
    expect(new Table(COLUMNS, { columns: 80, colours: true }).add([row])).toContain('\u001b[31mlate\u001b[39m');
  });
});

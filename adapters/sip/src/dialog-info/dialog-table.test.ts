import { describe, expect, it } from 'vitest';
import type { DialogInfo } from './dialog-info.ts';
import { applyDialogInfo, type DialogTable, NO_DIALOGS } from './dialog-table.ts';
import { parseDialogInfo } from './parse-dialog-info.ts';

function info(version: number, state: 'full' | 'partial', dialogs: Readonly<Record<string, string>>): DialogInfo {
  const elements = Object.entries(dialogs).map(([id, word]) => `<dialog id="${id}"><state>${word}</state></dialog>`);
  return parseDialogInfo(
    Buffer.from(`<dialog-info version="${version}" state="${state}" entity="e">${elements.join('')}</dialog-info>`),
  );
}

function applied(table: DialogTable | undefined, document: DialogInfo): DialogTable {
  const change = applyDialogInfo(table, document);
  if (change.kind !== 'applied') {
    throw new Error(`expected the document to be applied, it is ${change.kind}`);
  }
  return change.table;
}

const states = (table: DialogTable) => [...table.dialogs.values()].map(({ id, state }) => `${id} ${state}`);

describe('the dialogs of a line', () => {
  const base = applied(undefined, info(4, 'full', { a: 'confirmed', b: 'early' }));

  it('a full document replaces what was known', () => {
    expect(states(applied(base, info(5, 'full', { c: 'early' })))).toEqual(['c early']);
  });

  it('a full document with a lower version is taken: the PBX counts anew', () => {
    expect(states(applied(base, info(0, 'full', { c: 'early' })))).toEqual(['c early']);
  });

  it('a terminated dialog is left out, also of a full document', () => {
    expect(states(applied(undefined, info(0, 'full', { a: 'terminated', b: 'early' })))).toEqual(['b early']);
  });

  it('the next partial document changes what it names', () => {
    expect(states(applied(base, info(5, 'partial', { b: 'terminated', c: 'early' })))).toEqual([
      'a confirmed',
      'c early',
    ]);
  });

  it('a partial document after a gap is not applied', () => {
    expect(applyDialogInfo(base, info(6, 'partial', { b: 'terminated' }))).toEqual({ kind: 'gap', had: 4, got: 6 });
  });

  it('a partial document without a base is not applied', () => {
    expect(applyDialogInfo(undefined, info(1, 'partial', { b: 'early' }))).toEqual({
      kind: 'gap',
      had: undefined,
      got: 1,
    });
  });

  it('a partial document that is already contained is passed over', () => {
    expect(applyDialogInfo(base, info(4, 'partial', { b: 'terminated' }))).toEqual({ kind: 'old' });
  });

  it('after a NOTIFY without a body any partial document is the next', () => {
    expect(states(applied(NO_DIALOGS, info(17, 'partial', { a: 'early' })))).toEqual(['a early']);
  });
});

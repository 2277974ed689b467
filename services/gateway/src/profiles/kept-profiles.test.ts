import { lamplightProfile } from '@lamplight/resolver';
import type { ProfileRecord } from '@lamplight/store';
import { expect, test } from 'vitest';
import { ProfileReader } from './kept-profiles.ts';

const BROKEN = 'rules: [';
const extending = (id: string, base: string, more = ''): string => `id: ${id}\ntitle: ${id}\nextends: ${base}\n${more}`;

/** Profiles by id, each with the texts of its versions, oldest first. */
function texts(contents: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const versions = (id: string): readonly ProfileRecord[] =>
    (contents[id] ?? []).map((content, index) => ({
      id,
      version: index + 1,
      content,
      author: '',
      note: '',
      revision: index + 1,
      createdAt: 0,
      updatedAt: 0,
    }));
  return {
    asked,
    list: async () => Object.keys(contents).flatMap((id) => versions(id).at(-1) ?? []),
    history: async (id: string) => {
      asked.push(id);
      return versions(id);
    },
  };
}

/** By id: the version in force, and the profile that stands in for it where there is none. */
async function inForce(contents: Readonly<Record<string, readonly string[]>>) {
  const kept = await new ProfileReader().read(texts(contents));
  return Object.fromEntries([...kept].map(([id, one]) => [id, one.inForce?.version ?? one.profile?.id ?? null]));
}

test('the newest version is in force, and nothing older is read', async () => {
  const store = texts({ sales: [extending('sales', 'lamplight'), extending('sales', 'lamplight', 'writes: off\n')] });
  const sales = (await new ProfileReader().read(store)).get('sales');
  expect(sales).toMatchObject({ inForce: { version: 2 }, extends: 'lamplight', findings: [] });
  expect(sales?.profile).toMatchObject({ id: 'sales', writes: 'off' });
  expect(Object.isFrozen(sales?.profile?.rules)).toBe(true);
  expect(store.asked).toEqual([]);
});

test('one that cannot be read leaves the newest readable version in force, and says what is wrong', async () => {
  const good = extending('sales', 'lamplight');
  const store = texts({ sales: [good, extending('sales', 'lamplight', 'writes: off\n'), BROKEN, BROKEN] });
  const sales = (await new ProfileReader().read(store)).get('sales');
  expect(sales).toMatchObject({ record: { version: 4 }, inForce: { version: 2 }, profile: { writes: 'off' } });
  expect(sales?.findings).toMatchObject([{ severity: 'error', line: 1 }]);
});

test('where no version can be read, what it extends is in force, and else nothing', async () => {
  const oddRule = 'rules:\n  - id: x\n    kind: of-a-later-version\n';
  expect(
    await inForce({
      sales: [extending('sales', 'lamplight', oddRule)],
      support: [extending('support', 'sales-base', oddRule)],
      'sales-base': [extending('sales-base', 'lamplight')],
      alone: [BROKEN],
      lost: [extending('lost', 'nowhere')],
    }),
  ).toEqual({ sales: 'lamplight', support: 'sales-base', 'sales-base': 1, alone: null, lost: null });
});

test('one that extends another stands on what is in force of that', async () => {
  const kept = await new ProfileReader().read(
    texts({
      first: [extending('first', 'second')],
      second: [extending('second', 'lamplight', 'writes: off\n'), BROKEN],
    }),
  );
  expect(kept.get('first')).toMatchObject({ inForce: { version: 1 }, profile: { id: 'first', writes: 'off' } });
});

test('a circle is an error of those in it, and of no other', async () => {
  const around = {
    one: [extending('one', 'lamplight'), extending('one', 'two')],
    two: [extending('two', 'one')],
    self: [extending('self', 'self')],
    other: [extending('other', 'lamplight')],
  };
  const kept = await new ProfileReader().read(texts(around));
  const words = (id: string) =>
    kept
      .get(id)
      ?.findings.map(({ message }) => message)
      .join();
  expect(words('one')).toContain('two cannot be read itself');
  expect(words('two')).toContain('circle (one → two → one)');
  expect(kept.get('one')?.inForce?.version).toBe(1);
  expect(kept.get('self')).toMatchObject({ inForce: null, profile: null });
  expect(kept.get('other')?.inForce?.version).toBe(1);
});

test('a text that says another id is kept under its own', async () => {
  const kept = await new ProfileReader().read(texts({ sales: [extending('support', 'lamplight')] }));
  expect(kept.get('sales')?.profile?.id).toBe('sales');
});

test('what has not changed stays the same object; what extends a changed one does not', async () => {
  const reader = new ProfileReader();
  const before = { base: extending('base', 'lamplight'), sales: extending('sales', 'base') };
  const alone = extending('alone', 'lamplight');
  const first = await reader.read(texts({ base: [before.base], sales: [before.sales], alone: [alone] }));
  const same = await reader.read(texts({ base: [before.base], sales: [before.sales], alone: [alone] }));
  const changed = [before.base, extending('base', 'lamplight', 'writes: off\n')];
  const after = await reader.read(texts({ base: changed, sales: [before.sales], alone: [alone] }));
  for (const id of ['base', 'sales', 'alone']) {
    expect(same.get(id)?.profile).toBe(first.get(id)?.profile);
  }
  expect(after.get('alone')?.profile).toBe(first.get('alone')?.profile);
  expect([first.get('sales')?.profile?.writes, after.get('sales')?.profile?.writes]).toEqual(['on', 'off']);
});

test('other content under the same version, as after a restore, is read anew', async () => {
  const reader = new ProfileReader();
  await reader.read(texts({ sales: [extending('sales', 'lamplight')] }));
  const after = await reader.read(texts({ sales: [extending('sales', 'lamplight', 'writes: off\n')] }));
  expect(after.get('sales')?.profile?.writes).toBe('off');
  expect(lamplightProfile.writes).toBe('on');
});

test('what extends another in whatever spelling is read anew when that changes', async () => {
  const reader = new ProfileReader();
  const sales = ['{ id: sales, "extends": ours }'];
  await reader.read(texts({ ours: [extending('ours', 'lamplight')], sales }));
  const after = await reader.read(texts({ ours: [extending('ours', 'lamplight', 'writes: off\n')], sales }));
  expect(after.get('sales')).toMatchObject({ extends: 'ours', profile: { writes: 'off' } });
});

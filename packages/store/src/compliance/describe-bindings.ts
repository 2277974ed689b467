import { type PersonId, personId, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { BindingInput, BindingRecord } from '../ports/bindings.ts';
import type { Page } from '../ports/shared.ts';
import type { Store } from '../ports/store.ts';
import {
  BRANCH,
  bindingInput,
  changing,
  lineInput,
  objectId,
  PBX,
  personInput,
  reading,
  TEAMS,
  withSystems,
} from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

export function describeBindings(bench: () => StoreBench): void {
  const opened = async (): Promise<{ store: Store; anna: PersonId; ben: PersonId }> => {
    const store = await withSystems(await bench().openWithTenant());
    const [anna, ben] = await changing(store, async ({ people }) => [
      (await people.create(personInput('Anna'))).id,
      (await people.create(personInput('Ben'))).id,
    ]);
    return { store, anna, ben };
  };
  const put = (store: Store, binding: BindingInput, ifRevision: number | null = null) =>
    changing(store, ({ bindings }) => bindings.put(binding, ifRevision));
  const of = async (store: Store, id: PersonId) => {
    const bindings = await reading(store, (tenant) => tenant.bindings.of(id));
    return bindings.map(({ address, primary, origin }) => `${address} ${origin}${primary ? ' primary' : ''}`);
  };

  describe('bindings', () => {
    test('are put, told from both ends, changed and removed', async () => {
      const { store, anna } = await opened();
      const input = bindingInput(anna, '567', { expiresAt: 9_000, reason: 'mail anna@example.com' });
      const made = await put(store, input);
      expect(made).toEqual({
        ...input,
        primary: true,
        lineKind: 'desk',
        revision: await store.read((view) => view.tenants.revisionOf(TENANT)),
        createdAt: bench().clock.now(),
        updatedAt: bench().clock.now(),
      });
      expect(await reading(store, ({ bindings }) => bindings.at({ systemId: PBX, address: '567' }))).toEqual([made]);
      const person = await reading(store, ({ people }) => people.get(anna));
      expect(person?.bindings).toEqual([made]);
      expect(person?.person.revision).toBe(made.revision);
      const shared = await put(store, { ...input, role: 'shared' }, made.revision);
      expect(shared).toMatchObject({ role: 'shared', revision: made.revision + 1, createdAt: made.createdAt });
      expect(await put(store, { ...input, role: 'shared' })).toEqual(shared);
      const remove = (ifRevision: number | null) =>
        changing(store, ({ bindings }) => bindings.remove(anna, { systemId: PBX, address: '567' }, ifRevision));
      await expect(remove(made.revision)).rejects.toMatchObject({ reason: 'revision_conflict' });
      await remove(shared.revision);
      await expect(remove(null)).rejects.toMatchObject({ reason: 'record_unknown' });
    });

    test('make a line of a subject that is not kept yet, of a kind by its technology', async () => {
      const { store, anna } = await opened();
      await put(store, bindingInput(anna, '567'));
      await put(store, bindingInput(anna, objectId(1), { systemId: TEAMS }));
      expect(await reading(store, ({ lines }) => lines.get({ systemId: PBX, address: '567' }))).toMatchObject({
        kind: 'desk',
        number: '+49301234567',
      });
      expect(await reading(store, ({ lines }) => lines.get({ systemId: TEAMS, address: objectId(1) }))).toMatchObject({
        kind: null,
        number: null,
      });
    });

    test('to nobody, at no system, or of an account as primary line are refused', async () => {
      const { store, anna } = await opened();
      await expect(put(store, bindingInput(personId('none'), '1'))).rejects.toMatchObject({ reason: 'person_unknown' });
      const nowhere = put(store, bindingInput(anna, '1', { systemId: systemId('none') }));
      await expect(nowhere).rejects.toMatchObject({ reason: 'system_unknown' });
      const account = put(store, bindingInput(anna, objectId(1), { systemId: TEAMS, primary: true }));
      await expect(account).rejects.toMatchObject({ reason: 'request_invalid' });
      await expect(put(store, bindingInput(anna, '1'), 5)).rejects.toMatchObject({ reason: 'revision_conflict' });
    });

    test('have one primary line: the marked one, else the first that is owned', async () => {
      const { store, anna } = await opened();
      await put(store, bindingInput(anna, objectId(1), { systemId: TEAMS }));
      await put(store, bindingInput(anna, '9', { role: 'shared' }));
      expect((await of(store, anna)).toSorted()).toEqual([`${objectId(1)} administrator`, '9 administrator']);
      bench().clock.advance(1);
      await put(store, bindingInput(anna, '8'));
      bench().clock.advance(1);
      await put(store, bindingInput(anna, '7'));
      expect((await of(store, anna)).filter((text) => text.endsWith('primary'))).toEqual(['8 administrator primary']);
      await put(store, bindingInput(anna, '7', { primary: true }));
      expect((await of(store, anna)).filter((text) => text.endsWith('primary'))).toEqual(['7 administrator primary']);
      await put(store, bindingInput(anna, '7', { primary: false }));
      expect((await of(store, anna)).filter((text) => text.endsWith('primary'))).toEqual(['8 administrator primary']);
      await changing(store, ({ lines }) => lines.remove({ systemId: PBX, address: '8' }, null));
      expect((await of(store, anna)).filter((text) => text.endsWith('primary'))).toEqual(['7 administrator primary']);
      await changing(store, ({ systems }) => systems.remove(PBX, null));
      expect(await of(store, anna)).toEqual([`${objectId(1)} administrator`]);
    });

    test('of two owners of one line are made by hand only', async () => {
      const { store, anna, ben } = await opened();
      await put(store, bindingInput(anna, '567'));
      for (const origin of ['matching', 'list', 'login'] as const) {
        await expect(put(store, bindingInput(ben, '567', { origin }))).rejects.toMatchObject({
          reason: 'request_conflict',
          details: { personId: anna },
        });
      }
      await put(store, bindingInput(ben, '567', { role: 'shared', origin: 'matching' }));
      await put(store, bindingInput(ben, '567'));
      const owners = await reading(store, ({ bindings }) => bindings.at({ systemId: PBX, address: '567' }));
      expect(owners.map((binding) => binding.role)).toEqual(['owner', 'owner']);
    });

    test('of logins end when their lease is over, at that very millisecond', async () => {
      const { store, anna, ben } = await opened();
      const login = { origin: 'login', role: 'logged-in' } as const;
      await put(store, bindingInput(anna, '1', { ...login, expiresAt: 1_000 }));
      await put(store, bindingInput(ben, '1', { ...login, expiresAt: 1_001 }));
      const expire = (now: number) => changing(store, ({ bindings }) => bindings.expire(now));
      expect(await expire(999)).toBe(0);
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      expect(await expire(1_000)).toBe(1);
      const { changed } = await reading(store, ({ people }) => people.changedSince(before, 10));
      expect(changed.map(({ person, bindings }) => [person.id, bindings])).toEqual([[anna, []]]);
      expect(await of(store, ben)).toEqual(['1 login']);
    });

    test('are listed by place, filtered and paged', async () => {
      const { store, anna, ben } = await opened();
      await put(store, bindingInput(ben, '10', { origin: 'matching' }));
      await put(store, bindingInput(anna, '9'));
      await put(store, bindingInput(anna, '10'));
      await put(store, bindingInput(anna, '10', { systemId: BRANCH }));
      const list = (filter: { systemId: string | null; origins: BindingInput['origin'][] }, after: string | null) =>
        reading(store, ({ bindings }) => bindings.list(filter, { limit: 2, after }));
      const all: BindingRecord[] = [];
      let after: string | null = null;
      do {
        const page: Page<BindingRecord> = await list({ systemId: null, origins: [] }, after);
        all.push(...page.items);
        after = page.next;
      } while (after !== null);
      const inOrder = [anna, ben].toSorted();
      expect(all.map((binding) => [binding.systemId, binding.address, binding.personId])).toEqual([
        [BRANCH, '10', anna],
        ...inOrder.map((id) => [PBX, '10', id]),
        [PBX, '9', anna],
      ]);
      const matched = await list({ systemId: PBX, origins: ['matching', 'list'] }, null);
      expect(matched.items.map((binding) => binding.personId)).toEqual([ben]);
    });
  });

  describe('what matching found', () => {
    const matched = (store: Store, ...inputs: BindingInput[]) =>
      changing(store, ({ bindings }) =>
        bindings.replaceMatched(inputs.map((input) => ({ ...input, origin: 'matching' as const }))),
      );

    test('replaces what it found before; what is the same and what was made otherwise stays', async () => {
      const { store, anna, ben } = await opened();
      await put(store, bindingInput(anna, '1'));
      await put(store, bindingInput(ben, '2', { origin: 'file' }));
      const found = [bindingInput(anna, '3'), bindingInput(ben, '4'), bindingInput(anna, '1', { reason: 'again' })];
      expect(await matched(store, ...found)).toEqual({ added: 2, changed: 0, removed: 0 });
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      expect(await matched(store, ...found)).toEqual({ added: 0, changed: 0, removed: 0 });
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(before);
      const other = [bindingInput(anna, '3', { reason: 'other' }), bindingInput(ben, '5', { role: 'shared' })];
      expect(await matched(store, ...other)).toEqual({ added: 1, changed: 1, removed: 1 });
      expect((await of(store, anna)).toSorted()).toEqual(['1 administrator primary', '3 matching']);
      expect((await of(store, ben)).toSorted()).toEqual(['2 file primary', '5 matching']);
      expect(await matched(store)).toEqual({ added: 0, changed: 0, removed: 2 });
      expect(await of(store, anna)).toEqual(['1 administrator primary']);
    });

    test('marks a primary line only where nobody else did', async () => {
      const { store, anna, ben } = await opened();
      await put(store, bindingInput(anna, '1', { primary: true }));
      await matched(
        store,
        bindingInput(anna, '2', { primary: true }),
        bindingInput(ben, '3'),
        bindingInput(ben, '4', { primary: true }),
      );
      expect((await of(store, anna)).toSorted()).toEqual(['1 administrator primary', '2 matching']);
      expect((await of(store, ben)).toSorted()).toEqual(['3 matching', '4 matching primary']);
      await matched(store, bindingInput(ben, '3', { primary: true }), bindingInput(ben, '4'));
      expect((await of(store, ben)).toSorted()).toEqual(['3 matching primary', '4 matching']);
    });

    test('with two owners of a line, somebody unknown or an unknown system is refused as a whole', async () => {
      const { store, anna, ben } = await opened();
      await put(store, bindingInput(anna, '1'));
      const refused: readonly (readonly [string, readonly BindingInput[]])[] = [
        ['request_conflict', [bindingInput(ben, '9'), bindingInput(ben, '1')]],
        ['request_conflict', [bindingInput(ben, '9'), bindingInput(anna, '9')]],
        ['person_unknown', [bindingInput(ben, '9'), bindingInput(personId('none'), '8')]],
        ['system_unknown', [bindingInput(ben, '9'), bindingInput(ben, '8', { systemId: systemId('none') })]],
      ];
      for (const [reason, inputs] of refused) {
        await expect(matched(store, ...inputs)).rejects.toMatchObject({ reason });
      }
      expect(await of(store, ben)).toEqual([]);
      expect(await reading(store, ({ lines }) => lines.get(lineInput('9')))).toBeUndefined();
    });
  });
}

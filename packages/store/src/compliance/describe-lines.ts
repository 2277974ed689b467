import { describe, expect, test } from 'vitest';
import type { LineRecord, LinesFilter } from '../ports/lines.ts';
import type { Page } from '../ports/shared.ts';
import type { Store } from '../ports/store.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import {
  BERLIN,
  BRANCH,
  bindingInput,
  changing,
  EVERY_LINE,
  FIRST_PAGE,
  lineInput,
  objectId,
  PBX,
  personInput,
  reading,
  TEAMS,
  withSystems,
} from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

export function describeLines(bench: () => StoreBench): void {
  const opened = async (): Promise<Store> => withSystems(await bench().openWithTenant());
  const places = (lines: readonly LineRecord[]) => lines.map(({ systemId, address }) => `${systemId} ${address}`);
  const byAddress = async (store: Store, address: string) =>
    places(await reading(store, ({ lines }) => lines.byAddress(address)));
  const find = async (store: Store, filter: Partial<LinesFilter>) => {
    const page = await reading(store, ({ lines }) => lines.list({ ...EVERY_LINE, ...filter }, FIRST_PAGE));
    return places(page.items);
  };

  describe('lines', () => {
    test('are found by every way to write their number, each system by its own plan', async () => {
      const store = await opened();
      await changing(store, ({ lines }) =>
        lines.putMany([
          lineInput('567'),
          lineInput('567', { systemId: BRANCH }),
          lineInput('sip:anna@pbx.example', { systemId: BRANCH }),
          lineInput('park-1', { kind: 'park' }),
          lineInput(objectId(567), { systemId: TEAMS, kind: null }),
        ]),
      );
      const berlin = ['+49 30 1234-567', '0301234567', '0049301234567', 'tel:+49301234567'];
      for (const number of berlin) {
        expect(await byAddress(store, number)).toEqual(['pbx 567']);
      }
      expect(await byAddress(store, '+49 89 987-567')).toEqual(['branch 567']);
      expect(await byAddress(store, '567')).toEqual(['branch 567', 'pbx 567']);
      expect(await byAddress(store, 'SIP:anna@PBX.example')).toEqual(['branch sip:anna@pbx.example']);
      expect(await byAddress(store, 'Park-1')).toEqual(['pbx park-1']);
      expect(await byAddress(store, objectId(567))).toEqual([`teams ${objectId(567)}`]);
      expect(await byAddress(store, '568')).toEqual([]);
      expect(await reading(store, ({ lines }) => lines.get({ systemId: PBX, address: '567' }))).toMatchObject({
        number: '+49301234567',
      });
    });

    test('are read anew when the number plan of their system changes, and only those of that system', async () => {
      const store = await opened();
      await changing(store, ({ lines }) => lines.putMany([lineInput('567'), lineInput('567', { systemId: BRANCH })]));
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      await changing(store, ({ systems }) => systems.update(PBX, { numberPlan: { ...BERLIN, areaCode: '40' } }, null));
      expect(await byAddress(store, '+49 30 1234-567')).toEqual([]);
      expect(await byAddress(store, '+49 40 1234-567')).toEqual(['pbx 567']);
      expect(await byAddress(store, '+49 89 987-567')).toEqual(['branch 567']);
      expect(await reading(store, ({ lines }) => lines.get({ systemId: PBX, address: '567' }))).toMatchObject({
        number: '+49401234567',
        revision: before + 1,
      });
      await changing(store, ({ systems }) => systems.update(PBX, { numberPlan: null }, null));
      expect(await byAddress(store, '567')).toEqual(['branch 567', 'pbx 567']);
      expect(await byAddress(store, '+49 40 1234-567')).toEqual([]);
    });

    test('are created, changed, and left alone where nothing differs', async () => {
      const store = await opened();
      const put = (...names: string[]) =>
        changing(store, ({ lines }) => lines.putMany(names.map((userName, n) => lineInput(String(n), { userName }))));
      expect(await put('anna', 'ben')).toEqual({ created: 2, updated: 0 });
      const revision = await store.read((view) => view.tenants.revisionOf(TENANT));
      expect(await put('anna', 'ben')).toEqual({ created: 0, updated: 0 });
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(revision);
      expect(await put('anna', 'cem', 'dora')).toEqual({ created: 1, updated: 1 });
    });

    test('made by hand keep what they say when an import says otherwise, and take what they do not say', async () => {
      const store = await opened();
      await changing(store, ({ lines }) =>
        lines.put(lineInput('567', { origin: 'administrator', kind: 'dect', displayName: 'Anna' }), null),
      );
      await changing(store, ({ lines }) => lines.putMany([lineInput('567', { displayName: 'x', userName: 'anna' })]));
      expect(await reading(store, ({ lines }) => lines.get({ systemId: PBX, address: '567' }))).toMatchObject({
        kind: 'dect',
        displayName: 'Anna',
        userName: 'anna',
        origin: 'administrator',
      });
    });

    test('of an unknown system, without address, unknown or changed since are refused', async () => {
      const store = await opened();
      const { revision } = await changing(store, ({ lines }) => lines.put(lineInput('567'), 0));
      const put = (given: Parameters<typeof lineInput>[1], ifRevision: number | null, address = '567') =>
        changing(store, ({ lines }) => lines.put(lineInput(address, given), ifRevision));
      await expect(put({ systemId: lineInput('1').systemId, displayName: 'x' }, 1)).rejects.toMatchObject({
        reason: 'revision_conflict',
        details: { expected: '1', actual: String(revision) },
      });
      await expect(put({}, 0)).rejects.toMatchObject({ reason: 'revision_conflict' });
      await expect(put({}, null, ' ')).rejects.toMatchObject({ reason: 'request_invalid' });
      await expect(put({}, null, 'a\u0000')).rejects.toMatchObject({ reason: 'request_invalid' });
      const removing = changing(store, ({ lines }) => lines.remove({ systemId: PBX, address: '1' }, null));
      await expect(removing).rejects.toMatchObject({ reason: 'line_unknown' });
      await changing(store, ({ systems }) => systems.remove(BRANCH, null));
      await expect(put({ systemId: BRANCH }, null)).rejects.toMatchObject({ reason: 'system_unknown' });
    });

    test('are listed by system and address, filtered, searched and paged while others come', async () => {
      const store = await opened();
      await changing(store, async ({ lines, people, bindings }) => {
        await lines.putMany([
          lineInput('10', { displayName: 'Empfang 100%' }),
          lineInput('9', { mail: 'anna@example.com' }),
          lineInput('11', { kind: 'room', userName: 'Räume' }),
          lineInput('10', { systemId: BRANCH, kind: 'park' }),
        ]);
        const { id } = await people.create(personInput('Anna'));
        await bindings.put(bindingInput(id, '9'), null);
      });
      expect(await find(store, {})).toEqual(['branch 10', 'pbx 10', 'pbx 11', 'pbx 9']);
      expect(await find(store, { systemId: PBX })).toEqual(['pbx 10', 'pbx 11', 'pbx 9']);
      expect(await find(store, { kinds: ['room', 'park'] })).toEqual(['branch 10', 'pbx 11']);
      expect(await find(store, { bound: true })).toEqual(['pbx 9']);
      expect(await find(store, { bound: false })).toEqual(['branch 10', 'pbx 10', 'pbx 11']);
      expect(await find(store, { query: 'RAUME' })).toEqual(['pbx 11']);
      expect(await find(store, { query: '100%' })).toEqual(['pbx 10']);
      expect(await find(store, { query: '%' })).toEqual(['pbx 10']);
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const from: string | null = after;
        const page: Page<LineRecord> = await reading(store, ({ lines }) =>
          lines.list(EVERY_LINE, { limit: 1, after: from }),
        );
        seen.push(...places(page.items));
        after = page.next;
        await changing(store, ({ lines }) => lines.putMany([lineInput('0', { userName: String(seen.length) })]));
      } while (after !== null);
      expect(seen).toEqual(['branch 10', 'pbx 0', 'pbx 10', 'pbx 11', 'pbx 9']);
    });

    test.each(HOSTILE_TEXTS)('take %j for what it says, as an address, a name and a query', async (text) => {
      const store = await opened();
      await changing(store, ({ lines }) => lines.putMany([lineInput(text, { displayName: `${text} x` })]));
      const kept = await reading(store, ({ lines }) => lines.get({ systemId: PBX, address: text }));
      expect([kept?.address, kept?.displayName]).toEqual([text, `${text} x`]);
      expect(await find(store, { query: text })).toEqual([`pbx ${text}`]);
      expect(await byAddress(store, text)).toEqual([`pbx ${text}`]);
    });

    test('whose kind changes are told to whoever is bound to them', async () => {
      const store = await opened();
      const id = await changing(store, async ({ people, bindings }) => {
        const anna = await people.create(personInput('Anna'));
        await people.create(personInput('Ben'));
        await bindings.put(bindingInput(anna.id, '567'), null);
        return anna.id;
      });
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      await changing(store, ({ lines }) => lines.put(lineInput('567', { kind: 'dect' }), null));
      const { changed } = await reading(store, ({ people }) => people.changedSince(before, 10));
      expect(changed.map(({ person, bindings }) => [person.id, bindings[0]?.lineKind])).toEqual([[id, 'dect']]);
    });
  });
}

import { tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { changing, PBX, personInput, reading, SYSTEMS, UNSIGNED, withSystems } from './sample-records.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

/** Tenants, and what one has beside its people and lines. */
export function describeTenancy(bench: () => StoreBench): void {
  const opened = async (): Promise<Store> => withSystems(await bench().openWithTenant());
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => 'done').catch((error: unknown) => error);

  describe('tenants', () => {
    test('are created once, renamed, listed by id, and removed with everything but their audit', async () => {
      const store = await opened();
      const create = (id: string) =>
        store.change(ACTOR, ({ tenants }) => tenants.create({ id: tenantId(id), displayName: id }));
      await create('b');
      await create('B');
      await expect(create('b')).rejects.toMatchObject({ reason: 'request_conflict' });
      const first = await store.read(({ tenants }) => tenants.list({ limit: 2, after: null }));
      const rest = await store.read(({ tenants }) => tenants.list({ limit: 2, after: first.next }));
      expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['B', TENANT, 'b']);
      expect(rest.next).toBeNull();
      const rename = (displayName: string, ifRevision: number | null) =>
        store.change(ACTOR, ({ tenants }) => tenants.update(tenantId('b'), { displayName }, ifRevision));
      const renamed = await rename('Beta', 1);
      expect(renamed).toMatchObject({ displayName: 'Beta', revision: 2 });
      expect(await rename('Beta', 2)).toEqual(renamed);
      expect(await refusal(rename('x', 1))).toMatchObject({ reason: 'revision_conflict' });
      const remove = () => store.change(ACTOR, ({ tenants }) => tenants.remove(TENANT, null));
      await remove();
      expect(await refusal(remove())).toMatchObject({ reason: 'tenant_unknown' });
      const left = await reading(store, async (tenant) => [
        await tenant.systems.list(),
        await tenant.groups.list(),
        (await tenant.audit.verify()).ok,
      ]);
      expect(left).toEqual([[], [], true]);
    });

    test('that come again go on where their revisions ended', async () => {
      const store = await opened();
      const before = await store.read(({ tenants }) => tenants.revisionOf(TENANT));
      await store.change(ACTOR, async ({ tenants }) => {
        await tenants.remove(TENANT, null);
      });
      expect(await store.read(({ tenants }) => tenants.revisionOf(TENANT))).toBe(0);
      await store.change(ACTOR, ({ tenants }) => tenants.create({ id: TENANT, displayName: '' }));
      expect(await store.read(({ tenants }) => tenants.revisionOf(TENANT))).toBeGreaterThan(before);
      await changing(store, ({ people }) => people.create(personInput('Anna')));
    });

    test('raise their revision once per change, and not for a change that changes nothing', async () => {
      const store = await opened();
      const revision = () => store.read(({ tenants }) => tenants.revisionOf(TENANT));
      const before = await revision();
      await changing(store, async ({ people, settings, groups }) => {
        await people.create(personInput('Anna'));
        await people.create(personInput('Ben'));
        await settings.put('privacy', {}, null);
        await groups.put({ id: 'sales', displayName: 'Sales' }, null);
      });
      expect(await revision()).toBe(before + 1);
      await changing(store, async ({ settings, systems }) => {
        await settings.put('privacy', {}, null);
        await systems.update(PBX, { displayName: 'PBX' }, null);
      });
      expect(await revision()).toBe(before + 1);
    });

    test('that are unknown refuse whatever is to be changed', async () => {
      const store = await bench().open();
      const works = [
        changing(store, ({ people }) => people.create(personInput('Anna'))),
        changing(store, ({ settings }) => settings.put('privacy', {}, null)),
        changing(store, ({ jobs }) => jobs.start('match', 1)),
      ];
      for (const work of works) {
        expect(await refusal(work)).toMatchObject({ reason: 'tenant_unknown' });
      }
    });
  });

  describe('systems, groups, settings and profiles', () => {
    test('systems are created once, changed in what is named, listed by id, and removed', async () => {
      const store = await opened();
      const [first] = SYSTEMS;
      const before = await reading(store, ({ systems }) => systems.get(PBX));
      expect(before).toMatchObject({ ...first });
      const create = changing(store, async ({ systems }) => first && systems.create(first));
      expect(await refusal(create)).toMatchObject({ reason: 'request_conflict' });
      const update = (ifRevision: number | null) =>
        changing(store, ({ systems }) => systems.update(PBX, { settings: { host: 'other' } }, ifRevision));
      expect(await refusal(update(1))).toMatchObject({ reason: 'revision_conflict' });
      expect(await update(before?.revision ?? 0)).toMatchObject({ ...first, settings: { host: 'other' } });
      expect((await reading(store, ({ systems }) => systems.list())).map(({ id }) => id)).toEqual([
        'branch',
        'pbx',
        'teams',
      ]);
      await changing(store, ({ systems }) => systems.remove(PBX, null));
      const gone = changing(store, ({ systems }) => systems.remove(PBX, null));
      expect(await refusal(gone)).toMatchObject({ reason: 'system_unknown' });
      expect(await reading(store, ({ systems }) => systems.get(PBX))).toBeUndefined();
    });

    test('groups count their members, whose next sync of a gateway tells when one goes', async () => {
      const store = await opened();
      await changing(store, async ({ people, groups }) => {
        await people.create(personInput('Anna', { groupIds: ['sales', 'support'] }));
        await people.create(personInput('Ben', { groupIds: ['sales'] }));
        await groups.put({ id: 'sales', displayName: 'Sales DE' }, null);
      });
      expect(await reading(store, ({ groups }) => groups.list())).toMatchObject([
        { id: 'sales', displayName: 'Sales DE', members: 2 },
        { id: 'support', members: 1 },
      ]);
      const before = await store.read(({ tenants }) => tenants.revisionOf(TENANT));
      await changing(store, ({ groups }) => groups.remove('support', null));
      const { changed } = await reading(store, ({ people }) => people.changedSince(before, 10));
      expect(changed.map(({ person }) => [person.displayName, person.groupIds])).toEqual([['Anna', ['sales']]]);
      const gone = changing(store, ({ groups }) => groups.remove('support', null));
      expect(await refusal(gone)).toMatchObject({ reason: 'record_unknown' });
      const put = changing(store, ({ groups }) => groups.put({ id: 'sales', displayName: 'x' }, 1));
      expect(await refusal(put)).toMatchObject({ reason: 'revision_conflict' });
    });

    test('settings are any JSON by section', async () => {
      const store = await opened();
      const value = { 'a.b': [null, true, 1.5, '🙂 "%_'], __proto__x: {} };
      const put = (content: typeof value | null, ifRevision: number | null) =>
        changing(store, ({ settings }) => settings.put('privacy', content, ifRevision));
      const { revision } = await put(value, 0);
      expect(await put(value, null)).toEqual({ revision });
      expect(await reading(store, ({ settings }) => settings.all())).toEqual({ privacy: { value, revision } });
      expect(await refusal(put(null, revision + 1))).toMatchObject({ reason: 'revision_conflict' });
      expect(await put(null, revision)).toEqual({ revision: revision + 1 });
      const remove = () => changing(store, ({ settings }) => settings.remove('privacy', null));
      await remove();
      expect(await refusal(remove())).toMatchObject({ reason: 'record_unknown' });
      expect(await reading(store, ({ settings }) => settings.get('privacy'))).toBeUndefined();
    });

    test('the state of profiles is another with every change of one, and of nothing else', async () => {
      const store = await opened();
      const state = () => reading(store, ({ profiles }) => profiles.state());
      const put = (id: string) => changing(store, ({ profiles }) => profiles.put(id, 'text', UNSIGNED, null));
      const seen = [await state()];
      for (const change of [() => put('quiet'), () => put('quiet'), () => put('loud')]) {
        await change();
        seen.push(await state());
      }
      await changing(store, ({ groups }) => groups.put({ id: 'sales', displayName: 'Sales' }, null));
      expect(await state()).toBe(seen.at(-1));
      await changing(store, ({ profiles }) => profiles.remove('quiet', null));
      seen.push(await state());
      expect([seen[0], new Set(seen).size]).toEqual([null, 5]);
    });

    test('profiles keep every version', async () => {
      const store = await opened();
      const put = (content: string, ifRevision: number | null) =>
        changing(store, ({ profiles }) =>
          profiles.put('quiet', content, { author: 'admin', note: `as ${content}` }, ifRevision),
        );
      const first = await put('one', 0);
      await bench().clock.advance(1_000);
      const second = await put('two', first.revision);
      expect([first.version, second.version]).toEqual([1, 2]);
      expect(second).toMatchObject({ author: 'admin', note: 'as two', createdAt: first.createdAt });
      expect(second.updatedAt).toBe(first.updatedAt + 1_000);
      expect(await refusal(put('three', first.revision))).toMatchObject({ reason: 'revision_conflict' });
      await changing(store, ({ profiles }) => profiles.put('loud', 'one', UNSIGNED, null));
      expect(await reading(store, ({ profiles }) => profiles.history('quiet'))).toEqual([first, second]);
      expect(await reading(store, ({ profiles }) => profiles.get('quiet', 1))).toEqual(first);
      expect(await reading(store, ({ profiles }) => profiles.get('quiet'))).toEqual(second);
      expect(await reading(store, ({ profiles }) => profiles.get('quiet', 3))).toBeUndefined();
      expect((await reading(store, ({ profiles }) => profiles.list())).map(({ id }) => id)).toEqual(['loud', 'quiet']);
      await changing(store, ({ profiles }) => profiles.remove('quiet', second.revision));
      expect(await reading(store, ({ profiles }) => profiles.history('quiet'))).toEqual([]);
    });
  });
}

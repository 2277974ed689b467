import { personId, sourceId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Json } from '../ports/shared.ts';
import type { Store } from '../ports/store.ts';
import { BRANCH, changing, keyInput, PBX, personInput, reading, withSystems } from './sample-records.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

/** Keys and sources, accounts, proposals, jobs and kept answers. */
export function describeKeysAndWork(bench: () => StoreBench): void {
  const opened = async (): Promise<Store> => withSystems(await bench().openWithTenant());
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => 'done').catch((error: unknown) => error);
  const keysOf = (store: Store) =>
    store.read(async ({ keys }) => ({ ids: (await keys.all()).map(({ id }) => id), revision: await keys.revision() }));

  describe('keys', () => {
    test('of tenants and of the installation are told together, and every change of one raises the revision', async () => {
      const store = await opened();
      const before = await keysOf(store);
      const source = keyInput('source', { roles: ['source'], systemIds: [PBX, BRANCH], expiresAt: 5 });
      const kept = await changing(store, ({ keys }) => keys.create(source));
      expect(kept).toMatchObject({ ...source, tenantId: TENANT });
      expect(await reading(store, ({ keys }) => keys.get('source'))).toEqual(kept);
      await store.change(ACTOR, ({ keys }) => keys.create(keyInput('operator')));
      const both = await keysOf(store);
      expect(both.ids).toEqual(['operator', 'source']);
      expect(both.revision).toBe(before.revision + 2);
      expect((await reading(store, ({ keys }) => keys.list())).map(({ id }) => id)).toEqual(['source']);
      await changing(store, ({ keys }) => keys.revoke('source'));
      await store.change(ACTOR, ({ keys }) => keys.revoke('operator'));
      expect(await keysOf(store)).toEqual({ ids: [], revision: before.revision + 4 });
      expect(await refusal(changing(store, ({ keys }) => keys.revoke('source')))).toMatchObject({
        reason: 'record_unknown',
      });
    });

    test('have an id of their own in their tenant, and a hash of their own everywhere', async () => {
      const store = await opened();
      await changing(store, ({ keys }) => keys.create(keyInput('one')));
      const other = store.change(ACTOR, ({ keys }) =>
        keys.create(keyInput('one', { hash: `sha256:${'f'.repeat(64)}` })),
      );
      await other;
      const refused = [
        changing(store, ({ keys }) => keys.create(keyInput('one', { hash: 'x' }))),
        changing(store, ({ keys }) => keys.create(keyInput('two', { hash: keyInput('one').hash }))),
        store.change(ACTOR, ({ keys }) => keys.create(keyInput('two', { hash: keyInput('one').hash }))),
      ];
      for (const work of refused) {
        expect(await refusal(work)).toMatchObject({ reason: 'request_conflict' });
      }
      const unknown = changing(store, ({ keys }) => keys.create(keyInput('3', { personId: personId('none') })));
      expect(await refusal(unknown)).toMatchObject({ reason: 'person_unknown' });
    });

    test('of a source go with it, with its system, and when it gets another one', async () => {
      const store = await opened();
      const id = sourceId('connector');
      const register = (keyId: string, systemId = PBX) =>
        changing(store, async ({ keys }) => {
          await keys.create(keyInput(keyId, { roles: ['source'] }));
          return keys.putSource({ id, systemId, displayName: 'Connector', keyId });
        });
      await register('one');
      const second = await register('two');
      expect((await keysOf(store)).ids).toEqual(['two']);
      expect(await reading(store, ({ keys }) => keys.sources())).toEqual([second]);
      await changing(store, ({ keys }) => keys.revoke('two'));
      expect(await reading(store, ({ keys }) => keys.sources())).toMatchObject([{ id, keyId: null }]);
      await register('three');
      await changing(store, ({ keys }) => keys.removeSource(id));
      expect((await keysOf(store)).ids).toEqual([]);
      expect(await refusal(changing(store, ({ keys }) => keys.removeSource(id)))).toMatchObject({
        reason: 'record_unknown',
      });
      await register('four', BRANCH);
      await changing(store, ({ systems }) => systems.remove(BRANCH, null));
      expect((await keysOf(store)).ids).toEqual([]);
      expect(await reading(store, ({ keys }) => keys.sources())).toEqual([]);
    });
  });

  describe('accounts', () => {
    test('are put, listed and removed', async () => {
      const store = await opened();
      const account = { systemId: PBX, id: 'a', userName: 'svc@example.com', state: 'active' };
      const put = (state: string) => changing(store, ({ accounts }) => accounts.put({ ...account, state }));
      const first = await put('active');
      expect(await put('active')).toEqual(first);
      expect(await put('consent-missing')).toMatchObject({ state: 'consent-missing', revision: first.revision + 1 });
      expect(await reading(store, ({ accounts }) => accounts.list(BRANCH))).toEqual([]);
      const remove = () => changing(store, ({ accounts }) => accounts.remove(PBX, 'a'));
      await remove();
      expect(await refusal(remove())).toMatchObject({ reason: 'record_unknown' });
    });
  });

  describe('proposals', () => {
    test('of the same content are one; what was dismissed stays dismissed until it is swept', async () => {
      const store = await opened();
      const anna = await changing(store, ({ people }) => people.create(personInput('Anna')));
      const propose = (content: Json) =>
        changing(store, ({ proposals }) =>
          proposals.propose({ kind: 'telephony', personId: anna.id, content, reason: 'calls agree' }),
        );
      const first = await propose({ telephony: 'twinned', calls: [1, { b: 1, a: 2 }] });
      expect(await propose({ calls: [1, { a: 2, b: 1 }], telephony: 'twinned' })).toEqual(first);
      bench().clock.advance(1);
      const second = await propose({ telephony: 'teams' });
      const decide = (state: 'accepted' | 'dismissed', ifRevision: number | null) =>
        changing(store, ({ proposals }) => proposals.decide(first.id, state, ifRevision));
      expect(await refusal(decide('dismissed', 1))).toMatchObject({ reason: 'revision_conflict' });
      const dismissed = await decide('dismissed', first.revision);
      expect(await propose({ telephony: 'twinned', calls: [1, { b: 1, a: 2 }] })).toEqual(dismissed);
      const list = (state: 'open' | 'dismissed' | null, limit = 10, after: string | null = null) =>
        reading(store, ({ proposals }) => proposals.list({ state }, { limit, after }));
      expect((await list('open')).items).toEqual([second]);
      expect((await list('dismissed')).items).toEqual([dismissed]);
      const page = await list(null, 1);
      expect([...page.items, ...(await list(null, 1, page.next)).items]).toEqual([dismissed, second]);
      const sweep = (before: number) => changing(store, ({ proposals }) => proposals.sweep(before));
      expect(await sweep(dismissed.updatedAt)).toBe(0);
      expect(await sweep(dismissed.updatedAt + 1)).toBe(1);
      expect((await list(null)).items).toEqual([second]);
    });
  });

  describe('jobs and kept answers', () => {
    test('tell how far they are, newest first, and leave the tenant alone', async () => {
      const store = await opened();
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      const first = await changing(store, ({ jobs }) => jobs.start('people-import', 10));
      bench().clock.advance(1_000);
      const second = await changing(store, ({ jobs }) => jobs.start('match', 1));
      const done = await changing(store, ({ jobs }) =>
        jobs.progress(first.id, { done: 10, state: 'done', result: { created: 10 } }),
      );
      expect(done).toMatchObject({ total: 10, done: 10, state: 'done', result: { created: 10 }, revision: 2 });
      expect(await reading(store, ({ jobs }) => jobs.list())).toEqual([second, done]);
      expect(await reading(store, ({ jobs }) => jobs.get(first.id))).toEqual(done);
      expect(await refusal(changing(store, ({ jobs }) => jobs.progress('none', { done: 1 })))).toMatchObject({
        reason: 'record_unknown',
      });
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(before);
      const sweep = (until: number) => changing(store, ({ jobs }) => jobs.sweep(until));
      expect(await sweep(done.updatedAt)).toBe(0);
      expect(await sweep(done.updatedAt + 1)).toBe(1);
      expect(await reading(store, ({ jobs }) => jobs.list())).toEqual([second]);
    });

    test('answers are kept by key and idempotency key, and swept', async () => {
      const store = await opened();
      const answer = { requestHash: 'abc', status: 201, body: '{"a":"🙂"}', headers: { etag: '"1"' } };
      await changing(store, ({ jobs }) => jobs.keepAnswer('key', 'i-1', answer));
      const ask = (keyId: string, key: string) => reading(store, ({ jobs }) => jobs.answer(keyId, key));
      expect(await ask('key', 'i-1')).toEqual(answer);
      expect(await ask('other', 'i-1')).toBeUndefined();
      expect(await ask('key', 'i-2')).toBeUndefined();
      expect(await changing(store, ({ jobs }) => jobs.sweep(bench().clock.now() + 1))).toBe(1);
      expect(await ask('key', 'i-1')).toBeUndefined();
    });
  });
}

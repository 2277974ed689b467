import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { bytesOf } from './filled-store.ts';
import {
  bindingInput,
  changing,
  EVERY_ENTRY,
  keyInput,
  lineInput,
  objectId,
  PBX,
  personInput,
  reading,
  TEAMS,
  withSystems,
} from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

/** Of Anna: whatever must be nowhere afterwards, in any case. */
const TELLING = [
  'Anna-Lena',
  'Königsfeld',
  'anna.k@example.com',
  'a.koenigsfeld@example.com',
  '301234567',
  objectId(0xabcdef),
  'sip:anna.k@pbx.example',
];

export function describeErasure(bench: () => StoreBench): void {
  const everything = async (store: Store): Promise<string> =>
    gunzipSync(await bytesOf(store.backup()))
      .toString()
      .toLowerCase();
  const found = (text: string): readonly string[] => TELLING.filter((word) => text.includes(word.toLowerCase()));

  /** Puts Anna into every table that can name anybody, and Ben beside her. */
  const withAnna = async (store: Store) => {
    const people = await changing(store, async (tenant) => {
      await tenant.lines.putMany([
        lineInput('567', { displayName: 'Anna-Lena Königsfeld', userName: 'a.koenigsfeld@example.com' }),
        lineInput('sip:anna.k@pbx.example', { mail: 'anna.k@example.com' }),
        lineInput('568', { displayName: 'Anna-Lena Königsfeld', mail: 'ANNA.K@example.com' }),
        lineInput('569', { userName: 'anna.k@example.com' }),
      ]);
      const anna = await tenant.people.create(
        personInput('Anna-Lena Königsfeld', {
          entraObjectId: objectId(0xabcdef),
          department: 'Board',
          addresses: [
            { kind: 'upn', value: 'Anna.K@example.com' },
            { kind: 'mail', value: 'a.koenigsfeld@example.com' },
            { kind: 'phone', value: '+49 30 1234-567' },
            { kind: 'line', value: 'sip:anna.k@pbx.example' },
          ],
          groupIds: ['sales'],
        }),
      );
      const ben = await tenant.people.create(personInput('Ben Berg'));
      await tenant.bindings.put(bindingInput(anna.id, '567', { reason: 'mail a.koenigsfeld@example.com' }), null);
      await tenant.bindings.put(bindingInput(anna.id, objectId(0xabcdef), { systemId: TEAMS }), null);
      await tenant.bindings.put(bindingInput(anna.id, '568', { role: 'shared' }), null);
      await tenant.bindings.put(bindingInput(ben.id, '568', { reason: 'secretary of anna.k@example.com' }), null);
      await tenant.keys.create(keyInput('mine', { personId: anna.id, displayName: 'Anna-Lena Königsfeld' }));
      const proposal = { kind: 'telephony', content: 'twinned' } as const;
      await tenant.proposals.propose({ ...proposal, personId: anna.id, reason: 'calls of Anna-Lena Königsfeld' });
      await tenant.proposals.propose({ ...proposal, personId: ben.id, reason: 'calls with Anna-Lena Königsfeld' });
      await tenant.profiles.put(
        'quiet',
        'content',
        { author: 'a.koenigsfeld@example.com', note: 'Anna-Lena Königsfeld asked' },
        null,
      );
      const job = await tenant.jobs.start('people-import', 1);
      await tenant.jobs.progress(job.id, { result: { problems: ['anna.k@example.com has two lines'] }, state: 'done' });
      const answer = { requestHash: 'x', status: 200, headers: {} };
      await tenant.jobs.keepAnswer('key', '1', { ...answer, body: JSON.stringify({ name: 'Anna-Lena Königsfeld' }) });
      await tenant.jobs.keepAnswer('key', '2', { ...answer, body: JSON.stringify({ id: anna.id }) });
      await tenant.jobs.keepAnswer('key', '3', { ...answer, body: 'kept' });
      await tenant.people.update(anna.id, { department: 'Königsfeld' }, null);
      return { anna, ben };
    });
    return people;
  };

  describe('erasure of a person', () => {
    test('leaves nothing in any table that tells of them, and an audit that holds', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const { anna, ben } = await withAnna(store);
      expect(found(await everything(store))).toEqual(TELLING);
      const before = await store.read((view) => view.tenants.revisionOf(TENANT));
      await changing(store, ({ people }) => people.erase(anna.id));
      expect(found(await everything(store))).toEqual([]);
      expect(await reading(store, ({ audit }) => audit.verify())).toMatchObject({ ok: true });
      const entries = await reading(store, ({ audit }) => audit.list({ ...EVERY_ENTRY, entityId: anna.id }, 0, 100));
      expect(entries.entries.at(-1)).toMatchObject({ action: 'erase', entity: 'person', before: null, after: null });
      const { changed, removed } = await reading(store, ({ people }) => people.changedSince(before, 10));
      expect(removed).toEqual([anna.id]);
      expect(changed.map(({ person }) => person.id)).not.toContain(anna.id);
      expect((await reading(store, ({ people }) => people.get(ben.id)))?.bindings).toHaveLength(1);
      await expect(changing(store, ({ people }) => people.erase(anna.id))).rejects.toMatchObject({
        reason: 'person_unknown',
      });
    });

    test('leaves what others have: their line, without her name, their answers, their audit', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const { anna, ben } = await withAnna(store);
      await changing(store, ({ people }) => people.erase(anna.id));
      const kept = await reading(store, async ({ lines, jobs, keys, audit, people, profiles }) => ({
        profile: await profiles.get('quiet'),
        own: await lines.get({ systemId: PBX, address: '567' }),
        shared: await lines.get({ systemId: PBX, address: '568' }),
        answer: await jobs.answer('key', '3'),
        keys: await keys.list(),
        ben: (await audit.list({ ...EVERY_ENTRY, entity: 'person', entityId: ben.id }, 0, 10)).entries,
        people: await people.count(),
      }));
      expect(kept.profile).toMatchObject({ content: 'content', author: '', note: '' });
      expect(kept.own).toBeUndefined();
      expect(kept.shared).toMatchObject({ displayName: '', mail: '' });
      expect(kept.answer?.body).toBe('kept');
      expect(kept.keys).toEqual([]);
      expect(kept.ben[0]).toMatchObject({ erased: false, after: { displayName: 'Ben Berg' } });
      expect(kept.people).toBe(1);
    });

    test('of one made and erased in the same change leaves nothing either', async () => {
      const store = await withSystems(await bench().openWithTenant());
      await changing(store, async ({ people, bindings }) => {
        const { id } = await people.create(personInput('Anna-Lena Königsfeld', { entraObjectId: objectId(0xabcdef) }));
        await bindings.put(bindingInput(id, objectId(0xabcdef), { systemId: TEAMS }), null);
        await people.erase(id);
      });
      expect(found(await everything(store))).toEqual([]);
      expect(await reading(store, ({ audit }) => audit.verify())).toMatchObject({ ok: true });
    });
  });
}

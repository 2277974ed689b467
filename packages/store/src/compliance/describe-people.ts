import { AS_THE_TENANT, personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { PersonInput } from '../ports/people.ts';
import {
  bindingInput,
  changing,
  EVERY_ENTRY,
  entry,
  objectId,
  PBX,
  personInput,
  reading,
  TEAMS,
  withSystems,
} from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

/** People one at a time: making, changing, pausing, leaving. */
export function describePeople(bench: () => StoreBench): void {
  describe('a person', () => {
    test('gets a UUIDv7, and is found by it, by the anchor and by every address', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const input = personInput('Anna Berg', {
        entraObjectId: objectId(0xab).toUpperCase(),
        addresses: [
          { kind: 'upn', value: 'Anna.Berg@Example.com' },
          { kind: 'mail', value: 'anna@example.com' },
          { kind: 'mail', value: 'ANNA@example.com' },
          { kind: 'phone', value: '+49 30 1234-567' },
        ],
        groupIds: ['support', 'sales'],
      });
      const anna = await changing(store, (tenant) => tenant.people.create(input));
      expect(anna.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(anna).toEqual({
        ...input,
        id: anna.id,
        entraObjectId: objectId(0xab),
        addresses: input.addresses.filter(({ value }) => value !== 'ANNA@example.com'),
        groupIds: ['sales', 'support'],
        pause: null,
        leftAt: null,
        revision: await store.read((view) => view.tenants.revisionOf(TENANT)),
        createdAt: bench().clock.now(),
        updatedAt: bench().clock.now(),
      });
      const found = await reading(store, async ({ people }) => [
        (await people.get(anna.id))?.person,
        await people.byEntraObjectId(objectId(0xab).toUpperCase()),
        ...(await people.byAddress('upn', 'ANNA.BERG@EXAMPLE.COM')),
        ...(await people.byAddress('mail', 'smtp:Anna@Example.com')),
        ...(await people.byAddress('phone', '+49301234567')),
      ]);
      expect(found).toEqual([anna, anna, anna, anna, anna]);
      expect(await reading(store, ({ people }) => people.byAddress('mail', 'Anna.Berg@Example.com'))).toEqual([]);
    });

    test('ids made in one change rise', async () => {
      const store = await bench().openWithTenant();
      const ids = await changing(store, async ({ people }) => {
        const made: string[] = [];
        for (let count = 0; count < 50; count += 1) {
          made.push((await people.create(personInput('Anna'))).id);
        }
        return made;
      });
      expect(new Set(ids).size).toBe(50);
      expect([...ids].sort()).toEqual(ids);
    });

    test('of a configuration file keeps its own id, which nobody else can take', async () => {
      const store = await bench().openWithTenant();
      const id = personId('anna');
      await changing(store, ({ people }) => people.create(personInput('Anna', { origin: 'file' }), id));
      const again = changing(store, ({ people }) => people.create(personInput('Other'), id));
      await expect(again).rejects.toMatchObject({ reason: 'request_conflict' });
    });

    test('changes in what is named; the rest stays; what is the same is not written', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const before = await changing(store, ({ people }) =>
        people.create(personInput('Anna', { department: 'Sales', profileId: 'quiet', groupIds: ['sales'] })),
      );
      const after = await changing(store, ({ people }) =>
        people.update(before.id, { displayName: 'Anna Berg', profileId: null }, before.revision),
      );
      expect(after).toEqual({ ...before, displayName: 'Anna Berg', profileId: null, revision: before.revision + 1 });
      const same = await changing(store, ({ people }) => people.update(before.id, { department: 'Sales' }, null));
      expect(same).toEqual(after);
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(after.revision);
    });

    test('has settings of their own, each changed by itself, which the audit tells', async () => {
      const store = await bench().openWithTenant();
      const statuses = { Busy: { tone: 'in-use', labelId: 'in-the-lab', reach: 'voicemail' } } as const;
      const own = { profileId: 'quiet', timeZone: 'Europe/Berlin', takesPart: false, statuses } as const;
      const { id, ...anna } = await changing(store, ({ people }) => people.create(personInput('Anna', own)));
      expect(anna).toMatchObject(own);
      const update = (input: Partial<PersonInput>) => changing(store, ({ people }) => people.update(id, input, null));
      expect(await update({ ...own, statuses: { Busy: { ...statuses.Busy } } })).toMatchObject({
        revision: anna.revision,
      });
      expect(await update({ takesPart: true })).toMatchObject({ ...own, takesPart: true });
      expect(await update({ timeZone: null, statuses: {} })).toMatchObject({
        profileId: 'quiet',
        timeZone: null,
        takesPart: true,
        statuses: {},
      });
      const { person } = (await reading(store, ({ people }) => people.get(id))) ?? {};
      expect(person).toMatchObject({ ...AS_THE_TENANT, profileId: 'quiet', takesPart: true });
      const { entries } = await reading(store, ({ audit }) => audit.list({ ...EVERY_ENTRY, personId: id }, 0, 10));
      expect(entries.map(({ after }) => after)).toMatchObject([own, { takesPart: true }, { statuses: {} }]);
    });

    test('are counted by a label of theirs, leavers too', async () => {
      const store = await bench().openWithTenant();
      const shown = (labelId: string) => ({ statuses: { Busy: { tone: null, labelId, reach: null } } });
      await changing(store, async ({ people }) => {
        await people.create(personInput('Anna', shown('in-the-lab')));
        const ben = await people.create(personInput('Ben', shown('in-the-lab')));
        await people.leave(ben.id, null);
        await people.create(personInput('in-the-lab', shown('not-in-the-lab')));
      });
      const count = (id: string) => reading(store, ({ people }) => people.countByLabel(id));
      expect([await count('in-the-lab'), await count('not-in-the-lab'), await count('lab')]).toEqual([2, 1, 0]);
    });

    test('are counted by their profile, leavers too', async () => {
      const store = await bench().openWithTenant();
      await changing(store, async ({ people }) => {
        await people.create(personInput('Anna', { profileId: 'quiet' }));
        const ben = await people.create(personInput('Ben', { profileId: 'quiet' }));
        await people.leave(ben.id, null);
        await people.create(personInput('Cem', { profileId: 'Quiet' }));
        await people.create(personInput('Dora'));
      });
      const count = (id: string) => reading(store, ({ people }) => people.countByProfile(id));
      expect([await count('quiet'), await count('Quiet'), await count('loud')]).toEqual([2, 1, 0]);
    });

    test('a change at another revision, of nobody, or towards a taken anchor is refused with the facts', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const [anna, ben] = await changing(store, async ({ people }) => [
        await people.create(entry(1)),
        await people.create(entry(2)),
      ]);
      const refused = (work: Promise<unknown>) => work.then(() => 'done').catch((error: unknown) => error);
      expect(
        await refused(changing(store, ({ people }) => people.update(anna.id, { department: 'x' }, 1))),
      ).toMatchObject({
        reason: 'revision_conflict',
        details: { expected: '1', actual: String(anna.revision) },
      });
      expect(await refused(changing(store, ({ people }) => people.update(personId('nobody'), {}, null)))).toMatchObject(
        { reason: 'person_unknown' },
      );
      expect(
        await refused(changing(store, ({ people }) => people.update(ben.id, { entraObjectId: objectId(1) }, null))),
      ).toMatchObject({ reason: 'request_conflict', details: { personId: anna.id } });
      expect(
        await refused(changing(store, ({ people }) => people.update(ben.id, { groupIds: ['none'] }, null))),
      ).toMatchObject({ reason: 'record_unknown' });
    });

    test('pauses until then, and resumes', async () => {
      const store = await bench().openWithTenant();
      const anna = await changing(store, ({ people }) => people.create(personInput('Anna')));
      const paused = await changing(store, ({ people }) => people.setPause(anna.id, { until: 5, by: 'anna' }, null));
      expect(paused).toMatchObject({ pause: { until: 5, by: 'anna' }, revision: anna.revision + 1 });
      expect(await changing(store, ({ people }) => people.setPause(anna.id, null, paused.revision))).toMatchObject({
        pause: null,
      });
    });

    test('who leaves keeps what was bound by hand, and comes back to it', async () => {
      const store = await withSystems(await bench().openWithTenant());
      const anna = await changing(store, async ({ people, bindings }) => {
        const { id } = await people.create(personInput('Anna'));
        await bindings.put(bindingInput(id, '567'), null);
        await bindings.put(bindingInput(id, '568', { origin: 'login', role: 'logged-in', expiresAt: 9e12 }), null);
        await bindings.put(bindingInput(id, '569', { origin: 'matching' }), null);
        await bindings.put(bindingInput(id, objectId(1), { systemId: TEAMS, origin: 'list' }), null);
        return id;
      });
      bench().clock.advance(1_000);
      const left = await changing(store, ({ people }) => people.leave(anna, null));
      expect(left.leftAt).toBe(bench().clock.now());
      const addresses = await reading(store, ({ bindings }) => bindings.of(anna));
      expect(addresses.map(({ systemId, address }) => [systemId, address])).toEqual([[PBX, '567']]);
      expect(await reading(store, ({ people }) => people.count())).toBe(0);
      bench().clock.advance(1_000);
      expect(await changing(store, ({ people }) => people.leave(anna, null))).toEqual(left);
      const returned = await changing(store, ({ people }) => people.comeBack(anna, left.revision));
      expect(returned).toMatchObject({ id: anna, leftAt: null });
      expect(await reading(store, ({ people }) => people.count())).toBe(1);
    });

    test('leavers are named oldest first, as far as asked', async () => {
      const store = await bench().openWithTenant();
      const ids = await changing(store, async ({ people }) => [
        (await people.create(personInput('Anna'))).id,
        (await people.create(personInput('Ben'))).id,
        (await people.create(personInput('Cem'))).id,
      ]);
      for (const id of ids.toReversed()) {
        bench().clock.advance(1_000);
        await changing(store, ({ people }) => people.leave(id, null));
      }
      const last = bench().clock.now();
      const leftBefore = (instant: number, limit: number) =>
        changing(store, ({ people }) => people.leftBefore(instant, limit));
      expect(await leftBefore(last, 10)).toEqual([ids[2], ids[1]]);
      expect(await leftBefore(last + 1, 1)).toEqual([ids[2]]);
    });
  });
}

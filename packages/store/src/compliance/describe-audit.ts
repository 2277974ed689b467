import { AS_THE_TENANT, type PersonId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { AuditEntry, AuditFilter, AuditVerdict } from '../ports/audit.ts';
import type { PersonInput } from '../ports/people.ts';
import type { Store } from '../ports/store.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

const ALL: AuditFilter = { entity: null, entityId: null, actorId: null, personId: null, from: null, to: null };
const HOUR_MS = 3_600_000;

const ANNA: PersonInput = {
  kind: 'person',
  displayName: 'Anna Sommer',
  department: 'Sales',
  telephony: 'pbx',
  entraObjectId: null,
  addresses: [{ kind: 'mail', value: 'anna@example.com' }],
  groupIds: [],
  ...AS_THE_TENANT,
  origin: 'administrator',
};

/** Who did what, and that nobody has changed it since. */
export function describeAudit(bench: () => StoreBench): void {
  describe('the audit', () => {
    test('says who did what and when, from 1 without a gap, and holds', async () => {
      const store = await bench().openWithTenant();
      await put(store, 'one', 1);
      await bench().clock.advance(HOUR_MS);
      await store.change({ kind: 'file', id: 'site.yaml' }, (change) =>
        change.tenant(TENANT).settings.put('one', 2, null),
      );
      const entries = await list(store);
      expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
      expect(entries.at(-1)).toMatchObject({
        at: bench().clock.now(),
        actor: { kind: 'file', id: 'site.yaml' },
        action: 'update',
        before: 1,
        after: 2,
        erased: false,
      });
      expect(await verify(store)).toEqual({ ok: true, entries: entries.length, head: entries.at(-1)?.hash });
    });

    test('of a tenant, of another and of the installation are three', async () => {
      const store = await bench().openWithTenant();
      await store.change(ACTOR, (change) =>
        change.keys.create({
          id: 'k',
          hash: `sha256:${'0'.repeat(64)}`,
          roles: ['operator'],
          systemIds: [],
          personId: null,
          displayName: 'Operator',
          expiresAt: null,
        }),
      );
      const [tenants, own] = await store.read(async (view) => [
        await view.tenant(TENANT).audit.list(ALL, 0, 100),
        await view.audit.list(ALL, 0, 100),
      ]);
      expect(tenants.entries.some(({ entity }) => entity === 'key')).toBe(false);
      expect(own.entries.some(({ entity, entityId }) => entity === 'key' && entityId === 'k')).toBe(true);
      expect(own.entries[0]?.sequence).toBe(1);
    });

    test('is listed by pages and by filters', async () => {
      const store = await bench().openWithTenant();
      for (const value of [1, 2, 3, 4]) {
        await put(store, `s${value}`, value);
        await bench().clock.advance(HOUR_MS);
      }
      const settings = (await list(store)).filter(({ entityId }) => /^s\d$/.test(entityId));
      const [first] = settings;
      const entity = first?.entity ?? '';
      const look = (filter: Partial<AuditFilter>, after = 0, limit = 100) =>
        store.read((view) => view.tenant(TENANT).audit.list({ ...ALL, ...filter }, after, limit));
      const page = await look({ entity }, 0, 3);
      expect(page.complete).toBe(false);
      const rest = await look({ entity }, page.entries.at(-1)?.sequence ?? 0, 3);
      expect(rest.complete).toBe(true);
      expect([...page.entries, ...rest.entries]).toEqual(settings);
      expect((await look({ entity, entityId: 's2' })).entries).toEqual(settings.slice(1, 2));
      expect((await look({ entity, from: settings[1]?.at ?? 0, to: settings[3]?.at ?? 0 })).entries).toEqual(
        settings.slice(1, 3),
      );
      expect((await look({ actorId: 'nobody' })).entries).toEqual([]);
      expect((await look({ actorId: ACTOR.id })).entries.length).toBeGreaterThanOrEqual(4);
    });

    test('finds a head that was streamed out, and says where it is another', async () => {
      const store = await bench().openWithTenant();
      await put(store, 'one', 1);
      await put(store, 'two', 2);
      const [first, second] = await list(store);
      const found = (expected: { sequence: number; hash: string }) =>
        store.read((view) => view.tenant(TENANT).audit.verify(expected));
      expect(await found({ sequence: 1, hash: first?.hash ?? '' })).toMatchObject({ ok: true });
      expect(await found({ sequence: 1, hash: second?.hash ?? '' })).toMatchObject({ ok: false, sequence: 1 });
      expect(await found({ sequence: 99, hash: 'f' })).toMatchObject({ ok: false });
    });

    test('keeps its chain when bodies are emptied by age, and says that they were', async () => {
      const store = await bench().openWithTenant();
      await put(store, 'one', 'old');
      await bench().clock.advance(HOUR_MS);
      const emptied = await store.change(ACTOR, async (change) => {
        await change.tenant(TENANT).settings.put('two', 'new', null);
        return await change.tenant(TENANT).audit.emptyBefore(bench().clock.now());
      });
      const entries = await list(store);
      expect(emptied).toBe(entries.filter(({ erased }) => erased).length);
      expect(JSON.stringify(entries)).not.toContain('"old"');
      expect(JSON.stringify(entries)).toContain('"new"');
      expect(entries.at(-1)).toMatchObject({ action: 'empty', entity: 'audit', after: { entries: emptied } });
      expect(await verify(store)).toMatchObject({ ok: true });
      const again = await store.change(ACTOR, (change) => change.tenant(TENANT).audit.emptyBefore(bench().clock.now()));
      expect(again).toBe(0);
    });

    test('says nothing of an erased person any more, and holds', async () => {
      const store = await bench().openWithTenant();
      const id = await addAnna(store);
      await store.change(ACTOR, async (change) => {
        // Changed and erased in one: what the change itself recorded goes too.
        await change.tenant(TENANT).people.update(id, { department: 'Purchasing' }, null);
        await change.tenant(TENANT).people.erase(id);
      });
      const entries = await list(store);
      expect(entries.filter(({ entityId }) => entityId === id).length).toBeGreaterThanOrEqual(3);
      expect(JSON.stringify(entries)).not.toMatch(/anna|sommer|sales|purchasing/i);
      expect(await verify(store)).toMatchObject({ ok: true });
    });
  });
}

function put(store: Store, section: string, value: string | number): Promise<unknown> {
  return store.change(ACTOR, (change) => change.tenant(TENANT).settings.put(section, value, null));
}

async function addAnna(store: Store): Promise<PersonId> {
  const { id } = await store.change(ACTOR, (change) => change.tenant(TENANT).people.create(ANNA));
  return id;
}

async function list(store: Store): Promise<readonly AuditEntry[]> {
  const { entries } = await store.read((view) => view.tenant(TENANT).audit.list(ALL, 0, 1_000));
  return entries;
}

function verify(store: Store): Promise<AuditVerdict> {
  return store.read((view) => view.tenant(TENANT).audit.verify());
}

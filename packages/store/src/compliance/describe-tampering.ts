import { describe, expect, test } from 'vitest';
import type { StoreLocation } from '../engine/open-engine.ts';
import type { Store } from '../ports/store.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

/** An audit that somebody changes who has the database and not the key. Each field: `audit-chain.test.ts`. */
export function describeTampering(bench: () => StoreBench): void {
  describe('an audit that somebody changed', () => {
    test('does not hold, and the check of the store says so', async () => {
      const { location } = await withAudit(bench());
      await bench().tamper(location, (db) =>
        db
          .updateTable('audit_entries')
          .set({ actor_id: 'somebody-else' })
          .where('tenant_id', '=', TENANT)
          .where('sequence', '=', 3)
          .execute(),
      );
      const store = await bench().open({ location });
      expect(await verify(store)).toMatchObject({ ok: false, sequence: 3 });
      expect((await store.check()).problems).toEqual([expect.stringContaining(`tenant ${TENANT}`)]);
    });

    test('does not hold without one of its entries', async () => {
      const { location } = await withAudit(bench());
      await bench().tamper(location, (db) =>
        db.deleteFrom('audit_entries').where('tenant_id', '=', TENANT).where('sequence', '=', 3).execute(),
      );
      const store = await bench().open({ location });
      expect(await verify(store)).toMatchObject({ ok: false, sequence: 3, problem: 'it is missing' });
    });

    test('does not hold without its end', async () => {
      const { location, head } = await withAudit(bench());
      await cutEnd(bench(), location, head);
      const store = await bench().open({ location });
      expect(await verify(store)).toMatchObject({ ok: false, sequence: head.sequence });
    });

    test('without its end and with another head does not hold beside a head that was streamed out', async () => {
      const { location, head } = await withAudit(bench());
      await cutEnd(bench(), location, head);
      await bench().tamper(location, async (db) => {
        const last = await db
          .selectFrom('audit_entries')
          .select(['sequence', 'hash'])
          .where('tenant_id', '=', TENANT)
          .orderBy('sequence', 'desc')
          .executeTakeFirstOrThrow();
        await db.updateTable('audit_heads').set(last).where('tenant_id', '=', TENANT).execute();
      });
      const store = await bench().open({ location });
      expect(await verify(store)).toMatchObject({ ok: true });
      expect(await verify(store, head)).toMatchObject({ ok: false, sequence: head.sequence });
    });
  });
}

async function cutEnd(bench: StoreBench, location: StoreLocation, head: Head): Promise<void> {
  await bench.tamper(location, (db) =>
    db.deleteFrom('audit_entries').where('tenant_id', '=', TENANT).where('sequence', '=', head.sequence).execute(),
  );
}

/** A closed store whose tenant has some entries. */
async function withAudit(bench: StoreBench): Promise<{ readonly location: StoreLocation; readonly head: Head }> {
  const location = await bench.newLocation();
  const store = await bench.openWithTenant({ location });
  for (const value of [1, 2, 3, 4]) {
    await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', value, null));
  }
  const verdict = await verify(store);
  await store.close();
  if (!verdict.ok) {
    throw new Error(verdict.problem);
  }
  return { location, head: { sequence: verdict.entries, hash: verdict.head } };
}

function verify(store: Store, expected?: Head) {
  return store.read((view) => view.tenant(TENANT).audit.verify(expected));
}

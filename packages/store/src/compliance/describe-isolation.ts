import { tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { type ChangeCase, changeCases, type Fixture, openedFixture } from './change-cases.ts';
import { changing, EVERY_ENTRY, reading } from './sample-records.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';
import { viewCases } from './view-cases.ts';

const OTHER = tenantId('other');

/** Nothing of a tenant is reached through another one, and nothing changes without standing in its audit. */
export function describeIsolation(bench: () => StoreBench): void {
  const opened = async (): Promise<{ store: Store; fixture: Fixture }> => {
    const store = await bench().openWithTenant();
    const fixture = await openedFixture(store);
    await store.change(ACTOR, ({ tenants }) => tenants.create({ id: OTHER, displayName: 'Other' }));
    return { store, fixture };
  };
  /** All that any view shows of {@link TENANT}, by the name of the view. */
  const shown = (store: Store, fixture: Fixture) =>
    store.read(async (view) => {
      const tenant = view.tenant(TENANT);
      const answers: Record<string, unknown> = { revision: await view.tenants.revisionOf(TENANT) };
      for (const { name, run } of viewCases) {
        answers[name] = await run(tenant, fixture);
      }
      return answers;
    });

  describe('a tenant', () => {
    test('has a case here for every method that it has', async () => {
      const { store } = await opened();
      const methodsOf = (views: object) =>
        Object.entries(views).flatMap(([noun, view]) =>
          typeof view === 'object' ? Object.keys({ ...view }).map((method) => `${noun}.${method}`) : [],
        );
      const reads = await reading(store, async (tenant) => methodsOf(tenant));
      const all = await changing(store, async (tenant) => methodsOf(tenant));
      const notCases = ['audit.verify', 'audit.list', 'audit.emptyBefore', 'people.leftBefore'];
      const without = (names: readonly string[]) => names.filter((name) => !notCases.includes(name)).toSorted();
      expect(without(viewCases.map(({ name }) => name))).toEqual(without(reads));
      expect(without(changeCases.map(({ name }) => name))).toEqual(
        without(all.filter((name) => !reads.includes(name))),
      );
    });

    test('finds nothing by whatever another tenant has', async () => {
      const { store, fixture } = await opened();
      const here = await shown(store, fixture);
      for (const { name, run } of viewCases) {
        const there = await store.read((view) => run(view.tenant(OTHER), fixture));
        expect([name, isEmpty(here[name])]).toEqual([name, false]);
        expect([name, isEmpty(there)]).toEqual([name, true]);
      }
    });

    test('changes nothing by whatever another tenant has', async () => {
      const { store, fixture } = await opened();
      const before = await shown(store, fixture);
      for (const { run } of changeCases) {
        await store
          .change(ACTOR, (change) => run(change.tenant(OTHER), fixture))
          .catch((error: unknown) => {
            expect(error).toMatchObject({ name: 'LamplightError', kind: 'not_found' });
          });
      }
      expect(await shown(store, fixture)).toEqual(before);
    });

    test.each(changeCases)('says in its audit what $name did', async (one) => {
      const { store, fixture } = await opened();
      await expectAudited(store, fixture, one);
    });
  });

  const expectAudited = async (store: Store, fixture: Fixture, { audited, run }: ChangeCase): Promise<void> => {
    const entries = () => reading(store, ({ audit }) => audit.list(EVERY_ENTRY, 0, 1_000));
    const before = (await entries()).entries.length;
    await changing(store, (tenant) => run(tenant, fixture));
    const added = (await entries()).entries.slice(before);
    if (audited === null) {
      expect(added).toEqual([]);
      return;
    }
    const found = added.find(({ action, entity }) => action === audited.action && entity === audited.entity);
    expect(found).toMatchObject({ actor: ACTOR, at: bench().clock.now() });
    expect([found?.before !== null, found?.after !== null]).toEqual([audited.before, audited.after]);
    expect(found?.before).not.toEqual(audited.before ? found?.after : 'nothing');
    expect(await reading(store, ({ audit }) => audit.verify())).toMatchObject({ ok: true });
  };
}

/** Nothing, zero, or something that holds nothing else. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null || value === 0 || typeof value === 'boolean';
  }
  const { through: _, ...inner } = { through: 0, ...value };
  return Object.values(inner).every(isEmpty);
}

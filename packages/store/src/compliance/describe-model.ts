import type { PersonId } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersonWithBindings } from '../ports/people.ts';
import type { Store } from '../ports/store.ts';
import { directoryCommands, PEOPLE, type RealDirectory } from './directory-commands.ts';
import { DirectoryModel } from './directory-model.ts';
import { changing, EVERY_LINE, FIRST_PAGE, personInput, reading, SYSTEMS } from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

const RUNS = 12;
const MAX_COMMANDS = 60;

type Directory = ReadonlyMap<PersonId, PersonWithBindings>;

/** Any sequence of changes: what the store holds then, and what it tells a gateway that was away meanwhile. */
export function describeModel(bench: () => StoreBench): void {
  const sequences = () =>
    fc.assert(
      fc.asyncProperty(directoryCommands(MAX_COMMANDS), async (commands) => {
        const store = await bench().openWithTenant();
        await changing(store, async ({ systems }) => {
          for (const system of SYSTEMS) {
            await systems.create(system);
          }
        });
        const model = new DirectoryModel();
        const ids = new Map<number, PersonId>();
        for (let number = 0; number < PEOPLE; number += 1) {
          model.create(number, 'Anna', []);
          ids.set(number, await changing(store, async ({ people }) => (await people.create(personInput('Anna'))).id));
        }
        const seen: { readonly revision: number; readonly directory: Directory }[] = [];
        const real: RealDirectory = {
          store,
          clock: bench().clock,
          ids,
          look: async () => {
            seen.push(await directoryOf(store));
          },
        };
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await expectEqual(store, model, ids);
        const { revision, directory } = await directoryOf(store);
        for (const then of seen) {
          expect(await caughtUp(store, then.revision, then.directory)).toEqual({ revision, directory });
        }
        await store.close();
      }),
      { numRuns: RUNS },
    );

  describe('any sequence of changes', () => {
    test('leaves the store as a simple directory, and changedSince tells it from any revision on', sequences);
  });
}

async function expectEqual(store: Store, model: DirectoryModel, ids: ReadonlyMap<number, PersonId>): Promise<void> {
  const { directory } = await directoryOf(store);
  const shown = [...directory.values()].map(({ person, bindings }) => [
    person.id,
    person.displayName,
    person.leftAt !== null,
    person.groupIds,
    bindings
      .map(({ address, role, primary, origin, reason }) => ({ address, role, primary, origin, reason }))
      .toSorted(byAddress),
  ]);
  const expected = [...model.people].map(([number, { name, left, groups, bindings }]) => [
    ids.get(number),
    name,
    left,
    [...groups].sort(),
    bindings.toSorted(byAddress),
  ]);
  expect(shown.toSorted(byId)).toEqual(expected.toSorted(byId));
  const lines = await reading(store, (tenant) => tenant.lines.list(EVERY_LINE, FIRST_PAGE));
  expect(lines.items.map(({ address }) => address)).toEqual([...model.lines].sort());
  const groups = await reading(store, (tenant) => tenant.groups.list());
  expect(groups.map(({ id }) => id)).toEqual([...model.groups].sort());
}

function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return a.address < b.address ? -1 : 1;
}

function byId(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

async function directoryOf(store: Store): Promise<{ readonly revision: number; readonly directory: Directory }> {
  return store.read(async (view) => {
    const { changed } = await view.tenant(TENANT).people.changedSince(0, 1_000);
    return {
      revision: await view.tenants.revisionOf(TENANT),
      directory: new Map(changed.map((entry) => [entry.person.id, entry])),
    };
  });
}

/** As a gateway goes on from what it knew. */
async function caughtUp(store: Store, since: number, known: Directory) {
  const directory = new Map(known);
  let revision = since;
  for (let complete = false; !complete; ) {
    const page = await reading(store, ({ people }) => people.changedSince(revision, 1));
    for (const id of page.removed) {
      directory.delete(id);
    }
    for (const entry of page.changed) {
      directory.set(entry.person.id, entry);
    }
    revision = page.through;
    complete = page.complete;
  }
  return { revision, directory };
}

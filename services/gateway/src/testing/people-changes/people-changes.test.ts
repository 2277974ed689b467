/**
 * Who is who changes while calls and effects stand. Two tenants live through random days over one store, and whenever
 * nothing is under way a gateway that was just started must show the same as the one that lived through it all.
 */
import { type PersonId, tenantId } from '@lamplight/domain';
import { ManualClock, type Random, seededRandom, silentLogger } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store } from '@lamplight/store';
import { expect, test } from 'vitest';
import { Administrator, ENTRA } from './people-administrator.ts';
import { PeopleSite } from './people-site.ts';

const SEEDS = 10;
const STEPS = 80;
/** Between two looks at whether all is as it should be. */
const STEPS_BETWEEN_LOOKS = 10;

class Day {
  readonly clock: ManualClock;
  readonly random: Random;
  readonly store: Store;
  readonly admins: readonly Administrator[];
  readonly sites: PeopleSite[] = [];

  constructor(seed: number, store: Store, clock: ManualClock) {
    this.random = seededRandom(seed);
    this.store = store;
    this.clock = clock;
    const { random } = this;
    this.admins = ['acme', 'beta'].map((name) => new Administrator({ tenant: tenantId(name), store, clock, random }));
  }

  async begin(): Promise<void> {
    for (const [index, admin] of this.admins.entries()) {
      await admin.begin();
      this.sites.push(await this.open(index));
    }
  }

  async open(index: number): Promise<PeopleSite> {
    const { store, clock, random } = this;
    const tenant = tenantId(index === 0 ? 'acme' : 'beta');
    const site = await PeopleSite.open({ tenant, store, clock, random, truth: this.#admin(index).truth });
    this.watch(index, site);
    await site.settle();
    return site;
  }

  watch(index: number, site: PeopleSite): void {
    for (const client of site.clients) {
      client.watch(this.#admin(index).people);
    }
  }

  async step(): Promise<void> {
    const index = this.#nat(2);
    const admin = this.#admin(index);
    const site = this.sites[index];
    if (site === undefined) {
      return;
    }
    const what = this.#nat(20);
    if (what < 8) {
      await admin.administrate();
      this.watch(index, site);
    } else if (what < 14) {
      const { id, address } = admin.call();
      site.systems.get(id)?.told(address);
    } else if (what === 14) {
      const id = [...site.systems.keys()][this.#nat(site.systems.size)];
      admin.diary.push(`cut ${id}`);
      if (id !== undefined) {
        site.systems.get(id)?.cut();
      }
    } else if (what === 15) {
      const id = [...site.systems.keys()][this.#nat(site.systems.size)];
      admin.diary.push(`stop ${id}`);
      if (id !== undefined) {
        await site.stop(id, this.#nat(2) === 0);
      }
    } else if (what === 16) {
      site.clients[this.#nat(2)]?.resume();
    } else if (what === 17) {
      const ms = 1 + this.#nat(this.#nat(4) === 0 ? 400_000 : 5_000);
      admin.diary.push(`${ms} ms pass`);
      await this.clock.advanceAsync(ms);
    } else {
      await site.connect();
    }
    if (this.#nat(3) === 0) {
      await this.clock.advanceAsync(this.#nat(3));
    }
  }

  async compare(): Promise<void> {
    for (const [index, site] of this.sites.entries()) {
      const admin = this.#admin(index);
      await site.settle();
      for (const { id, address } of await admin.logOutOfLostLines()) {
        site.systems.get(id)?.told(address);
      }
      await site.settle();
      const fresh = await this.open(index);
      await site.settle();
      expect(site.seen(admin.people), admin.diary.slice(-40).join('\n')).toEqual(fresh.seen(admin.people));
      this.#look(site, admin);
      await fresh.close();
    }
  }

  #look(site: PeopleSite, admin: Administrator): void {
    const { directory } = site.core;
    const bound = new Set<string>();
    for (const { bindings } of directory.people()) {
      for (const { systemId, address } of bindings) {
        bound.add(`${systemId} ${address}`);
      }
    }
    const rostered = [...site.systems].flatMap(([id, { roster }]) => [...roster].map((address) => `${id} ${address}`));
    expect(rostered.toSorted()).toEqual([...bound].toSorted());
    for (const [address] of site.systems.get(ENTRA)?.wanted ?? []) {
      const people = directory.peopleAt({ systemId: ENTRA, address });
      const caused = people.some(
        ({ bindings, pause }) =>
          (pause === null || (pause.until !== null && pause.until <= this.clock.now())) &&
          bindings.some(({ systemId, address: line }) =>
            ['talking', 'held'].includes(admin.truth.get(systemId)?.get(line)?.call?.state ?? ''),
          ),
      );
      expect(caused, `${address} has no cause:\n${admin.diary.slice(-40).join('\n')}`).toBe(true);
    }
    for (const { systemId, subjects } of site.core.sources()) {
      expect(subjects).toBeLessThanOrEqual(site.systems.get(systemId)?.roster.size ?? 0);
    }
    const foreign = this.admins.find((other) => other !== admin)?.people ?? [];
    const known = (id: PersonId) => site.core.presenceLog.read(id) !== undefined || directory.person(id) !== undefined;
    expect(foreign.filter(known)).toEqual([]);
  }

  /** Everybody goes: nothing of them may stay. */
  async end(): Promise<void> {
    for (const [index, site] of this.sites.entries()) {
      await this.#admin(index).eraseAll();
      await site.settle();
      for (const { roster, wanted } of site.systems.values()) {
        expect([[...roster], [...wanted]]).toEqual([[], []]);
      }
      expect(site.core.sources().map(({ subjects }) => subjects)).toEqual(site.core.sources().map(() => 0));
      await site.close();
      expect(site.watchedPeople).toBe(0);
    }
    expect(this.clock.pendingCount).toBe(0);
  }

  #admin(index: number): Administrator {
    const admin = this.admins[index];
    if (admin === undefined) {
      throw new Error(`there is no tenant ${index}`);
    }
    return admin;
  }

  #nat(below: number): number {
    return Math.floor(this.random.next() * below);
  }
}

test.each(Array.from({ length: SEEDS }, (_, index) => 1 + index))(
  'a gateway that lived through the day shows what one shows that was just started (seed %i)',
  async (seed) => {
    const clock = new ManualClock();
    const random = seededRandom(seed);
    const keys = keyRingOf([makeStoreKey(random)], 'test');
    const store = await openStore({ location: { kind: 'memory' }, keys, clock, random, logger: silentLogger });
    try {
      const day = new Day(seed, store, clock);
      await day.begin();
      for (let step = 1; step <= STEPS; step += 1) {
        await day.step();
        if (step % STEPS_BETWEEN_LOOKS === 0) {
          await day.compare();
        }
      }
      await day.end();
    } finally {
      await store.close();
    }
  },
);

/**
 * What every adapter promises, tried over both uplinks against a gateway that plays a script. An adapter's own test is
 * one call of {@link describeAdapter} with the hooks that make its system show states.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AdapterSuite, Bench, UPLINK_KINDS } from './bench.ts';

/** Registers the suite with vitest: each promise over each uplink. */
export function describeAdapter(suite: AdapterSuite): void {
  describe.each(UPLINK_KINDS)(`${suite.name} over the %s uplink`, (kind) => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await Bench.setUp(suite, kind);
    });
    afterEach(() => bench.dispose());

    test('hello says what the description says', async () => {
      await bench.runner.start();
      await bench.until('hello', () => bench.gateway.hello !== undefined);
      expect(bench.gateway.hello).toMatchObject({ ...bench.subject.adapter.description, systemId: 'system' });
    });

    test('names every subject of the roster and then says that this is all', async () => {
      await bench.startWatched();
      const named = bench.gateway.everyClaim.map(({ address }) => address);
      expect(new Set(named)).toEqual(new Set(bench.subject.addresses));
    });

    test('claims only subjects of the roster', async () => {
      const [rostered, other] = bench.subject.addresses;
      bench.gateway.roster(rostered);
      await bench.runner.start();
      await bench.until('a claim', () => bench.gateway.claims.has(rostered));
      await bench.subject.makeBusy(other);
      await bench.subject.makeBusy(rostered);
      await bench.until('the call', () => bench.shows('busy', rostered));
      expect(bench.gateway.everyClaim.filter(({ address }) => address === other)).toEqual([]);
    });

    test('follows its system', async () => {
      const [address] = bench.subject.addresses;
      await bench.startWatched();
      await bench.subject.makeBusy(address);
      await bench.until('the call', () => bench.shows('busy', address));
      await bench.subject.makeIdle(address);
      await bench.until('the end of the call', () => bench.shows('idle', address));
    });

    test('never claims idle of what it has not heard', async () => {
      await bench.subject.makeUnreachable();
      for (const address of bench.subject.addresses) {
        bench.gateway.roster(address);
      }
      await bench.runner.start();
      await bench.until('completion', () => bench.gateway.claimsComplete, suite.patienceMs ?? 120_000);
      expect(bench.gateway.everyClaim.filter(({ claim }) => bench.subject.isIdle(claim))).toEqual([]);
    });

    test('answers an effect by its generation, and that it is gone', async () => {
      const [address] = bench.subject.addresses;
      await bench.startWatched();
      const wanted = bench.gateway.effect(address, bench.subject.effect);
      await bench.until('an answer', () => bench.answered(address, wanted));
      const undone = bench.gateway.effect(address, null);
      await bench.until('an answer', () => bench.answered(address, undone));
    });

    test('withdraws what leaves the roster', async () => {
      const [first, second] = bench.subject.addresses;
      await bench.startWatched();
      bench.gateway.unroster(first);
      await bench.until('the withdrawal', () => !bench.gateway.claims.has(first));
      expect(bench.gateway.claims.has(second)).toBe(true);
    });

    test('says all of it again after a reconnection, unchanged', async () => {
      await bench.startWatched();
      await bench.subject.makeBusy(bench.subject.addresses[0]);
      await bench.until('the call', () => bench.shows('busy', bench.subject.addresses[0]));
      const before = bench.gateway.claims;
      bench.gateway.disconnect();
      await bench.until('the second snapshot', () => bench.gateway.streams.length > 1 && bench.gateway.claimsComplete);
      expect(bench.timeless(bench.gateway.claims)).toEqual(bench.timeless(before));
    });

    test('does nothing again at its system after a reconnection', async () => {
      const [address] = bench.subject.addresses;
      await bench.startWatched();
      const generation = bench.gateway.effect(address, bench.subject.effect);
      await bench.until('an answer', () => bench.answered(address, generation));
      const changes = bench.subject.changesMade();
      bench.gateway.disconnect();
      await bench.until('the second snapshot', () => bench.gateway.streams.length > 1 && bench.gateway.claimsComplete);
      expect(bench.subject.changesMade()).toBe(changes);
    });

    test('changes nothing at its system while it stands by', async () => {
      const [first, second] = bench.subject.addresses;
      await bench.startWatched();
      const generation = bench.gateway.effect(first, bench.subject.effect);
      await bench.until('an answer', () => bench.answered(first, generation));
      const changes = bench.subject.changesMade();
      bench.gateway.supersede();
      await bench.until('standby', () => bench.runner.linkState === 'standby');
      await bench.subject.makeBusy(second);
      await bench.subject.clock.advanceAsync(60_000);
      expect(bench.subject.changesMade()).toBe(changes);
    });

    test('lets go of every timer and socket when it is stopped', async () => {
      await bench.startWatched();
      await bench.subject.makeBusy(bench.subject.addresses[0]);
      await bench.until('the call', () => bench.shows('busy', bench.subject.addresses[0]));
      await bench.stop();
      expect(bench.subject.openHandles()).toBe(0);
      expect(bench.subject.clock.pendingCount).toBe(0);
      expect(bench.gateway.messages.at(-1)).toEqual({ kind: 'leaving', handover: false });
      expect(bench.gateway.streams.at(-1)?.closed).toBe(true);
    });
  });
}

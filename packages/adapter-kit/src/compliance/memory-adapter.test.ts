import { type Desired, systemId } from '@lamplight/domain';
import { ManualClock } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AdapterUnderTest, Bench, UPLINK_KINDS } from './bench.ts';
import { describeAdapter } from './describe-adapter.ts';
import { MemoryAdapter, MemorySystem } from './memory-adapter.ts';

const TEAMS = systemId('teams');

function around(system: MemorySystem): AdapterUnderTest {
  return {
    adapter: new MemoryAdapter(system),
    clock: new ManualClock(),
    addresses: ['567', '568'],
    makeBusy: (address) => system.show(address, 'talking'),
    makeIdle: (address) => system.show(address, 'idle'),
    makeUnreachable: () => {
      system.unreachable = true;
    },
    isBusy: (claim) => claim.call?.state === 'talking',
    isIdle: (claim) => claim.call?.state === 'idle',
    effect: { kind: 'talking', causeSystemId: TEAMS },
    changesMade: () => system.changes,
    openHandles: () => system.connections,
    dispose: () => undefined,
  };
}

describeAdapter({ name: 'the adapter in memory', setup: () => around(new MemorySystem()) });

describe.each(UPLINK_KINDS)('effects over the %s uplink', (kind) => {
  let system: MemorySystem;
  let bench: Bench;
  beforeEach(async () => {
    system = new MemorySystem();
    bench = await Bench.setUp({ name: 'effects', setup: () => around(system) }, kind);
  });
  afterEach(() => bench.dispose());

  const carried: readonly Desired[] = [
    { kind: 'talking', causeSystemId: TEAMS },
    { kind: 'do-not-disturb', causeSystemId: TEAMS, exceptions: [] },
    { kind: 'do-not-disturb', causeSystemId: TEAMS, exceptions: ['+4930111', '567'] },
    { kind: 'preferred', availability: 'Busy', activity: 'Busy', restore: null },
    {
      kind: 'preferred',
      availability: 'Away',
      activity: 'Away',
      restore: { availability: 'Busy', activity: 'Busy' },
    },
  ];
  test.each(carried)('arrive as they were wanted, one in place of another: %o', async (desired) => {
    await bench.startWatched();
    bench.gateway.effect('567', { kind: 'preferred', availability: 'Away', activity: 'Away', restore: null });
    const generation = bench.gateway.effect('567', desired);
    await bench.until('an answer', () => bench.answered('567', generation));
    expect(system.imposed('567')).toEqual(desired);
    const undone = bench.gateway.effect('567', null);
    await bench.until('an answer', () => bench.answered('567', undone));
    expect(system.imposed('567')).toBeNull();
  });

  test('that the system does not know are refused', async () => {
    await bench.startWatched();
    const generation = bench.gateway.effect('567', { kind: 'session', availability: 'Busy', activity: 'InACall' });
    await bench.until('an answer', () => bench.answered('567', generation));
    expect(bench.gateway.results.at(-1)).toMatchObject({ outcome: 'refused', reason: 'effect_unsupported' });
  });
});

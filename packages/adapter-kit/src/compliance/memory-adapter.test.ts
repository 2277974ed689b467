import { systemId } from '@lamplight/domain';
import { ManualClock } from '@lamplight/runtime';
import { describeAdapter } from './describe-adapter.ts';
import { MemoryAdapter, MemorySystem } from './memory-adapter.ts';

describeAdapter({
  name: 'the adapter in memory',
  setup: () => {
    const system = new MemorySystem();
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
      effect: { kind: 'talking', causeSystemId: systemId('teams') },
      changesMade: () => system.changes,
      openHandles: () => system.connections,
      dispose: () => undefined,
    };
  },
});

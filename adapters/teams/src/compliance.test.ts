import { describeAdapter } from '@lamplight/adapter-kit/compliance';
import { ManualClock } from '@lamplight/runtime';
import { TeamsAdapter } from './adapter.ts';
import { ADA, BELA, configFor, createSimulator, simulatorEgress } from './testing/simulated-graph.ts';

describeAdapter({
  name: 'the Teams adapter',
  setup: () => {
    const clock = new ManualClock();
    const simulator = createSimulator(clock);
    return {
      adapter: new TeamsAdapter({ config: configFor(), softwareVersion: '0.0.0' }),
      clock,
      egress: simulatorEgress(simulator),
      addresses: [ADA, BELA],
      makeBusy: (address) => simulator.control.act(address, { do: 'join a call' }),
      makeIdle: (address) => simulator.control.act(address, { do: 'leave the call' }),
      makeUnreachable: () => {
        simulator.control.addFault({ routes: 'all', times: 'always', answer: { kind: 'reset' } });
      },
      isBusy: (claim) => claim.activity === 'InACall',
      isIdle: (claim) => claim.availability === 'Available',
      effect: { kind: 'session', availability: 'Busy', activity: 'InACall' },
      changesMade: () => simulator.control.writes.length,
      openHandles: () => 0,
      dispose: () => simulator.stop(),
    };
  },
});

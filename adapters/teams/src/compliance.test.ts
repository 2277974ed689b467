import { describeAdapter } from '@lamplight/adapter-kit/compliance';
import { ManualClock } from '@lamplight/runtime';
import { TeamsAdapter } from './adapter.ts';
import { NotifiedTenant, personId } from './testing/notified-tenant.ts';
import { ADA, BELA, configFor, createSimulator, simulatorEgress } from './testing/simulated-graph.ts';

const IN_A_CALL = { kind: 'session', availability: 'Busy', activity: 'InACall' } as const;

describeAdapter({
  name: 'the Teams adapter, polling',
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
      effect: IN_A_CALL,
      changesMade: () => simulator.control.writes.length,
      openHandles: () => 0,
      dispose: () => simulator.stop(),
    };
  },
});

describeAdapter({
  name: 'the Teams adapter, notified',
  setup: async () => {
    const tenant = new NotifiedTenant(2);
    await tenant.signIn();
    const { clock, simulator, host } = tenant;
    // Polled so seldom that what is claimed soon was notified.
    const config = configFor({ pollWatched: '60s', pollSynced: '600s', unknownAfter: '20m' });
    const adapter = new TeamsAdapter({ config, softwareVersion: '0.0.0', host });
    return {
      adapter,
      clock,
      egress: simulatorEgress(simulator),
      addresses: [personId(0), personId(1)],
      makeBusy: async (address) => {
        await tenant.until(() => adapter.notificationStatus?.mode !== 'on' || adapter.notificationStatus.notified > 0);
        simulator.control.act(address, { do: 'join a call' });
      },
      makeIdle: (address) => simulator.control.act(address, { do: 'leave the call' }),
      makeUnreachable: () => {
        simulator.control.addFault({ routes: 'all', times: 'always', answer: { kind: 'reset' } });
      },
      isBusy: (claim) => claim.activity === 'InACall',
      isIdle: (claim) => claim.availability === 'Available',
      effect: IN_A_CALL,
      changesMade: () => simulator.control.writes.length,
      openHandles: () => tenant.inlet.size,
      dispose: () => simulator.stop(),
    };
  },
  patienceMs: 25 * 60_000,
});

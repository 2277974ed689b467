import { type AdapterUnderTest, describeAdapter } from '@lamplight/adapter-kit/compliance';
import { systemId } from '@lamplight/domain';
import { createEgress, type Egress, ManualClock, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { SipAdapter } from './adapter.ts';
import { parseSipAdapterConfig } from './config.ts';
import { SmallPbx } from './small-pbx/small-pbx.ts';
import type { SmallPbxCall } from './small-pbx/small-pbx-call.ts';

/** Counts the sockets that are open. */
function countingEgress(): { readonly egress: Egress; openCount(): number } {
  const real = createEgress();
  const open = new Set<object>();
  const kept = <Kept extends { once(event: 'close', listener: () => void): unknown }>(socket: Kept): Kept => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    return socket;
  };
  const egress: Egress = {
    ...real,
    tcpConnect: async (host, port, options) => kept(await real.tcpConnect(host, port, options)),
    udpSocket: async (local) => kept(await real.udpSocket(local)),
  };
  return { egress, openCount: () => open.size };
}

async function setup(transport: 'udp' | 'tcp'): Promise<AdapterUnderTest> {
  const clock = new ManualClock();
  const { egress, openCount } = countingEgress();
  const pbx = new SmallPbx({
    // The PBX is a machine of its own: its timers are not the adapter's.
    clock: systemClock(),
    random: seededRandom(1),
    logger: silentLogger,
    egress: createEgress(),
    lines: { 101: 'Ada', 102: 'Grace' },
  });
  await pbx.start();
  const calls = new Map<string, SmallPbxCall>();
  return {
    adapter: new SipAdapter({ config: parseSipAdapterConfig({ host: pbx.host, port: pbx.port, transport }) }),
    clock,
    egress,
    addresses: ['101', '102'],
    makeBusy: (address) => {
      calls.set(address, pbx.call('555', address).ring().answer());
    },
    makeIdle: (address) => {
      calls.get(address)?.hangUp();
    },
    makeUnreachable: () => pbx.stop(),
    isBusy: ({ call }) => call?.state === 'talking',
    isIdle: ({ call }) => call?.state === 'idle',
    effect: { kind: 'talking', causeSystemId: systemId('teams') },
    changesMade: () => 0,
    openHandles: openCount,
    dispose: () => pbx.stop(),
  };
}

describeAdapter({ name: 'the SIP adapter by UDP', setup: () => setup('udp') });
describeAdapter({ name: 'the SIP adapter by TCP', setup: () => setup('tcp') });

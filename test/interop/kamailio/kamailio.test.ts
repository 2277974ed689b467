/**
 * The SIP adapter against a real Kamailio with real calls by SIPp. What a line was is compared as the whole list of its
 * states, so a state too many fails as one too few. Each test has a PBX of its own.
 */
import type { CallState } from '@lamplight/domain';
import { createEgress, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { parseSipAdapterConfig, SipAdapter, type SipAdapterConfigInput } from '@lamplight/sip-adapter';
import { afterEach, describe, expect, it } from 'vitest';
import { KAMAILIO, KAMAILIO_PASSWORD, type Kamailio, type KamailioOptions, startKamailio } from './kamailio.ts';
import { placeCall, placeTransferredCall, SIPP, type Sipp, startPhone } from './sipp.ts';

const toStop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) {
    await stop();
  }
});

async function pbxWith(options: KamailioOptions): Promise<Kamailio> {
  const pbx = await startKamailio(options);
  toStop.push(() => pbx.close());
  return pbx;
}

/** A SIPp that is ended with the test, whatever becomes of it. */
async function keep(starting: Promise<Sipp>): Promise<Sipp> {
  const sipp = await starting;
  toStop.push(() => sipp.kill());
  return sipp;
}

interface Watched {
  /** What a line was, in order, repetitions left out. */
  states(line: string): readonly CallState[];
  /** The largest number of calls that a line had. */
  mostCalls(line: string): number;
  /** Resolves when the line's states end with the given ones. */
  until(line: string, ...last: readonly CallState[]): Promise<void>;
}

/** Lets an adapter watch lines; resolves when each has been answered for. */
async function watch(
  pbx: Kamailio,
  lines: readonly string[],
  config: Partial<SipAdapterConfigInput> = {},
): Promise<Watched> {
  const adapter = new SipAdapter({
    config: parseSipAdapterConfig({ host: pbx.host, port: pbx.port, probeSeconds: 0.2, ...config }),
  });
  const states = new Map<string, CallState[]>(lines.map((line) => [line, []]));
  const counts = new Map<string, number>();
  const looks = new Set<() => void>();
  const clock = systemClock();
  let tellComplete: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => {
    tellComplete = resolve;
  });
  adapter.start({
    clock,
    random: seededRandom(3),
    logger: silentLogger,
    egress: createEgress({ clock }),
    claim: (line, { call }) => {
      const seen = states.get(line) ?? [];
      if (call !== null && seen.at(-1) !== call.state) {
        seen.push(call.state);
      }
      counts.set(line, Math.max(counts.get(line) ?? 0, call?.count ?? 0));
      for (const look of [...looks]) {
        look();
      }
    },
    withdraw: () => undefined,
    claimsComplete: () => tellComplete(),
    reportEffect: () => undefined,
    reportHealth: () => undefined,
  });
  toStop.push(() => adapter.stop());
  adapter.rosterChanged({
    upserted: lines.map((address) => ({ address, interest: 'watched', lineKind: 'desk' })),
    removed: [],
  });
  adapter.desiredStateComplete();
  await complete;
  return {
    states: (line) => states.get(line) ?? [],
    mostCalls: (line) => counts.get(line) ?? 0,
    until: (line, ...last) =>
      new Promise((resolve) => {
        const look = (): void => {
          const tail = (states.get(line) ?? []).slice(-last.length);
          if (tail.join() === last.join()) {
            looks.delete(look);
            resolve();
          }
        };
        looks.add(look);
        look();
      }),
  };
}

const WAYS = [
  { transport: 'udp', auth: false },
  { transport: 'udp', auth: true },
  { transport: 'tcp', auth: false },
  { transport: 'tcp', auth: true },
] as const;

// Needs the binaries kamailio and sipp (Debian: kamailio, kamailio-presence-modules, kamailio-xml-modules, sip-tester).
describe.skipIf(KAMAILIO === undefined || SIPP === undefined)('Kamailio and SIPp', { timeout: 30_000 }, () => {
  it.each(WAYS)('a call rings, talks and ends over $transport, auth $auth', async ({ transport, auth }) => {
    const pbx = await pbxWith({ auth });
    const account = auth ? { username: 'watcher', password: KAMAILIO_PASSWORD } : {};
    const lines = await watch(pbx, ['alice', 'bob'], { transport, ...account });
    await keep(startPhone(pbx, 'alice', { kind: 'answer' }, 1, transport));
    await keep(placeCall(pbx, 'bob', 'alice', { kind: 'call' }, transport));
    await lines.until('alice', 'talking', 'idle');
    await lines.until('bob', 'talking', 'idle');
    expect(lines.states('alice')).toEqual(['idle', 'ringing', 'talking', 'idle']);
    expect(lines.states('bob')).toEqual(['idle', 'dialling', 'talking', 'idle']);
  });

  it('a refused and a cancelled call only ring', async () => {
    const pbx = await pbxWith({});
    const lines = await watch(pbx, ['alice', 'bob']);
    const phone = await keep(startPhone(pbx, 'alice', { kind: 'refuse' }));
    await keep(placeCall(pbx, 'bob', 'alice', { kind: 'refused' }));
    await lines.until('alice', 'ringing', 'idle');
    await lines.until('bob', 'dialling', 'idle');
    await phone.finished;
    await pbx.unregister('alice');
    await keep(startPhone(pbx, 'alice', { kind: 'cancelled' }));
    await keep(placeCall(pbx, 'bob', 'alice', { kind: 'cancel' }));
    await lines.until('alice', 'idle', 'ringing', 'idle', 'ringing', 'idle');
    await lines.until('bob', 'idle', 'dialling', 'idle', 'dialling', 'idle');
  });

  it('a second call that waits is counted and leaves the line talking', async () => {
    const pbx = await pbxWith({});
    const lines = await watch(pbx, ['alice']);
    const phone = await keep(startPhone(pbx, 'alice', { kind: 'call-waiting' }, 2));
    const first = await keep(placeCall(pbx, 'bob', 'alice', { kind: 'call', talkMs: 1_000 }));
    await lines.until('alice', 'talking');
    const second = await keep(placeCall(pbx, 'carol', 'alice', { kind: 'cancel', ringMs: 200 }));
    await Promise.all([first.finished, second.finished, phone.finished]);
    await lines.until('alice', 'idle');
    expect(lines.states('alice')).toEqual(['idle', 'ringing', 'talking', 'idle']);
    expect(lines.mostCalls('alice')).toBe(2);
  });

  it('a blind transfer frees the line that transfers and rings at its target', async () => {
    const pbx = await pbxWith({});
    const lines = await watch(pbx, ['alice', 'bob', 'carol']);
    await keep(startPhone(pbx, 'carol', { kind: 'answer' }));
    await keep(startPhone(pbx, 'alice', { kind: 'transfer', to: 'carol' }));
    const call = await keep(placeTransferredCall(pbx, 'bob', 'alice', 'carol', { kind: 'call' }));
    await call.finished;
    await lines.until('carol', 'talking', 'idle');
    await lines.until('alice', 'talking', 'idle');
    await lines.until('bob', 'talking', 'idle');
    expect(lines.states('alice')).toEqual(['idle', 'ringing', 'talking', 'idle']);
    expect(lines.states('carol')).toEqual(['idle', 'ringing', 'talking', 'idle']);
  });

  it.each(['udp', 'tcp'] as const)(
    'restarted in mid-call, its lines are unknown until it answers (%s)',
    async (transport) => {
      const pbx = await pbxWith({});
      const lines = await watch(pbx, ['alice'], { transport });
      await keep(startPhone(pbx, 'alice', { kind: 'answer' }));
      await keep(placeCall(pbx, 'bob', 'alice', { kind: 'call', talkMs: 60_000 }));
      await lines.until('alice', 'talking');
      await pbx.kill();
      await pbx.start();
      await lines.until('alice', 'unknown', 'idle');
      expect(lines.states('alice')).toEqual(['idle', 'ringing', 'talking', 'unknown', 'idle']);
    },
  );

  it('publishing callers as confirmed, it proves no more than dialling', async () => {
    const pbx = await pbxWith({ callerConfirmed: true });
    const lines = await watch(pbx, ['alice', 'bob'], { capabilities: { callerConfirmed: true } });
    await keep(startPhone(pbx, 'alice', { kind: 'refuse' }));
    await keep(placeCall(pbx, 'bob', 'alice', { kind: 'refused' }));
    await lines.until('alice', 'ringing', 'idle');
    await lines.until('bob', 'dialling', 'idle');
    expect(lines.states('bob')).toEqual(['idle', 'dialling', 'idle']);
  });
});

/** What the client does over time, on a clock that the test moves, with real sockets on loopback. */
import {
  createEgress,
  type Egress,
  ManualClock,
  MemoryLogger,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { type PbxState, SipClient } from './client.ts';
import { parseSipAdapterConfig, type SipAdapterConfigInput } from './config.ts';
import type { LineKnowledge } from './line.ts';
import { SmallPbx, type SmallPbxOptions } from './small-pbx/small-pbx.ts';
import { ScriptedPbx } from './test-support/scripted-pbx.ts';

const toStop: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) {
    await stop();
  }
});

interface Running {
  readonly client: SipClient;
  readonly clock: ManualClock;
  readonly logger: MemoryLogger;
  readonly history: string[];
  readonly pbxStates: PbxState[];
  /** Moves the clock by single milliseconds until the condition holds. */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

function run(
  pbx: { host: string; port: number },
  config: Partial<SipAdapterConfigInput> = {},
  egress: Egress = createEgress(),
): Running {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const history: string[] = [];
  const pbxStates: PbxState[] = [];
  const parsed = parseSipAdapterConfig({ host: pbx.host, port: pbx.port, ...config });
  const describeKnowledge = (knowledge: LineKnowledge): string =>
    knowledge.kind === 'known'
      ? knowledge.line.state
      : knowledge.kind === 'unknown'
        ? knowledge.problem.kind
        : 'pending';
  const client = new SipClient({
    config: parsed,
    password: typeof parsed.password === 'string' ? parsed.password : undefined,
    clock,
    random: seededRandom(1),
    logger,
    egress,
    events: {
      onLine: (address, knowledge) => history.push(`${address} ${describeKnowledge(knowledge)}`),
      onPbx: (state) => pbxStates.push(state),
    },
  });
  client.start();
  const until = async (condition: () => boolean, limitMs = 60_000): Promise<void> => {
    const end = clock.monotonic() + limitMs;
    while (!condition()) {
      if (clock.monotonic() >= end) {
        throw new Error(`in vain for ${limitMs} ms; history: ${history.join(', ')}`);
      }
      await clock.advanceAsync(1);
    }
  };
  const stop = async (): Promise<void> => {
    let isStopped = false;
    const stopping = client.stop().then(() => {
      isStopped = true;
    });
    await until(() => isStopped);
    await stopping;
  };
  toStop.push(stop);
  return { client, clock, logger, history, pbxStates, until, stop };
}

async function smallPbx(options: Partial<SmallPbxOptions> = {}): Promise<SmallPbx> {
  const clock = systemClock();
  const lines = { 101: 'Ada', 102: 'Grace', 103: 'Edsger' };
  const pbx = new SmallPbx({
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    egress: createEgress(),
    lines,
    ...options,
  });
  await pbx.start();
  toStop.push(() => pbx.stop());
  return pbx;
}

async function scriptedPbx(): Promise<ScriptedPbx> {
  const pbx = await ScriptedPbx.start();
  toStop.push(() => pbx.stop());
  return pbx;
}

describe('a PBX that forgot its subscriptions', () => {
  it('is found by one refresh of one line, and every other line is looked at at once', async () => {
    const pbx = await smallPbx();
    const { client, clock, history, until } = run(pbx);
    for (const line of ['101', '102', '103']) {
      client.watch(line);
    }
    await until(() => history.length === 3);
    for (const line of ['101', '102', '103']) {
      pbx.forgetSubscription(line);
    }
    await until(() => history.length > 3);
    const firstNoticedAt = clock.monotonic();
    await until(() => history.length === 9);
    expect(clock.monotonic() - firstNoticedAt).toBeLessThan(2_000);
    expect(history.slice(3).toSorted()).toEqual([
      '101 idle',
      '101 refused',
      '102 idle',
      '102 refused',
      '103 idle',
      '103 refused',
    ]);
  });
});

describe('a PBX that was restarted with many lines', () => {
  it('makes all of them unknown after three, and not one by one at the pace of refreshes', async () => {
    const lines = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${200 + index}`, 'Somebody']));
    const pbx = await smallPbx({ lines });
    const { client, clock, history, until } = run(pbx, { subscribesPerSecond: 20 });
    for (const line of Object.keys(lines)) {
      client.watch(line);
    }
    await until(() => history.length === 30);
    await pbx.restart();
    await until(() => history.length > 30);
    const noticedAt = clock.monotonic();
    const isUnknown = (line: string): boolean =>
      history.some((entry) => entry.startsWith(line) && !entry.endsWith('idle'));
    await until(() => Object.keys(lines).every(isUnknown));
    expect(clock.monotonic() - noticedAt).toBeLessThan(700);
    await until(() => pbx.subscriptionCount() === 30);
  });
});

describe('a PBX that says nothing', () => {
  it('is lost after the time of an answer, with every line', async () => {
    const pbx = await scriptedPbx();
    const { client, clock, history, pbxStates, until } = run(pbx);
    client.watch('101');
    await until(() => pbx.subscribes.length === 1);
    const [subscribe] = pbx.subscribes;
    if (subscribe === undefined) {
      throw new Error('no SUBSCRIBE');
    }
    pbx.respond(subscribe, 200);
    pbx.notify(subscribe, 1, '');
    await until(() => history.length === 1);
    const quietFrom = clock.monotonic();
    await until(() => history.length === 2);
    expect(history).toEqual(['101 idle', '101 pbx-unreachable']);
    expect(pbxStates.map(({ kind }) => kind)).toEqual(['answering', 'unreachable']);
    expect(clock.monotonic() - quietFrom).toBeLessThan(16_000);
  });

  it('is asked by one line alone until it answers, with pauses that grow', async () => {
    const pbx = await scriptedPbx();
    const { client, clock, logger, until } = run(pbx, { noAnswerSeconds: 1 });
    client.watch('101');
    client.watch('102');
    await until(() => pbx.subscribes.length === 1);
    await clock.advanceAsync(900);
    expect(pbx.subscribes).toHaveLength(1);
    await until(() => pbx.subscribes.length === 4, 30_000);
    expect(logger.messages.filter((message) => message === 'the PBX cannot be reached')).toHaveLength(1);
  });

  it('makes a line unknown that is watched from then on', async () => {
    const pbx = await scriptedPbx();
    const { client, history, pbxStates, until } = run(pbx, { noAnswerSeconds: 1, transport: 'tcp' });
    await until(() => pbxStates.length > 0);
    client.watch('101');
    expect(history).toEqual(['101 pbx-unreachable']);
  });
});

describe('a password that is refused', () => {
  it('is not offered again when the connection breaks, but after half an hour', async () => {
    const pbx = await smallPbx({ credentials: { username: 'watcher', password: 'right' } });
    const { client, clock, pbxStates, until } = run(pbx, { transport: 'tcp', username: 'watcher', password: 'wrong' });
    client.watch('101');
    await until(() => pbxStates.at(-1)?.kind === 'credentials-refused');
    expect(pbx.subscribeCount).toBe(2);
    const retryAt = clock.monotonic() + 1_800_000;
    await pbx.restart();
    await until(() => pbxStates.length >= 3 && pbxStates.at(-1)?.kind === 'credentials-refused');
    await clock.advanceAsync(retryAt - clock.monotonic() - 100);
    expect(pbx.subscribeCount).toBe(2);
    await until(() => pbx.subscribeCount === 4, 1_000);
  });
});

describe('NOTIFYs', () => {
  it('with another tag or another event are refused and change nothing', async () => {
    const pbx = await scriptedPbx();
    const { client, history, until } = run(pbx);
    client.watch('101');
    await until(() => pbx.subscribes.length === 1);
    const [subscribe] = pbx.subscribes;
    if (subscribe === undefined) {
      throw new Error('no SUBSCRIBE');
    }
    pbx.respond(subscribe, 200);
    pbx.notify(subscribe, 1, '', 'forged');
    await until(() => pbx.statuses.length === 1);
    expect(pbx.statuses).toEqual([481]);
    expect(history).toEqual([]);
    pbx.notify(subscribe, 2, '<dialog-info version="0" state="full" entity="e"/>');
    await until(() => pbx.statuses.length === 2);
    expect(history).toEqual(['101 idle']);
  });
});

describe('stopping', () => {
  it('lets go of a connection that opens only after the stop', async () => {
    const pbx = await smallPbx();
    const real = createEgress();
    let closedCount = 0;
    let letThrough: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    const slow: Egress = {
      ...real,
      tcpConnect: async (host, port) => {
        await gate;
        const socket = await real.tcpConnect(host, port);
        socket.once('close', () => {
          closedCount += 1;
        });
        return socket;
      },
    };
    const { client, clock } = run(pbx, { transport: 'tcp' }, slow);
    const stopping = client.stop();
    letThrough();
    await stopping;
    expect([closedCount, clock.pendingCount]).toEqual([1, 0]);
  });
});

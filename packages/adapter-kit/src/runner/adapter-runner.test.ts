import { type Claim, type Health, SILENT_CLAIM, sourceId, systemId } from '@lamplight/domain';
import { createEgress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { afterEach, expect, test } from 'vitest';
import { SUITE_PRINCIPAL } from '../compliance/bench.ts';
import { ScriptedGateway } from '../compliance/scripted-gateway.ts';
import type { AdapterContext, SourceAdapter } from '../port/source-adapter.ts';
import { LocalUplink } from '../uplink/local-uplink.ts';
import { AdapterRunner } from './adapter-runner.ts';

/** Keeps what it is told, and gives the test its context. */
class RecordingAdapter implements SourceAdapter {
  readonly description = {
    technology: 'PBX',
    capabilities: { callStates: [], effects: [], features: [] },
    softwareName: 'recording',
    softwareVersion: '1',
  };
  readonly told: unknown[] = [];
  throws = false;
  #context: AdapterContext | undefined;

  get context(): AdapterContext {
    return this.#context ?? expect.unreachable('the adapter was started');
  }

  start(context: AdapterContext): void {
    this.#context = context;
  }

  async stop(): Promise<void> {
    this.told.push('stop');
  }

  rosterChanged(change: Parameters<SourceAdapter['rosterChanged']>[0]): void {
    this.told.push({ roster: change.upserted.map((entry) => entry.address), gone: change.removed });
    if (this.throws) {
      throw new Error('a bug');
    }
  }

  effectsChanged(change: Parameters<SourceAdapter['effectsChanged']>[0]): void {
    this.told.push({ effects: change.items.map((item) => [item.address, item.generation, item.desired?.kind]) });
  }

  desiredStateComplete(): void {
    this.told.push('complete');
  }

  linkChanged(state: string): void {
    this.told.push(state);
  }

  /** What it was told since it was asked last. */
  takeTold(): readonly unknown[] {
    return this.told.splice(0);
  }
}

const talking = { kind: 'talking', causeSystemId: systemId('teams') } as const;
const claim = (activity: string): Claim => ({ ...SILENT_CLAIM, activity });
const runners: AdapterRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

async function startRunner(script: (gateway: ScriptedGateway) => void = () => undefined) {
  const clock = new ManualClock();
  const gateway = new ScriptedGateway();
  const adapter = new RecordingAdapter();
  const logger = new MemoryLogger();
  const runner = new AdapterRunner({
    adapter,
    uplink: new LocalUplink(gateway, SUITE_PRINCIPAL),
    systemId: systemId('system'),
    sourceId: sourceId('source'),
    clock,
    random: seededRandom(7),
    logger,
    egress: createEgress(),
    backoff: { jitter: 0 },
  });
  runners.push(runner);
  script(gateway);
  await runner.start();
  await clock.advanceAsync(0);
  /** Cuts the stream and waits for the next one. */
  const reconnect = async (): Promise<void> => {
    gateway.disconnect();
    await clock.advanceAsync(1600);
  };
  const settle = (): Promise<void> => clock.advanceAsync(0);
  return { clock, gateway, adapter, context: adapter.context, logger, runner, reconnect, settle };
}

test('claims that are made in one go travel in one message', async () => {
  const { context, gateway, settle } = await startRunner();
  context.claim('1', claim('a'));
  context.claim('2', claim('b'));
  context.claimsComplete();
  await settle();
  expect(gateway.messages.map((message) => message.kind)).toEqual(['hello', 'claims', 'claims-complete']);
  expect(gateway.messages.at(-1)).toEqual({ kind: 'claims-complete', sequence: 1 });
});

test('no more claims are under way than the credit allows', async () => {
  const { context, gateway, settle } = await startRunner((script) => {
    script.credit = 2;
    script.accepting = false;
  });
  for (const address of ['1', '2', '3']) {
    context.claim(address, claim('a'));
  }
  await settle();
  expect([...gateway.claims.keys()]).toEqual(['1', '2']);
  gateway.send({ kind: 'accepted', throughSequence: 1 });
  await settle();
  expect([...gateway.claims.keys()]).toEqual(['1', '2', '3']);
});

test('a new stream continues the lease and hears a full snapshot with the newest claims', async () => {
  const { context, gateway, clock } = await startRunner();
  context.claim('1', claim('a'));
  context.claim('2', claim('b'));
  context.claimsComplete();
  await clock.advanceAsync(0);
  gateway.disconnect();
  await clock.advanceAsync(0);
  context.claim('1', claim('c'));
  context.claim('1', claim('d'));
  await clock.advanceAsync(1600);
  expect(gateway.hello?.previousLease).toBe('lease-1');
  expect([...gateway.claims].map(([address, { activity }]) => [address, activity]).toSorted()).toEqual([
    ['1', 'd'],
    ['2', 'b'],
  ]);
  expect(gateway.claimsComplete).toBe(true);
});

test('the instance id stays over reconnections and is another after a restart', async () => {
  const { gateway, reconnect } = await startRunner();
  await reconnect();
  const ids = gateway.streams.map((stream) => stream.messages.find((message) => message.kind === 'hello')?.instanceId);
  expect(ids[0]).toBe(ids[1]);
});

test('the roster is told whole after each activation, effects net, and completeness once', async () => {
  const { adapter, gateway, reconnect } = await startRunner((script) => {
    script.roster('1');
    script.roster('2');
    script.effect('1', talking);
    script.effect('2', talking);
  });
  expect(adapter.takeTold()).toEqual([
    'active',
    { roster: ['1', '2'], gone: [] },
    {
      effects: [
        ['1', 1, 'talking'],
        ['2', 2, 'talking'],
      ],
    },
    'complete',
  ]);
  gateway.unroster('2');
  gateway.forgetEffect('2');
  await reconnect();
  expect(adapter.takeTold()).toEqual([
    { roster: [], gone: ['2'] },
    'offline',
    'active',
    { roster: ['1'], gone: [] },
    { effects: [['2', 2, undefined]] },
    'complete',
  ]);
});

test('after standing by, what is wanted is told whole, since another source has acted', async () => {
  const { adapter, gateway, settle } = await startRunner((script) => {
    script.roster('1');
    script.effect('1', talking);
  });
  gateway.supersede();
  await settle();
  adapter.takeTold();
  gateway.activate();
  await settle();
  expect(adapter.takeTold()).toEqual([
    'active',
    { roster: ['1'], gone: [] },
    { effects: [['1', 1, 'talking']] },
    'complete',
  ]);
});

test('a source that stands by claims nothing', async () => {
  const { context, gateway, settle } = await startRunner((script) => {
    script.greeting = 'standby';
  });
  context.claim('1', claim('a'));
  await settle();
  expect(gateway.everyClaim).toEqual([]);
});

test('a source that did not look while it stood by says nothing of before when it is active again', async () => {
  const { context, gateway, settle } = await startRunner();
  context.claim('1', claim('an hour ago'));
  await settle();
  gateway.supersede();
  await settle();
  context.withdraw('1');
  const before = gateway.messages.length;
  gateway.activate();
  await settle();
  expect(gateway.messages.slice(before).filter((message) => message.kind === 'claims')).toEqual([]);
  context.claim('1', claim('now'));
  await settle();
  expect(gateway.everyClaim.at(-1)).toEqual({ address: '1', claim: claim('now') });
});

test('a claim that was refused is said again once the roster names its subject', async () => {
  const { context, gateway, settle } = await startRunner();
  context.claim('1', claim('a'));
  await settle();
  const problem = { code: 5, reason: 'subject_unknown', message: '', details: {} };
  gateway.send({ kind: 'claims-refused', sequence: 1, items: [{ address: '1', problem }] });
  gateway.roster('1');
  await settle();
  context.claim('1', claim('a'));
  await settle();
  expect(gateway.everyClaim).toEqual([
    { address: '1', claim: claim('a') },
    { address: '1', claim: claim('a') },
  ]);
});

test('a superseded source forgets its lease and comes back slowly', async () => {
  const { adapter, gateway, clock } = await startRunner();
  gateway.supersede();
  await clock.advanceAsync(0);
  expect(adapter.told.at(-1)).toBe('standby');
  gateway.disconnect();
  await clock.advanceAsync(59_000);
  expect(gateway.streams).toHaveLength(1);
  await clock.advanceAsync(1000);
  expect(gateway.hello?.previousLease).toBeNull();
});

test('results are said again on a new stream as long as the effect is wanted', async () => {
  const { context, gateway, reconnect, settle } = await startRunner((script) => {
    script.effect('1', talking);
  });
  const result = { address: '1', generation: 1, outcome: 'applied', reason: '', message: '' } as const;
  context.reportEffect(result);
  await settle();
  expect(gateway.results).toEqual([result]);
  await reconnect();
  expect(gateway.results).toEqual([result]);
});

test('health is said again on each stream, also while standing by', async () => {
  const health: Health = { state: 'down', reason: 'pbx_unreachable', message: '', remedy: '', details: {} };
  const { context, gateway, reconnect, settle } = await startRunner();
  context.reportHealth(health);
  await settle();
  expect(gateway.health).toEqual(health);
  gateway.greeting = 'standby';
  await reconnect();
  expect(gateway.health).toEqual(health);
});

test('a heartbeat goes out whenever nothing else did for as long as the gateway asked', async () => {
  const { context, gateway, clock } = await startRunner();
  await clock.advanceAsync(29_000);
  context.claim('1', claim('a'));
  await clock.advanceAsync(29_999);
  expect(gateway.messages.filter((message) => message.kind === 'heartbeat')).toHaveLength(0);
  await clock.advanceAsync(1);
  expect(gateway.messages.filter((message) => message.kind === 'heartbeat')).toHaveLength(1);
});

test('a gateway that greets and then fails is asked ever more seldom; an accepted snapshot resets that', async () => {
  const { clock, context, gateway } = await startRunner((script) => {
    script.accepting = false;
  });
  const waits: number[] = [];
  const failAndReturn = async (): Promise<void> => {
    const streams = gateway.streams.length;
    gateway.disconnect();
    await clock.advanceAsync(0);
    waits.push(clock.nextDueIn ?? Number.NaN);
    await clock.advanceAsync(clock.nextDueIn ?? 0);
    expect(gateway.streams).toHaveLength(streams + 1);
  };
  context.claim('1', claim('a'));
  await failAndReturn();
  await failAndReturn();
  await failAndReturn();
  gateway.accepting = true;
  await failAndReturn();
  await failAndReturn();
  expect(waits).toEqual([1000, 1600, 2560, 4096, 1000]);
});

test('a source whose key is refused says why and does not storm', async () => {
  const { clock, gateway, logger } = await startRunner((script) => {
    script.greeting = { refuse: { code: 16, reason: 'key_revoked', message: 'the key was revoked', details: {} } };
  });
  await clock.advanceAsync(180_000);
  expect(gateway.streams).toHaveLength(4);
  expect(logger.lines.filter((line) => line.level === 'error')[0]?.fields).toEqual({
    reason: 'key_revoked',
    detail: 'the key was revoked',
  });
});

test('after draining it comes back inside the announced window', async () => {
  const { clock, gateway } = await startRunner();
  gateway.send({ kind: 'draining', reason: 'upgrade', reconnectAfterMinMs: 5000, reconnectAfterMaxMs: 9000 });
  await clock.advanceAsync(0);
  gateway.disconnect();
  await clock.advanceAsync(4999);
  expect(gateway.streams).toHaveLength(1);
  await clock.advanceAsync(4001);
  expect(gateway.streams).toHaveLength(2);
});

test('a refused claim is logged with its reason, its text at debug only, and not sent again', async () => {
  const { context, gateway, logger, settle } = await startRunner();
  context.claim('+493012345678', claim('a'));
  await settle();
  gateway.send({
    kind: 'claims-refused',
    sequence: 1,
    items: [
      { address: '+493012345678', problem: { code: 5, reason: 'subject_unknown', message: 'who?', details: {} } },
    ],
  });
  await settle();
  expect(logger.lines.find((line) => line.message === 'the gateway refused a claim')?.fields).toEqual({
    address: '+493012345678',
    reason: 'subject_unknown',
  });
  expect(gateway.everyClaim).toHaveLength(1);
});

test('an adapter that throws is logged and goes on', async () => {
  const { adapter, gateway, logger, settle } = await startRunner();
  adapter.throws = true;
  gateway.roster('1');
  gateway.effect('1', talking);
  await settle();
  expect(logger.messages).toContain('the adapter threw where it must not');
  expect(adapter.told.at(-1)).toEqual({ effects: [['1', 1, 'talking']] });
});

test('stopping takes leave, with handover where asked, and leaves no timer', async () => {
  const { adapter, clock, gateway, runner } = await startRunner();
  await runner.stop({ handover: true });
  expect(gateway.messages.at(-1)).toEqual({ kind: 'leaving', handover: true });
  expect(gateway.streams.at(-1)?.closed).toBe(true);
  expect(adapter.told.slice(-2)).toEqual(['offline', 'stop']);
  expect(clock.pendingCount).toBe(0);
  await runner.stop();
  expect(adapter.told.filter((item) => item === 'stop')).toHaveLength(1);
});

test('stopping while it waits to reconnect leaves no timer', async () => {
  const { clock, gateway, runner } = await startRunner();
  gateway.disconnect();
  await clock.advanceAsync(0);
  await runner.stop();
  expect(clock.pendingCount).toBe(0);
});

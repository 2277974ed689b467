import { systemId } from '@lamplight/domain';
import { createEgress, ManualClock, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { SipAdapter } from './adapter.ts';
import { parseSipAdapterConfig, type SipAdapterConfigInput } from './config.ts';
import { SmallPbx, type SmallPbxOptions } from './small-pbx/small-pbx.ts';
import { RecordingContext } from './test-support/recording-context.ts';
import { ScriptedPbx } from './test-support/scripted-pbx.ts';

const LINES = { 101: 'Ada', 102: 'Grace', 103: 'Edsger' };
const toStop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) {
    await stop();
  }
});

async function startPbx(options: Partial<SmallPbxOptions> = {}): Promise<SmallPbx> {
  const clock = systemClock();
  const egress = createEgress({ clock });
  const pbx = new SmallPbx({ clock, random: seededRandom(1), logger: silentLogger, egress, lines: LINES, ...options });
  await pbx.start();
  toStop.push(() => pbx.stop());
  return pbx;
}

function startAdapter(
  pbx: { host: string; port: number },
  lines: readonly string[],
  config: Partial<SipAdapterConfigInput> = {},
): { adapter: SipAdapter; context: RecordingContext } {
  const adapter = new SipAdapter({
    config: parseSipAdapterConfig({ host: pbx.host, port: pbx.port, probeSeconds: 0.1, noAnswerSeconds: 1, ...config }),
  });
  const context = new RecordingContext();
  adapter.start(context);
  toStop.push(() => adapter.stop());
  adapter.rosterChanged({
    upserted: lines.map((address) => ({ address, interest: 'watched', lineKind: null })),
    removed: [],
  });
  adapter.desiredStateComplete();
  return { adapter, context };
}

const WAYS = [
  { transport: 'udp', secret: undefined, documents: 'full' },
  { transport: 'udp', secret: 'pässword', documents: 'partial' },
  { transport: 'tcp', secret: undefined, documents: 'partial' },
  { transport: 'tcp', secret: 'pässword', documents: 'full' },
] as const;

describe.each(WAYS)(
  'a line over $transport, password $secret, $documents documents',
  ({ transport, secret, documents }) => {
    const credentials = secret === undefined ? {} : { credentials: { username: 'watcher', password: secret } };
    const account = secret === undefined ? {} : { username: 'watcher', password: secret };

    it('rings, talks, is held, resumes and hangs up', async () => {
      const pbx = await startPbx({ documents, ...credentials });
      const { context } = startAdapter(pbx, ['101', '102'], { transport, ...account });
      await context.until(() => context.isComplete);
      expect(context.states('101')).toEqual(['idle']);
      const call = pbx.call('101', '102');
      await context.untilState('101', 'dialling');
      call.ring();
      await context.untilState('102', 'ringing');
      expect(context.claimOf('102')?.call).toMatchObject({
        count: 1,
        direction: 'incoming',
        remoteParty: { address: 'sip:101@127.0.0.1', displayName: 'Ada' },
      });
      call.answer();
      await context.untilState('102', 'talking');
      call.hold('102');
      await context.untilState('102', 'held');
      call.resume('102');
      await context.untilState('102', 'talking');
      call.hangUp();
      await context.untilState('102', 'idle');
      expect(context.states('102')).toEqual(['idle', 'ringing', 'talking', 'held', 'talking', 'idle']);
      await context.untilState('101', 'idle');
      expect(context.states('101')).toEqual(['idle', 'dialling', 'talking', 'idle']);
    });

    it('is unknown when the PBX was restarted in mid-call, until it answers', async () => {
      const pbx = await startPbx({ documents, ...credentials });
      const { context } = startAdapter(pbx, ['102'], { transport, ...account });
      await context.until(() => context.isComplete);
      pbx.call('101', '102').ring().answer();
      await context.untilState('102', 'talking');
      await pbx.restart();
      await context.untilState('102', 'idle');
      expect(context.states('102')).toEqual(['idle', 'ringing', 'talking', 'unknown', 'idle']);
    });

    it('lets go of its subscriptions when it stops', async () => {
      const pbx = await startPbx({ documents, ...credentials });
      const { adapter, context } = startAdapter(pbx, ['101', '102'], { transport, ...account });
      await context.until(() => context.isComplete);
      expect(pbx.subscriptionCount()).toBe(2);
      await adapter.stop();
      expect(pbx.subscriptionCount()).toBe(0);
    });
  },
);

describe('the roster', () => {
  it('is followed: a line that is removed is withdrawn and unsubscribed, one that is added is answered', async () => {
    const pbx = await startPbx();
    const { adapter, context } = startAdapter(pbx, ['101']);
    await context.untilState('101', 'idle');
    adapter.rosterChanged({ upserted: [{ address: '103', interest: 'synced', lineKind: 'desk' }], removed: ['101'] });
    await context.untilState('103', 'idle');
    expect(context.records).toContainEqual({ kind: 'withdraw', address: '101' });
    expect(pbx.subscriptionCount('101')).toBe(0);
  });

  it('is complete at once when it is empty', async () => {
    const pbx = await startPbx();
    const { context } = startAdapter(pbx, []);
    expect(context.isComplete).toBe(true);
  });

  it('is complete anew after it stood by: the other source may have named other lines', async () => {
    const pbx = await startPbx();
    const { adapter, context } = startAdapter(pbx, ['101']);
    await context.until(() => context.isComplete);
    const completions = () => context.records.filter(({ kind }) => kind === 'complete').length;
    expect(completions()).toBe(1);
    adapter.linkChanged('standby');
    adapter.linkChanged('active');
    adapter.desiredStateComplete();
    expect(completions()).toBe(2);
  });

  it('is complete though a line is refused, which is unknown and named in health', async () => {
    const pbx = await startPbx();
    const { context } = startAdapter(pbx, ['101', '999']);
    await context.until(() => context.isComplete && context.health?.state === 'degraded');
    expect(context.states('999')).toEqual(['unknown']);
    expect(context.health).toMatchObject({ reason: 'lines_refused', details: { lines: '999 404', refused: '1' } });
    expect(context.states('101')).toEqual(['idle']);
  });

  it('is complete after the deadline with unknown lines when nobody answers', async () => {
    const pbx = await startPbx();
    const { host, port } = pbx;
    await pbx.stop();
    const { context } = startAdapter({ host, port }, ['101'], { snapshotSeconds: 0.1 });
    await context.until(() => context.isComplete);
    expect(context.states('101')).toEqual(['unknown']);
    await context.until(() => context.health?.state === 'down');
    expect(context.health).toMatchObject({ reason: 'pbx_unreachable' });
    expect(context.health?.remedy).toContain('firewall');
  });
});

describe('a PBX that accepts a line and then says nothing', () => {
  it('keeps the snapshot waiting no longer than the deadline; the line is unknown', async () => {
    const pbx = await ScriptedPbx.start();
    toStop.push(async () => pbx.stop());
    const clock = new ManualClock();
    const adapter = new SipAdapter({ config: parseSipAdapterConfig({ host: pbx.host, port: pbx.port }) });
    const context = new RecordingContext(clock);
    adapter.start(context);
    adapter.rosterChanged({ upserted: [{ address: '101', interest: 'watched', lineKind: null }], removed: [] });
    adapter.desiredStateComplete();
    let isAnswered = false;
    while (!context.isComplete) {
      await clock.advanceAsync(1);
      const [subscribe] = pbx.subscribes;
      if (subscribe !== undefined && !isAnswered) {
        isAnswered = true;
        pbx.respond(subscribe, 200);
      }
    }
    expect(isAnswered).toBe(true);
    expect(context.states('101')).toEqual(['unknown']);
    expect(clock.monotonic()).toBe(5_010);
    let isStopped = false;
    const stopping = adapter.stop().then(() => {
      isStopped = true;
    });
    while (!isStopped) {
      await clock.advanceAsync(1);
    }
    await stopping;
    expect(clock.pendingCount).toBe(0);
  });
});

describe('trouble', () => {
  it('says that the password is wrong and stops trying', async () => {
    const pbx = await startPbx({ credentials: { username: 'watcher', password: 'right' } });
    const { context } = startAdapter(pbx, ['101', '102'], { username: 'watcher', password: 'wrong' });
    await context.until(() => context.health?.state === 'action-needed' && context.isComplete);
    expect(context.health).toMatchObject({ reason: 'pbx_credentials_refused' });
    expect(context.health?.remedy).toContain('password');
    expect(context.states('101')).toEqual(['unknown']);
    expect(context.states('102')).toEqual(['unknown']);
    expect(context.logger.messages.filter((message) => message.includes('refuses our credentials'))).toHaveLength(1);
  });

  it('says that a password is missing', async () => {
    const pbx = await startPbx({ credentials: { username: 'watcher', password: 'right' } });
    const { context } = startAdapter(pbx, ['101']);
    await context.until(() => context.health?.state === 'action-needed');
    expect(context.health?.message).toContain('none is configured');
  });

  it('answers a stale nonce anew, also with SHA-256', async () => {
    const pbx = await startPbx({ credentials: { username: 'watcher', password: 'right', hash: 'SHA-256' } });
    const { adapter, context } = startAdapter(pbx, ['101'], { username: 'watcher', password: 'right' });
    await context.untilState('101', 'idle');
    pbx.renewNonce();
    adapter.rosterChanged({ upserted: [{ address: '102', interest: 'watched', lineKind: null }], removed: [] });
    await context.untilState('102', 'idle');
    expect(context.health?.state).not.toBe('action-needed');
  });

  it.each(['deactivated', 'timeout', 'noresource'])(
    'a subscription ended as %s makes the line unknown',
    async (reason) => {
      const pbx = await startPbx();
      const { context } = startAdapter(pbx, ['101']);
      await context.untilState('101', 'idle');
      pbx.endSubscription('101', reason);
      await context.untilState('101', 'unknown');
      if (reason !== 'noresource') {
        await context.untilState('101', 'idle');
      }
    },
  );

  it('a subscription that the PBX forgot is found by the probe and made anew', async () => {
    const pbx = await startPbx();
    const { context } = startAdapter(pbx, ['101']);
    await context.untilState('101', 'idle');
    pbx.forgetSubscription('101');
    await context.untilState('101', 'unknown');
    await context.untilState('101', 'idle');
    expect(pbx.subscriptionCount('101')).toBe(1);
  });

  it('asks for a longer subscription when the PBX finds it too brief', async () => {
    const pbx = await startPbx({ minExpiresSeconds: 1_800 });
    const { context } = startAdapter(pbx, ['101'], { expiresSeconds: 60 });
    await context.untilState('101', 'idle');
  });

  const BOMB = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><dialog-info version="9" state="full" entity="e">&b;</dialog-info>`;
  it.each([
    ['an entity bomb', 'tcp', BOMB],
    [
      'a document of 1 MB',
      'tcp',
      `<dialog-info version="9" state="full" entity="e">${' '.repeat(1_048_576)}</dialog-info>`,
    ],
    [
      'a document over the limit in one datagram',
      'udp',
      `<dialog-info version="9" state="full" entity="e">${' '.repeat(60_000)}</dialog-info>`,
    ],
    ['no XML', 'udp', 'ringing'],
  ] as const)('%s makes this line unknown, says why, and touches no other', async (_, transport, body) => {
    const pbx = await startPbx();
    const { context } = startAdapter(pbx, ['101', '102'], { transport, limits: { documentBytes: 32_768 } });
    await context.until(() => context.isComplete);
    pbx.sendBody('101', body);
    await context.untilState('101', 'unknown');
    expect(context.logger.lines.some(({ level, message }) => level === 'warn' && /refused/.test(message))).toBe(true);
    const call = pbx.call('103', '102').ring();
    await context.untilState('102', 'ringing');
    expect(context.states('102')).toEqual(['idle', 'ringing']);
    call.cancel();
  });

  it('a version gap is closed by a refresh without the line becoming unknown', async () => {
    const pbx = await startPbx({ documents: 'partial' });
    const { context } = startAdapter(pbx, ['101'], { probeSeconds: 60 });
    await context.untilState('101', 'idle');
    const call = pbx.call('103', '101').ring();
    await context.untilState('101', 'ringing');
    const ahead = '<dialog id="x"><state>confirmed</state></dialog>';
    pbx.sendBody('101', `<dialog-info version="99" state="partial" entity="e">${ahead}</dialog-info>`);
    call.answer();
    await context.untilState('101', 'talking');
    expect(context.states('101')).toEqual(['idle', 'ringing', 'talking']);
  });
});

describe('effects', () => {
  it('answers talking as without effect, and what is not wanted as applied', async () => {
    const pbx = await startPbx();
    const { adapter, context } = startAdapter(pbx, ['101']);
    const causeSystemId = systemId('teams');
    adapter.effectsChanged({
      items: [
        { address: '101', generation: 3, desired: { kind: 'talking', causeSystemId } },
        { address: '102', generation: 4, desired: null },
      ],
    });
    const results = context.records.flatMap((record) => (record.kind === 'effect' ? [record.result] : []));
    expect(results).toMatchObject([
      { address: '101', generation: 3, outcome: 'without-effect', reason: 'pbx_not_told' },
      { address: '102', generation: 4, outcome: 'applied' },
    ]);
  });
});

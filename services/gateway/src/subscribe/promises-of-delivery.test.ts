/**
 * The promises 6 to 12 of proto/presence/v1/subscription.proto: what is delivered, when, and how it ends. On the state
 * machine, the outbox and the fan-out, without sockets or timers; 9, 11 and 12 also over real gRPC in
 * test/e2e/subscribe.e2e.test.ts.
 */
import { personId, type SubscribeResponse } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { OPEN_MASK } from '../privacy/mask.ts';
import { names, ScriptedTenant } from '../testing/scripted-stream.ts';
import { makeResumeToken, readResumeToken } from './resume-token.ts';

describe('promise 6: middle states may be skipped; the last state never is', () => {
  test('the first change goes at once, later ones of the same person are gathered for the interval', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    stream.pass(1_000);
    stream.forget();
    tenant.log.put('a', presenceOf('First'));
    expect(stream.told()).toEqual(['a=First@1']);
    tenant.log.put('a', presenceOf('Second'));
    tenant.log.put('b', presenceOf('Other'));
    tenant.log.put('a', presenceOf('Third'));
    expect(stream.told()).toEqual(['a=First@1', 'b=Other@3']);
    stream.pass(249);
    expect(stream.told()).toHaveLength(2);
    stream.pass(1);
    expect(stream.told()).toEqual(['a=First@1', 'b=Other@3', 'a=Third@4']);
  });

  test('a client that asks for an interval of 1 ms sees every state that stands for longer', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello({ interval: 1 })
      .watch(1, { add: ['a'] });
    expect(stream.of('welcome')[0]?.minUpdateIntervalMs).toBe(1);
    for (const state of ['Ringing', 'Talking', 'Idle']) {
      stream.pass(1);
      tenant.log.put('a', presenceOf(state));
    }
    expect(stream.told().slice(1)).toEqual(['a=Ringing@1', 'a=Talking@2', 'a=Idle@3']);
  });

  test('whoever changed while the reader took nothing is sent once, as they are at the end', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    stream.pass(1_000);
    stream.freeze();
    tenant.log.put('b', presenceOf('Away'));
    for (let round = 0; round < 100; round += 1) {
      tenant.log.put('a', presenceOf(`Busy${round}`));
      stream.pass(10);
    }
    stream.thaw();
    expect(stream.told().slice(2)).toEqual(['b=Away@1', 'a=Busy99@101']);
  });
});

describe('promise 7: a resume_token never runs ahead', () => {
  test('it is the low watermark: one less than where the first person who is still dirty became so', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    stream.pass(1_000);
    tenant.log.put('a', presenceOf('1'));
    expect(readResumeToken(stream.lastToken())).toEqual({ epoch: 'epoch-1', revision: 1, mask: OPEN_MASK.bits });
    tenant.log.put('a', presenceOf('2'));
    tenant.log.put('b', presenceOf('3'));
    expect(readResumeToken(stream.lastToken())?.revision).toBe(1);
    stream.pass(250);
    expect(readResumeToken(stream.lastToken())?.revision).toBe(3);
  });

  test('none is given while a snapshot is under way', () => {
    const tenant = new ScriptedTenant(names(600));
    for (const name of names(600)) {
      tenant.log.put(name, presenceOf('Busy'));
    }
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: names(600) });
    expect(stream.of('changes').map(({ resumeToken }) => resumeToken === null)).toEqual([true, true, false]);
  });

  test('resuming from any token yields every later last state (random runs)', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      resumeRun(seed);
    }
  });
});

/** A stream is cut at a random point; what its client knows, and the resumed stream, must lead to the log's state. */
function resumeRun(seed: number): void {
  const tenant = new ScriptedTenant(names(8));
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const stream = tenant
    .open({ maxItemsPerMessage: 2 })
    .hello()
    .watch(1, { add: names(8) });
  const steps = 5 + random(60);
  for (let step = 0; step < steps; step += 1) {
    tenant.log.put(`p${random(8)}`, presenceOf(`s${seed}.${step}`));
    stream.pass(random(200));
    if (random(4) === 0) {
      stream.freeze();
    } else if (random(2) === 0) {
      stream.thaw();
    }
  }
  // The client may have lost everything after the message that carried its token.
  const withToken = stream.responses.flatMap((response, index) =>
    'resumeToken' in response && response.resumeToken !== null ? [{ index, token: response.resumeToken }] : [],
  );
  const cut = withToken[random(withToken.length)];
  if (cut === undefined) {
    throw new Error('no token');
  }
  const known = new Map<string, number>();
  const learn = (responses: readonly SubscribeResponse[]): void => {
    for (const response of responses) {
      for (const item of response.kind === 'changes' ? response.items : []) {
        known.set(String(item.personId), item.revision);
      }
    }
  };
  learn(stream.responses.slice(0, cut.index + 1));
  stream.session.input({ kind: 'cancelled' }, tenant.now);
  for (let step = 0; step < random(5); step += 1) {
    tenant.log.put(`p${random(8)}`, presenceOf(`later${step}`));
  }
  const resumed = tenant
    .open()
    .hello({ token: cut.token })
    .watch(1, { keep: names(8) });
  expect(resumed.of('caught-up')[0]?.resumed).toBe(true);
  learn(resumed.responses);
  for (const name of names(8)) {
    expect(known.get(name), `seed ${seed}, ${name}`).toBe(tenant.log.read(personId(name))?.revision ?? 0);
  }
}

describe('promise 8: a token that cannot be resumed from is not an error: reset and a full snapshot', () => {
  const altered = makeResumeToken({ epoch: 'epoch-1', revision: 1, mask: OPEN_MASK.bits });
  altered[5] = 0;
  test.each([
    ['unreadable', new Uint8Array([1, 2, 3]), 'token_unreadable'],
    ['altered', altered, 'token_unreadable'],
    [
      'of another epoch',
      makeResumeToken({ epoch: 'epoch-0', revision: 1, mask: OPEN_MASK.bits }),
      'token_foreign_epoch',
    ],
    ['of another visibility', makeResumeToken({ epoch: 'epoch-1', revision: 1, mask: 3 }), 'token_other_mask'],
    ['ahead of the log', makeResumeToken({ epoch: 'epoch-1', revision: 99, mask: OPEN_MASK.bits }), 'token_ahead'],
  ])('%s', (_name, token, reason) => {
    const tenant = new ScriptedTenant();
    tenant.log.put('a', presenceOf('Busy'));
    const stream = tenant
      .open()
      .hello({ token })
      .watch(1, { keep: ['a', 'b'] });
    expect(stream.kinds()).toEqual(['welcome', 'reset', 'changes', 'caught-up']);
    expect(stream.of('reset')[0]?.reason).toBe(reason);
    expect(stream.told()).toEqual(['a=Busy@1', 'b=PresenceUnknown@0']);
    expect(stream.of('caught-up')[0]?.resumed).toBe(false);
  });
});

describe('promise 9: something arrives at least every heartbeat_interval_ms', () => {
  test('a quiet stream gets a heartbeat with the token after each interval, and data puts it off', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    stream.pass(24_999);
    expect(stream.of('heartbeat')).toHaveLength(0);
    stream.pass(1);
    expect(stream.of('heartbeat')).toMatchObject([{ serverTime: 1_025_000 }]);
    stream.pass(20_000);
    tenant.log.put('a', presenceOf('Busy'));
    stream.pass(24_999);
    expect(stream.of('heartbeat')).toHaveLength(1);
    stream.pass(1);
    expect(stream.of('heartbeat')).toHaveLength(2);
    expect(readResumeToken(stream.lastToken())?.revision).toBe(1);
  });
});

describe('promise 10: a problem with one person never ends the stream', () => {
  test('unknown, malformed and lost persons are problems of theirs', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant.open().hello();
    stream.watch(1, { add: ['a', 'nobody', '', 'with\u0000control', 'x'.repeat(500), 'nobody@example.com'] });
    expect(stream.items().map(({ outcome }) => outcome.kind)).toEqual([
      'presence',
      'problem',
      'problem',
      'problem',
      'problem',
      'problem',
    ]);
    tenant.directory.remove('a');
    expect(stream.told().at(-1)).toBe('a!person_unknown');
    tenant.directory.add('nobody');
    expect(stream.told().at(-1)).toBe('nobody=PresenceUnknown@0');
    stream.watch(2, {});
    expect(stream.of('caught-up').map(({ watchedCount }) => watchedCount)).toEqual([1, 1]);
    expect(stream.ended).toBeUndefined();
  });
});

describe('promise 11: memory held for a stream is bounded by its watch set, not by traffic', () => {
  test('a reader that takes nothing costs one dirty entry a person, whatever the number of changes', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open({ stallLimitMs: 1e9 })
      .hello()
      .watch(1, { add: ['a', 'b'] });
    stream.freeze();
    for (let round = 0; round < 10_000; round += 1) {
      tenant.log.put(round % 2 === 0 ? 'a' : 'b', presenceOf('Busy'));
    }
    expect(stream.member.dirtyCount).toBeLessThanOrEqual(2);
    expect(stream.of('changes').length).toBeLessThanOrEqual(2);
  });

  test('a reader that takes nothing for 30 s ends slow_consumer, and leaves nothing behind', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    stream.freeze();
    tenant.log.put('a', presenceOf('Busy'));
    stream.pass(29_999);
    expect(stream.ended).toBeUndefined();
    stream.pass(1);
    expect(stream.ended).toMatchObject({ code: 8, reason: 'slow_consumer' });
    expect(tenant.fanOut.size).toEqual({ people: 0, members: 0 });
    expect(tenant.watched).toEqual(['+a', '+b', '-a', '-b']);
    expect(stream.session.wakeAt).toBeNull();
  });
});

describe('promise 12: a planned end is announced by draining and closes UNAVAILABLE', () => {
  const order = { reason: 'draining', window: { minMs: 100, maxMs: 5_000 }, endAfterMs: 2_000 } as const;

  test('what is dirty is sent first, held or not; then draining; then the end, in its turn', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    tenant.log.put('a', presenceOf('First'));
    tenant.log.put('a', presenceOf('Last'));
    stream.session.input({ kind: 'drain', order }, tenant.now);
    expect(stream.kinds()).toEqual(['welcome', 'changes', 'caught-up', 'changes', 'changes', 'draining']);
    expect(stream.told().slice(1)).toEqual(['a=First@1', 'a=Last@2']);
    expect(stream.of('draining')).toEqual([
      { kind: 'draining', reason: 'draining', reconnectAfterMinMs: 100, reconnectAfterMaxMs: 5_000 },
    ]);
    tenant.log.put('a', presenceOf('After'));
    stream.pass(1_999);
    expect(stream.ended).toBeUndefined();
    stream.pass(1);
    expect(stream.ended).toMatchObject({ code: 14, reason: 'draining' });
    expect(stream.kinds().at(-1)).toBe('draining');
  });

  test('a reader that takes nothing is told at the end all the same', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    stream.freeze();
    tenant.log.put('a', presenceOf('Busy'));
    stream.session.input({ kind: 'drain', order }, tenant.now);
    expect(stream.kinds()).not.toContain('draining');
    stream.pass(2_000);
    expect(stream.kinds().at(-1)).toBe('draining');
    expect(stream.ended).toMatchObject({ code: 14, reason: 'draining' });
  });

  test('a stream of age ends by itself, announced', () => {
    const tenant = new ScriptedTenant();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    stream.pass(3_600_000);
    expect(stream.of('draining')[0]?.reason).toBe('stream_age');
    expect(stream.ended).toMatchObject({ code: 14, reason: 'stream_age' });
  });
});

describe('endings', () => {
  test('a client that half-closes ends OK; one that goes away is let go; both leave nothing behind', () => {
    const tenant = new ScriptedTenant();
    const closing = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    const gone = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    closing.session.input({ kind: 'half-closed' }, 0);
    gone.session.input({ kind: 'cancelled' }, 0);
    expect([closing.ended, gone.ended]).toEqual([null, undefined]);
    expect(tenant.fanOut.size).toEqual({ people: 0, members: 0 });
  });

  test('a revoked key ends the stream at once', () => {
    const stream = new ScriptedTenant()
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    const revoked = { code: 16, reason: 'key_revoked', message: 'gone', details: {} };
    stream.session.input({ kind: 'stop', problem: revoked }, 0);
    expect(stream.ended).toEqual(revoked);
  });
});

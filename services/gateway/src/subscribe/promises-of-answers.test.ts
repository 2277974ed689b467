/**
 * The promises 1 to 5 of proto/presence/v1/subscription.proto: what is answered, and in which order. On the state machine,
 * the outbox and the fan-out, without sockets or timers.
 */
import { personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { names, type ScriptedStream, ScriptedTenant } from '../testing/scripted-stream.ts';

describe('promise 1: the first response is welcome; a stream whose first request is not hello ends INVALID_ARGUMENT', () => {
  test('hello is answered by welcome with epoch, limits and the interval in force', () => {
    const stream = new ScriptedTenant().open().hello();
    expect(stream.responses).toEqual([
      {
        kind: 'welcome',
        epoch: 'epoch-1',
        heartbeatIntervalMs: 25_000,
        maxWatched: 10_000,
        maxPerRequest: 5_000,
        minUpdateIntervalMs: 250,
      },
    ]);
  });

  test('a watch first ends hello_expected, and so does a kind that is not known', () => {
    const tenant = new ScriptedTenant();
    const watcher = tenant.open().watch(1, { add: ['a'] });
    expect(watcher.ended).toMatchObject({ code: 3, reason: 'hello_expected' });
    expect(watcher.ended?.message).toBe('the first request is a watch: send hello first, then watch');
    const stranger = tenant.open();
    stranger.session.request({ kind: 'unrecognised' }, 0);
    expect(stranger.ended).toMatchObject({ code: 3, reason: 'hello_expected' });
    expect(tenant.fanOut.size).toEqual({ people: 0, members: 0 });
  });

  test('a second hello ends protocol_violation; a kind that is not known is ignored after hello', () => {
    const stream = new ScriptedTenant().open().hello();
    stream.session.request({ kind: 'unrecognised' }, 0);
    expect(stream.ended).toBeUndefined();
    stream.hello();
    expect(stream.ended).toMatchObject({ code: 3, reason: 'protocol_violation' });
  });

  test('no hello within ten seconds ends hello_late', () => {
    const stream = new ScriptedTenant().open();
    stream.pass(9_999);
    expect(stream.ended).toBeUndefined();
    stream.pass(1);
    expect(stream.ended).toMatchObject({ code: 4, reason: 'hello_late' });
  });
});

describe('promise 2: every watch gets exactly one caught_up or watch_refused, in request order', () => {
  const answers = (stream: ScriptedStream): string[] =>
    stream.responses.flatMap((response) =>
      response.kind === 'caught-up' || response.kind === 'watch-refused'
        ? [`${response.kind} ${response.requestId}`]
        : [],
    );

  test('also when several are sent ahead, one is refused, and the reader is slow', () => {
    const stream = new ScriptedTenant(names(600)).open({ maxPerRequest: 300 }).hello();
    stream.freeze();
    stream.watch(1, { add: names(300) });
    stream.watch(2, { add: names(301) });
    stream.watch(3, { remove: ['p1'] });
    stream.watch(4, {});
    expect(stream.paused).toBe(true);
    for (let round = 0; round < 10; round += 1) {
      stream.session.input({ kind: 'writable' }, 0);
    }
    expect(answers(stream)).toEqual(['caught-up 1', 'watch-refused 2', 'caught-up 3', 'caught-up 4']);
    expect(stream.paused).toBe(false);
    expect(stream.of('caught-up').map(({ watchedCount }) => watchedCount)).toEqual([300, 299, 299]);
  });

  test('a watch over a limit is refused whole, with the limit in its details, and the stream lives', () => {
    const stream = new ScriptedTenant(names(50)).open({ maxPerRequest: 20, maxWatched: 30 }).hello();
    stream.watch(1, { add: names(20) });
    stream.watch(2, { add: names(21) });
    stream.watch(3, { add: names(50).slice(20, 31) });
    stream.watch(4, { add: names(50).slice(20, 31), remove: ['p0'] });
    expect(stream.of('watch-refused').map(({ requestId, problem }) => [requestId, problem])).toEqual([
      [
        2,
        {
          code: 3,
          reason: 'request_limit',
          message: 'watch names 21 people: at most 20 in one request, so split it',
          details: { max_per_request: '20' },
        },
      ],
      [
        3,
        {
          code: 8,
          reason: 'watch_limit',
          message: 'this stream would watch 31 people: at most 30, so remove some or open another stream',
          details: { max_watched: '30' },
        },
      ],
    ]);
    expect(stream.of('caught-up').map(({ requestId, watchedCount }) => [requestId, watchedCount])).toEqual([
      [1, 20],
      [4, 30],
    ]);
  });

  test('keep after the first watch is refused', () => {
    const stream = new ScriptedTenant()
      .open()
      .hello()
      .watch(1, { add: ['a'] })
      .watch(2, { keep: ['b'] });
    expect(stream.of('watch-refused')[0]?.problem.reason).toBe('protocol_violation');
  });
});

describe('promise 3: before its caught_up, every added person appears once, even if the server thinks that the client has it', () => {
  test('by id, by address and unknown, whoever has not been heard of being pending', () => {
    const tenant = new ScriptedTenant();
    tenant.log.put('a', presenceOf('Busy'));
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b@example.com', 'x', 'y@example.com'] });
    expect(stream.kinds()).toEqual(['welcome', 'changes', 'caught-up']);
    expect(stream.told()).toEqual(['a=Busy@1', 'b=PresenceUnknown@0', 'x!person_unknown', 'null!person_unknown']);
    expect(stream.items().map(({ requestedAddress }) => requestedAddress)).toEqual([
      null,
      'b@example.com',
      null,
      'y@example.com',
    ]);
    const pending = stream.items()[1]?.outcome;
    expect(pending?.kind === 'presence' && pending.presence.freshness).toBe('pending');
    expect(stream.of('caught-up')[0]).toMatchObject({ watchedCount: 2, resumed: false });
  });

  test('an added person who is watched already is sent again', () => {
    const tenant = new ScriptedTenant();
    tenant.log.put('a', presenceOf('Busy'));
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'a'] });
    stream.watch(2, { add: ['a'] });
    expect(stream.told()).toEqual(['a=Busy@1', 'a=Busy@1']);
    expect(stream.kinds()).toEqual(['welcome', 'changes', 'caught-up', 'changes', 'caught-up']);
  });

  test('two addresses of one person are both answered, in different messages', () => {
    const stream = new ScriptedTenant()
      .open()
      .hello()
      .watch(1, { add: ['a@example.com', '+1555a'] });
    expect(stream.of('changes').map(({ items }) => items.map(({ requestedAddress }) => requestedAddress))).toEqual([
      ['a@example.com'],
      ['+1555a'],
    ]);
    expect(stream.of('caught-up')[0]?.watchedCount).toBe(1);
  });

  test('kept persons are sent only if they changed or are known no more; caught_up says resumed', () => {
    const tenant = new ScriptedTenant(['a', 'b', 'c', 'd']);
    for (const name of ['a', 'b', 'c', 'd']) {
      tenant.log.put(name, presenceOf('Available'));
    }
    const first = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b', 'c'] });
    const token = first.lastToken();
    first.session.input({ kind: 'cancelled' }, 0);
    tenant.log.put('b', presenceOf('Busy'));
    tenant.directory.remove('c');
    const second = tenant
      .open()
      .hello({ token })
      .watch(1, { keep: ['a', 'b', 'c'], add: ['d'] });
    expect(second.told().sort()).toEqual(['b=Busy@5', 'c!person_unknown', 'd=Available@4']);
    expect(second.of('caught-up')[0]).toMatchObject({ resumed: true, watchedCount: 3 });
    tenant.log.put('a', presenceOf('Away'));
    expect(second.told().at(-1)).toBe('a=Away@6');
  });

  test('a large snapshot goes in messages of at most 256', () => {
    const stream = new ScriptedTenant(names(1000))
      .open()
      .hello()
      .watch(1, { add: names(1000) });
    expect(stream.of('changes').map(({ items }) => items.length)).toEqual([256, 256, 256, 232]);
    expect(new Set(stream.items().map((item) => item.personId)).size).toBe(1000);
    expect(stream.kinds().at(-1)).toBe('caught-up');
  });
});

test('promise 4: after the caught_up of a removal, that person does not appear again until added again', () => {
  const tenant = new ScriptedTenant();
  const stream = tenant
    .open()
    .hello()
    .watch(1, { add: ['a', 'b', 'c'] });
  tenant.log.put('a', presenceOf('Busy'));
  stream.freeze();
  tenant.log.put('b', presenceOf('Busy'));
  tenant.log.put('a', presenceOf('Away'));
  stream.watch(2, { remove: ['a', 'c'] });
  stream.thaw();
  const after = stream.responses.findLastIndex(({ kind }) => kind === 'caught-up');
  tenant.log.put('a', presenceOf('Offline'));
  tenant.log.put('c', presenceOf('Offline'));
  stream.pass(1_000);
  const later = stream.responses
    .slice(after)
    .flatMap((response) => (response.kind === 'changes' ? response.items.map(({ personId: id }) => id) : []));
  expect(later).not.toContain('a');
  expect(later).not.toContain('c');
  stream.watch(3, { add: ['a'] });
  expect(stream.told().at(-1)).toBe('a=Offline@4');
});

test('promise 5: per person, revisions rise strictly within an epoch', () => {
  const tenant = new ScriptedTenant(names(20));
  const stream = tenant
    .open({ maxItemsPerMessage: 3 })
    .hello({ interval: 10 })
    .watch(1, { add: names(20) });
  let seed = 7;
  for (let round = 0; round < 2_000; round += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    tenant.log.put(`p${seed % 20}`, presenceOf(`Activity${round}`));
    if (seed % 11 === 0) {
      stream.freeze();
    } else if (seed % 7 === 0) {
      stream.thaw();
    }
    stream.pass(seed % 5);
  }
  stream.thaw();
  stream.pass(100);
  const last = new Map<string, number>();
  for (const { personId: id, revision } of stream.items().slice(20)) {
    expect(revision).toBeGreaterThan(last.get(String(id)) ?? 0);
    last.set(String(id), revision);
  }
  for (const name of names(20)) {
    expect(last.get(name)).toBe(tenant.log.read(personId(name))?.revision);
  }
});

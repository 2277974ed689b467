/**
 * The end of promise 8 of proto/presence/v1/subscription.proto: what happens to a stream when its client may see more or
 * less than before. On the state machine, the outbox, the fan-out and the writer, without sockets or timers.
 */
import { personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { names, type ScriptedStream, ScriptedTenant } from '../testing/scripted-stream.ts';
import { readResumeToken } from './resume-token.ts';

const noted = (text: string) => ({ ...presenceOf('Busy'), note: { text, until: null } });

function tenantWithNotes(people: readonly string[] = ['a', 'b', 'c']): ScriptedTenant {
  const tenant = new ScriptedTenant(people);
  for (const name of people) {
    tenant.log.put(name, noted(`of ${name}`));
  }
  return tenant;
}

const wireText = (stream: ScriptedStream): string => JSON.stringify(stream.wire);

describe('a mask becomes another while a stream is open', () => {
  test('narrower: reset, everybody watched anew without what is hidden, and a caught_up that no watch asked for', () => {
    const tenant = tenantWithNotes();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b@example.com'] });
    expect(stream.seen('a')?.note?.text).toBe('of a');
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    expect(stream.kinds()).toEqual(['reset', 'changes', 'caught-up']);
    expect(stream.of('reset')[0]?.reason).toBe('mask_changed');
    expect(stream.told()).toEqual(['a=Busy@1', 'b=Busy@2']);
    expect(stream.of('caught-up')[0]).toMatchObject({ requestId: 0, watchedCount: 2, resumed: false });
    expect(stream.seen('a')).toMatchObject({ note: null, activity: 'Busy' });
    expect(stream.seen('a')?.hiddenFields).toContain('note');
    expect(wireText(stream)).not.toContain('of a');
  });

  test('wider: the same, with what may be seen now', () => {
    const tenant = tenantWithNotes();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] });
    expect(stream.seen('a')?.note).toBeNull();
    tenant.settings.setPrivacy({ preset: 'open' });
    expect(stream.seen('a')).toMatchObject({ note: { text: 'of a' }, hiddenFields: [] });
    expect(stream.kinds().slice(-3)).toEqual(['reset', 'changes', 'caught-up']);
  });

  test('only streams whose roles are concerned hear of it, and what changes nothing is no reset', () => {
    const tenant = tenantWithNotes();
    const board = tenant
      .open({}, ['watcher'])
      .hello()
      .watch(1, { add: ['a'] });
    const desk = tenant
      .open({}, ['watcher', 'attendant'])
      .hello()
      .watch(1, { add: ['a'] });
    tenant.settings.setPrivacy({ masks: { watcher: ['availability'] } });
    tenant.settings.setPrivacy({ masks: { watcher: ['availability'], auditor: ['line'] } });
    expect(board.of('reset')).toHaveLength(1);
    expect(desk.of('reset')).toHaveLength(0);
    expect(desk.seen('a')?.note?.text).toBe('of a');
  });

  test('before hello and before the first watch nothing has to be taken back', () => {
    const tenant = tenantWithNotes();
    const stream = tenant.open();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.hello();
    tenant.settings.setPrivacy({ preset: 'open' });
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.watch(1, { add: ['a'] });
    expect(stream.kinds()).toEqual(['welcome', 'changes', 'caught-up']);
    expect(stream.seen('a')?.note).toBeNull();
  });

  test('an address that nobody has is told again', () => {
    const tenant = tenantWithNotes();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'nobody@example.com'] });
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    expect(stream.items().map(({ requestedAddress, outcome }) => [requestedAddress, outcome.kind])).toEqual([
      [null, 'presence'],
      ['nobody@example.com', 'problem'],
    ]);
    expect(stream.of('caught-up')[0]?.watchedCount).toBe(1);
  });

  test('who was removed does not come again', () => {
    const tenant = tenantWithNotes();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] })
      .watch(2, { remove: ['a'] });
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    expect(stream.told()).toEqual(['b=Busy@2']);
  });

  test('a stream that has ended is left alone', () => {
    const tenant = tenantWithNotes();
    const stream = tenant.open().hello();
    stream.session.input({ kind: 'half-closed' }, 0);
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    expect(stream.responses).toEqual([]);
    expect(tenant.settings.listenerCount).toBe(0);
  });
});

describe('nothing leaves under the mask before', () => {
  test('what a slow reader has not taken is narrowed in the queue', () => {
    const people = names(600);
    const tenant = tenantWithNotes(people);
    const stream = tenant.open({ stallLimitMs: 1e9 }).hello();
    stream.freeze();
    stream.watch(1, { add: people });
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.thaw();
    expect(wireText(stream)).not.toContain('of p');
    expect(stream.seen('p599')).toMatchObject({ note: null, activity: 'Busy' });
  });

  test('the answer to a watch that was under way is the end of the new snapshot, and no second one follows', () => {
    const people = names(600);
    const tenant = tenantWithNotes(people);
    const stream = tenant.open({ stallLimitMs: 1e9 }).hello();
    stream.freeze();
    stream.watch(7, { add: [...people, 'nobody@example.com'] });
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    tenant.settings.setPrivacy({ preset: 'open' });
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.thaw();
    expect(stream.of('reset')).toHaveLength(1);
    expect(stream.of('caught-up')).toMatchObject([{ requestId: 7, watchedCount: 600, resumed: false }]);
    expect(new Set(stream.told()).size).toBe(601);
  });

  test('a token in the queue says nothing of what was sent otherwise', () => {
    const tenant = tenantWithNotes();
    const stream = tenant
      .open({ stallLimitMs: 1e9 })
      .hello()
      .watch(1, { add: ['a'] });
    stream.pass(1_000);
    stream.freeze();
    tenant.log.put('a', noted('later'));
    stream.forget();
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.thaw();
    const first = stream.wire.find((response) => response.kind === 'changes');
    expect(first).toMatchObject({ resumeToken: null, items: [{ revision: 4 }] });
  });
});

describe('a token resumes under its own mask only', () => {
  test('after a change meanwhile: reset and a full snapshot', () => {
    const tenant = tenantWithNotes();
    const first = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    const token = first.lastToken();
    first.session.input({ kind: 'cancelled' }, 0);
    tenant.settings.setPrivacy({ preset: 'works-council' });
    const second = tenant
      .open()
      .hello({ token })
      .watch(1, { keep: ['a', 'b'] });
    expect(second.kinds()).toEqual(['welcome', 'reset', 'changes', 'caught-up']);
    expect(second.of('reset')[0]?.reason).toBe('token_other_mask');
    expect(second.of('caught-up')[0]?.resumed).toBe(false);
    expect(second.told()).toEqual(['a=Busy@1', 'b=Busy@2']);
    expect(wireText(second)).not.toContain('of a');
  });

  test('a change between hello and the first watch takes the resumption back', () => {
    const tenant = tenantWithNotes();
    const token = tenant
      .open()
      .hello()
      .watch(1, { add: ['a'] })
      .lastToken();
    const stream = tenant.open().hello({ token });
    tenant.settings.setPrivacy({ preset: 'works-council' });
    stream.watch(1, { keep: ['a'] });
    expect(stream.kinds()).toEqual(['welcome', 'reset', 'changes', 'caught-up']);
    expect(stream.told()).toEqual(['a=Busy@1']);
    expect(stream.of('caught-up')[0]?.resumed).toBe(false);
  });

  test('the token after the new snapshot resumes under the new mask', () => {
    const tenant = tenantWithNotes();
    const stream = tenant
      .open()
      .hello()
      .watch(1, { add: ['a', 'b'] });
    tenant.settings.setPrivacy({ preset: 'works-council' });
    const token = stream.lastToken();
    expect(readResumeToken(token)?.mask).toBe(tenant.privacy.maskOf(['watcher']).bits);
    tenant.log.put('b', noted('again'));
    const resumed = tenant
      .open()
      .hello({ token })
      .watch(1, { keep: ['a', 'b'] });
    expect(resumed.kinds()).toEqual(['welcome', 'changes', 'caught-up']);
    expect(resumed.told()).toEqual(['b=Busy@4']);
  });
});

test('random runs: nothing leaves under a mask that is not in force, and the last state is the masked one of the log', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    randomRun(seed);
  }
});

function randomRun(seed: number): void {
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const tenant = tenantWithNotes(names(6));
  const stream = tenant
    .open({ maxItemsPerMessage: 2, stallLimitMs: 1e9 })
    .hello({ interval: 1 })
    .watch(1, { add: names(6) });
  let hidden = false;
  for (let step = 0; step < 60; step += 1) {
    stream.wire.length = 0;
    switch (random(5)) {
      case 0:
        hidden = !hidden;
        tenant.settings.setPrivacy({ preset: hidden ? 'works-council' : 'open' });
        break;
      case 1:
        stream.freeze();
        break;
      case 2:
        stream.thaw();
        break;
      default:
        tenant.log.put(`p${random(6)}`, noted(`s${step}`));
    }
    stream.pass(random(3));
    if (hidden) {
      expect(wireText(stream), `seed ${seed}, step ${step}`).not.toMatch(/"text"/);
    }
  }
  stream.wire.length = 0;
  stream.thaw();
  tenant.settings.setPrivacy({ preset: hidden ? 'open' : 'works-council' });
  stream.pass(1_000);
  for (const name of names(6)) {
    const note = tenant.log.read(personId(name))?.presence.note ?? null;
    expect(stream.seen(name)?.note, `seed ${seed}, ${name}`).toEqual(hidden ? note : null);
  }
}

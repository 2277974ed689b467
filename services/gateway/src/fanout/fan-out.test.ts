import { personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { FakeDirectory } from '../../../../test/fakes/fake-directory.ts';
import { MemoryLog, presenceOf } from '../../../../test/fakes/memory-presence-log.ts';
import { FanOut } from './fan-out.ts';

const A = personId('a');
const B = personId('b');
const STRANGER = personId('x');

function setUp() {
  const log = new MemoryLog();
  const directory = new FakeDirectory(['a', 'b']);
  const watched: string[] = [];
  const deferred: (() => void)[] = [];
  const fanOut = new FanOut({
    log,
    directory,
    setWatched: (id, on) => watched.push(`${on ? '+' : '-'}${id}`),
    defer: (action) => deferred.push(action),
  });
  const settle = (): void => {
    for (const action of deferred.splice(0)) {
      action();
    }
  };
  return { log, directory, watched, fanOut, settle };
}

describe('FanOut', () => {
  test('tells the core of a first and a last watcher only, and of nobody who is not known', () => {
    const { fanOut, watched } = setUp();
    const [one, two] = [fanOut.join(() => undefined), fanOut.join(() => undefined)];
    one.watch(A);
    one.watch(A);
    two.watch(A);
    two.watch(STRANGER);
    one.unwatch(A);
    expect(watched).toEqual(['+a']);
    two.unwatch(A);
    expect(watched).toEqual(['+a', '-a']);
  });

  test('tells the core of the last watcher of somebody who has left: the roster must not go on asking for them', () => {
    const { fanOut, directory, watched } = setUp();
    const one = fanOut.join(() => undefined);
    one.watch(A);
    directory.remove('a');
    one.unwatch(A);
    expect(watched.filter((told) => told.endsWith('a'))).toEqual(['+a', '-a']);
  });

  test('rings once for a burst, and only those who watch somebody of it', () => {
    const { fanOut, log, settle } = setUp();
    const rung: string[] = [];
    const one = fanOut.join(() => rung.push('one'));
    const two = fanOut.join(() => rung.push('two'));
    one.watch(A);
    two.watch(B);
    for (let round = 0; round < 10; round += 1) {
      log.put('a', presenceOf(`${round}`));
    }
    expect(rung).toEqual([]);
    settle();
    expect(rung).toEqual(['one']);
    expect(one.takeMarked()).toEqual([A]);
    expect(two.dirtyCount).toBe(0);
  });

  test('the watermark is one less than the first mark that still stands, and never falls', () => {
    const { fanOut, log } = setUp();
    const member = fanOut.join(() => undefined);
    member.watch(A);
    member.watch(B);
    log.put('b', presenceOf('1'));
    log.put('a', presenceOf('2'));
    log.put('b', presenceOf('3'));
    expect(member.watermark).toBe(0);
    member.take(B);
    expect(member.watermark).toBe(1);
    log.put('b', presenceOf('4'));
    expect(member.watermark).toBe(1);
    member.take(A);
    expect(member.watermark).toBe(3);
    member.take(B);
    expect(member.watermark).toBe(4);
  });

  test('what is read is the last state, whatever the number of changes; a person not in the log is pending', () => {
    const { fanOut, log } = setUp();
    log.put('a', presenceOf('1'));
    log.put('a', presenceOf('2'));
    expect(fanOut.read(A)).toMatchObject({ kind: 'presence', logged: { revision: 2, presence: { activity: '2' } } });
    expect(fanOut.read(B)).toMatchObject({
      logged: { revision: 0, presence: { freshness: 'pending', tone: 'unknown' } },
    });
    expect(fanOut.read(STRANGER)).toMatchObject({ kind: 'problem', problem: { reason: 'person_unknown' } });
  });

  test('somebody who joins or leaves the directory is dirty, though no revision says so', () => {
    const { fanOut, directory, watched } = setUp();
    const member = fanOut.join(() => undefined);
    member.watch(A);
    member.watch(STRANGER);
    directory.remove('a');
    directory.add('x');
    expect(member.takeMarked()).toEqual([A, STRANGER]);
    expect(watched).toEqual(['+a', '+x']);
    expect(member.watermark).toBe(0);
  });

  test('a member that leaves leaves nothing behind and hears nothing more; stop ends listening', () => {
    const { fanOut, log, directory, settle, watched } = setUp();
    let rung = 0;
    const member = fanOut.join(() => {
      rung += 1;
    });
    member.watch(A);
    member.watch(B);
    log.put('a', presenceOf('1'));
    member.leave();
    member.leave();
    settle();
    log.put('b', presenceOf('2'));
    settle();
    member.watch(A);
    expect([rung, member.dirtyCount, member.watchedCount]).toEqual([0, 0, 0]);
    expect(fanOut.size).toEqual({ people: 0, members: 0 });
    expect(watched).toEqual(['+a', '+b', '-a', '-b']);
    fanOut.stop();
    expect([log.listenerCount, directory.listenerCount]).toEqual([0, 0]);
  });
});

import { leaseId, sourceId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { type Contender, type ElectionInput, type ElectionStep, NOBODY, stepElection } from './source-election.ts';

const L1 = leaseId('lease-1');
const L2 = leaseId('lease-2');
const L3 = leaseId('lease-3');

function contender(streamId: number, source: string, instanceId = 'first'): Contender {
  return { streamId, sourceId: sourceId(source), instanceId };
}

function join(
  who: Contender,
  newLease = L1,
  more: { readonly previousLease?: typeof L1; readonly takeOver?: boolean; readonly acceptedThrough?: number } = {},
): ElectionInput {
  return { kind: 'join', contender: who, previousLease: null, takeOver: false, acceptedThrough: -1, newLease, ...more };
}

/** Runs the inputs; the effects are those of the last. */
function run(...inputs: readonly ElectionInput[]): ElectionStep {
  return inputs.reduce<ElectionStep>((step, input) => stepElection(step.state, input), { state: NOBODY, effects: [] });
}

const a = contender(1, 'a');
const b = contender(2, 'b');
const c = contender(3, 'c');
const granted = (streamId: number, lease = L2) => ({
  kind: 'grant',
  streamId,
  lease,
  continued: false,
  acceptedThrough: -1,
});

describe('join', () => {
  it('grants the first', () => {
    expect(run(join(a)).effects).toEqual([granted(1, L1)]);
  });

  it('lets the next stand by', () => {
    const { state, effects } = run(join(a), join(b, L2));
    expect(effects).toEqual([{ kind: 'stand-by', streamId: 2, activeSourceId: 'a' }]);
    expect(state.standbys).toEqual([b]);
  });

  it('lets the next stand by also while the holder is lost', () => {
    const { effects } = run(join(a), { kind: 'depart', streamId: 1, acceptedThrough: 4 }, join(b, L2));
    expect(effects).toEqual([{ kind: 'stand-by', streamId: 2, activeSourceId: 'a' }]);
  });

  it('that takes over supersedes the holder, who stands by', () => {
    const { state, effects } = run(join(a), join(b, L2, { takeOver: true }));
    expect(effects).toEqual([{ kind: 'supersede', streamId: 1, bySourceId: 'b' }, granted(2)]);
    expect(state).toMatchObject({ holder: { sourceId: 'b', lease: L2 }, standbys: [a] });
  });

  it('that takes over from a lost holder tells nobody', () => {
    const lost: ElectionInput = { kind: 'depart', streamId: 1, acceptedThrough: 4 };
    expect(run(join(a), lost, join(b, L2, { takeOver: true })).effects).toEqual([granted(2)]);
  });

  it('of a new instance of the holder supersedes it', () => {
    const { effects } = run(join(a), join(contender(2, 'a', 'second'), L2));
    expect(effects).toEqual([{ kind: 'supersede', streamId: 1, bySourceId: 'a' }, granted(2)]);
  });

  it('of the same instance with its lease continues it, from what was accepted', () => {
    const lost: ElectionInput = { kind: 'depart', streamId: 1, acceptedThrough: 4 };
    const { state, effects } = run(join(a), lost, join(contender(2, 'a'), L2, { previousLease: L1 }));
    expect(effects).toEqual([{ kind: 'grant', streamId: 2, lease: L1, continued: true, acceptedThrough: 4 }]);
    expect(state.holder).toMatchObject({ streamId: 2, lease: L1 });
  });

  it('of the same instance beside its old stream replaces that', () => {
    const again = join(contender(2, 'a'), L2, { previousLease: L1, acceptedThrough: 7 });
    expect(run(join(a), again).effects).toEqual([
      { kind: 'replace', streamId: 1 },
      { kind: 'grant', streamId: 2, lease: L1, continued: true, acceptedThrough: 7 },
    ]);
  });

  it('of the same instance without its lease begins a new one', () => {
    expect(run(join(a), join(contender(2, 'a'), L2)).effects).toEqual([{ kind: 'replace', streamId: 1 }, granted(2)]);
  });

  it('of the same instance that stands by already replaces that stream', () => {
    const { state, effects } = run(join(a), join(b), join(contender(3, 'b')));
    expect(effects[0]).toEqual({ kind: 'replace', streamId: 2 });
    expect(state.standbys.map(({ streamId }) => streamId)).toEqual([3]);
  });

  it("with another source's lease is refused and changes nothing", () => {
    const before = run(join(a));
    const { state, effects } = stepElection(before.state, join(b, L2, { previousLease: L1, takeOver: true }));
    expect(effects).toEqual([{ kind: 'refuse-lease', streamId: 2 }]);
    expect(state).toBe(before.state);
  });

  it('after a leaving with handover is granted, whoever it is', () => {
    const leave: ElectionInput = { kind: 'leave', streamId: 1, handover: true, newLease: L2 };
    expect(run(join(a), leave, join(b, L3)).effects).toEqual([granted(2, L3)]);
  });
});

describe('leave', () => {
  it.each([true, false])('promotes the one that waited longest (handover %s)', (handover) => {
    const { state, effects } = run(join(a), join(b), join(c), { kind: 'leave', streamId: 1, handover, newLease: L2 });
    expect(effects).toEqual([granted(2)]);
    expect(state.standbys).toEqual([c]);
  });

  it('without handover and without a successor leaves nobody', () => {
    expect(run(join(a), { kind: 'leave', streamId: 1, handover: false, newLease: L2 }).state).toEqual(NOBODY);
  });

  it('of one that does not hold the lease changes nothing', () => {
    const before = run(join(a), join(b));
    expect(stepElection(before.state, { kind: 'leave', streamId: 2, handover: false, newLease: L2 }).state).toBe(
      before.state,
    );
  });
});

describe('lapse', () => {
  it('promotes the one that waited longest, tells the silent one, and lets it stand by last', () => {
    const { state, effects } = run(join(a), join(b), join(c), { kind: 'lapse', newLease: L2 });
    expect(effects).toEqual([{ kind: 'supersede', streamId: 1, bySourceId: 'b' }, granted(2)]);
    expect(state.standbys).toEqual([c, a]);
  });

  it('without a successor waits for the silent one to speak', () => {
    const lapsed = run(join(a), { kind: 'lapse', newLease: L2 });
    expect(lapsed.effects).toEqual([{ kind: 'lapsed', streamId: 1 }]);
    expect(lapsed.state).toEqual({ holder: null, standbys: [a] });
    expect(stepElection(lapsed.state, { kind: 'speak', streamId: 1, newLease: L3 }).effects).toEqual([granted(1, L3)]);
  });

  it('of a lost holder without a successor leaves nobody', () => {
    const lost: ElectionInput = { kind: 'depart', streamId: 1, acceptedThrough: -1 };
    expect(run(join(a), lost, { kind: 'lapse', newLease: L2 })).toEqual({ state: NOBODY, effects: [] });
  });

  it('without a holder is nothing', () => {
    expect(run({ kind: 'lapse', newLease: L1 })).toEqual({ state: NOBODY, effects: [] });
  });
});

describe('speak and depart', () => {
  it('speaking while another holds the lease changes nothing', () => {
    expect(run(join(a), join(b), { kind: 'speak', streamId: 2, newLease: L2 }).effects).toEqual([]);
  });

  it('a lost holder keeps the lease and what was accepted', () => {
    const { state } = run(join(a), { kind: 'depart', streamId: 1, acceptedThrough: 9 });
    expect(state.holder).toMatchObject({ lease: L1, streamId: null, acceptedThrough: 9 });
  });

  it('one that stood by is forgotten', () => {
    expect(run(join(a), join(b), { kind: 'depart', streamId: 2, acceptedThrough: -1 }).state.standbys).toEqual([]);
  });
});

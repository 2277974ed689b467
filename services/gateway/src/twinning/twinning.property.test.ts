import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BothSeen, type CallInterval, type CallsState, NO_CALLS, type Seen, stepCalls } from './call-intervals.ts';
import { callsAgree } from './calls-agree.ts';

const SETTINGS = { calls: 3, toleranceSeconds: 10 };
const KEPT = 8;
const options = { numRuns: 1_000, seed: 20_261_121 };

/** What both sides show from an instant on. Wall time in ms. */
interface Look {
  readonly at: number;
  readonly seen: BothSeen;
}

function run(looks: readonly Look[]): CallsState {
  let state = NO_CALLS;
  for (const { at, seen } of looks) {
    state = stepCalls(state, seen, at, KEPT);
  }
  return state;
}

const plain = (live: boolean): Seen => ({ kind: live ? 'live' : 'idle', since: null });

/** Every instant at which one of the calls begins or ends, and what is shown then. */
function looksAt(calls: readonly CallInterval[]): readonly Look[] {
  const times = [...new Set([-1, ...calls.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const live = (side: CallInterval['side'], at: number) =>
    calls.some((call) => call.side === side && call.from <= at && at < call.to);
  return times.map((at) => ({ at, seen: { pbx: plain(live('pbx', at)), teams: plain(live('teams', at)) } }));
}

/** Calls far enough apart to be told from each other, each seen twice, a little askew. */
const twins = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 60_000, max: 600_000 }),
      length: fc.integer({ min: 25_000, max: 600_000 }),
      begins: fc.integer({ min: -10_000, max: 10_000 }),
      ends: fc.integer({ min: -10_000, max: 10_000 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((all) => {
    let at = 0;
    return all.flatMap(({ gap, length, begins, ends }): CallInterval[] => {
      const from = at + gap;
      const to = from + length;
      at = to;
      return [
        { side: 'pbx', from, to },
        { side: 'teams', from: from + begins, to: to + ends },
      ];
    });
  });

test('calls that are seen twice agree from the third on', () => {
  fc.assert(
    fc.property(twins, (calls) => {
      const { calls: seen } = run(looksAt(calls));
      expect(seen).toHaveLength(Math.min(calls.length, KEPT));
      expect(callsAgree(seen, SETTINGS)).toBe(calls.length / 2 >= SETTINGS.calls);
    }),
    options,
  );
});

test('one call without its twin among the latest is enough to disagree', () => {
  fc.assert(
    fc.property(twins, fc.nat(), fc.constantFrom('pbx', 'teams'), (calls, which, side) => {
      const latest = calls.slice(-KEPT);
      const alone = latest.filter((call) => call.side === side)[which % (latest.length / 2)];
      const left = calls.filter((call) => call.side !== side || call !== alone);
      expect(callsAgree(run(looksAt(left)).calls, SETTINGS)).toBe(false);
    }),
    options,
  );
});

test('a call that one side could not be seen for is compared with nothing', () => {
  const unseen = fc.constantFrom('pbx', 'teams');
  fc.assert(
    fc.property(twins, fc.nat(), unseen, fc.integer({ min: 0, max: 1_000 }), (calls, which, side, part) => {
      // Out of sight for an instant in the middle of one call.
      const index = which % (calls.length / 2);
      const [line, team] = [calls[2 * index], calls[2 * index + 1]];
      if (line === undefined || team === undefined) {
        return;
      }
      const from = Math.max(line.from, team.from);
      const to = Math.min(line.to, team.to);
      const at = from + Math.floor(((to - from - 2) * part) / 1_000);
      const looks = [...looksAt(calls)];
      const hidden: Look = {
        at,
        seen: { pbx: plain(true), teams: plain(true), [side]: { kind: 'unseen' } },
      };
      const back: Look = { at: at + 1, seen: { pbx: plain(true), teams: plain(true) } };
      const all = [...looks, hidden, back].sort((a, b) => a.at - b.at);
      const compared = run(all).calls;
      expect(compared.some((call) => call.from === line.from || call.to === team.to)).toBe(false);
    }),
    options,
  );
});

test('what is remembered is bounded, in order, and unmoved by a look that shows nothing new', () => {
  const seen: fc.Arbitrary<Seen> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('live', 'idle'),
      since: fc.option(fc.integer({ min: -100, max: 2_000 }), { nil: null }),
    }),
    fc.constant({ kind: 'unseen' } as const),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), seen, seen), { maxLength: 60 }), (steps) => {
      let at = 0;
      let state = NO_CALLS;
      for (const [later, pbx, teams] of steps) {
        at += later;
        state = stepCalls(state, { pbx, teams }, at, KEPT);
        expect(stepCalls(state, { pbx, teams }, at + 5, KEPT)).toBe(state);
        expect(state.calls.length).toBeLessThanOrEqual(KEPT);
        for (const call of state.calls) {
          expect(call.from).toBeLessThanOrEqual(call.to);
          expect(call.to).toBeLessThanOrEqual(at);
        }
      }
    }),
    options,
  );
});

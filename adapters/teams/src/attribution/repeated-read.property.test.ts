import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, UNKNOWN_PERSON } from './attribution.ts';
import type { AttributionInput, AttributionState } from './attribution-state.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';
import { repeatedRead } from './repeated-read.ts';

const PAIRS = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
] as const;
const pair = fc.constantFrom(...PAIRS);
const session = { way: 'session', pair: PAIRS[1] } as const;

type Step = (now: number) => AttributionInput;
const read = (shown: (typeof PAIRS)[number], lastsMs: number, sequence: string | null) => (now: number) =>
  ({
    kind: 'read',
    read: { begunAt: now - lastsMs, endedAt: now, seenAt: now, pair: shown, sequenceNumber: sequence },
  }) as const;
const others: readonly Step[] = [
  () => ({ kind: 'wanted', wanted: { kind: 'session', pair: PAIRS[1] } }),
  () => ({ kind: 'wanted', wanted: { kind: 'nothing' } }),
  () => ({ kind: 'start' }),
  () => ({ kind: 'tick' }),
  () => ({ kind: 'set-sent', ...session }),
  (now) => ({ kind: 'set-answered', ...session, sentAt: now - 100, outcome: 'accepted' }),
  () => ({ kind: 'clear-sent', way: 'session' }),
  () => ({ kind: 'clear-answered', way: 'session', outcome: 'cleared' }),
];
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(pair, fc.nat(1500), fc.constantFrom('A1', 'A2', null)).map((all) => read(...all)) },
  { weight: 4, arbitrary: fc.constantFrom(...others) },
);

test('a repeated read is judged as the whole machine judges it, and there are such', () => {
  let repeated = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.constantFrom(0, 200, 700, 5000, 400_000)), { maxLength: 30 }), (steps) => {
      let state: AttributionState = UNKNOWN_PERSON;
      let now = 10_000;
      for (const [make, passes] of steps) {
        now += passes;
        const input = make(now);
        const judged = attribute(state, input, now, DEFAULT_ATTRIBUTION_TIMING);
        const short = input.kind === 'read' ? repeatedRead(state, input.read) : null;
        if (short !== null) {
          repeated += 1;
          expect({ state: short, effects: [] }).toEqual(judged);
        }
        state = judged.state;
      }
    }),
    { numRuns: 2000 },
  );
  expect(repeated).toBeGreaterThan(100);
});

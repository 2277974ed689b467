/** The model's write order does what the adapter's queue does, whatever is asked of it. */
import type { PresencePair } from '@lamplight/domain';
import type { Random } from '@lamplight/runtime';
import { type AttributionState, WriteQueue } from '@lamplight/teams-adapter/decisions';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answered, dueAt, intended, type QueueEntry, type QueueTimes, taken, type WriteEnd } from './write-order.ts';

const PAIRS = [
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
] as const satisfies readonly PresencePair[];
const OPTIONS = { leaseMs: 300_000, landingMs: 10_000 };
/** Without jitter at renewals, and with the most of it at pauses: the queue draws both by the same number. */
const RANDOM: Random = { next: () => 1, uuid: () => '', bytes: () => new Uint8Array() };
const TIMES: QueueTimes = {
  renewAfterMs: 150_000,
  landingMs: OPTIONS.landingMs,
  pausesMs: [1_200, 2_400, 6_000, 18_000, 72_000],
};

type Step =
  | { readonly kind: 'intend'; readonly intention: AttributionState['intention'] }
  | { readonly kind: 'next' }
  | { readonly kind: 'answer'; readonly end: WriteEnd }
  | { readonly kind: 'wait'; readonly ms: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('intend' as const),
      intention: fc.oneof(
        fc.constantFrom(...PAIRS).map((pair) => ({ kind: 'keep', way: 'session', pair }) as const),
        fc.constantFrom(
          { kind: 'clear', way: 'session', restore: null } as const,
          { kind: 'rest' } as const,
          { kind: 'forget' } as const,
        ),
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'next' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      end: fc.constantFrom<WriteEnd>('done', 'failed', 'failed', 'unknown'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 1_200, 10_000, 150_000, 400_000),
    }),
  },
);

/** A clear whose answer is lost may end what is set after it, at whichever attempt: it is set once more. */
const LOST_CLEAR: Step[] = [
  { kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } },
  { kind: 'next' },
  { kind: 'answer', end: 'unknown' },
  { kind: 'intend', intention: { kind: 'keep', way: 'session', pair: PAIRS[0] } },
  { kind: 'next' },
  { kind: 'answer', end: 'failed' },
  { kind: 'wait', ms: 1_200 },
  { kind: 'next' },
  { kind: 'answer', end: 'done' },
];

test('the same writes fall due at the same times', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 60 }), (steps) => {
      const queue = new WriteQueue(OPTIONS, RANDOM);
      let entry: QueueEntry | null = null;
      let now = 0;
      let intention = '';
      for (const step of [...steps, { kind: 'next' } as const]) {
        switch (step.kind) {
          case 'wait':
            now += step.ms;
            break;
          case 'intend':
            // Attribution tells of changes only; the queue forgets a clear that is done, the model may still know it.
            if (JSON.stringify(step.intention) !== intention) {
              intention = JSON.stringify(step.intention);
              queue.intend('p', step.intention, now);
              entry = intended(entry, step.intention);
            }
            break;
          case 'answer':
            queue.answered('p', outcomeOf(step.end), now);
            entry = entry === null ? null : answered(entry, step.end, now, TIMES);
            break;
          case 'next': {
            const next: ReturnType<typeof taken> = entry === null || dueAt(entry) > now ? null : taken(entry);
            expect(next?.write).toEqual(queue.next(now)?.write);
            entry = next?.entry ?? entry;
          }
        }
        expect(Math.max(dueAt(entry), now)).toBe(Math.max(queue.wakeAt() ?? Infinity, now));
      }
    }),
    { numRuns: 3_000, examples: [[LOST_CLEAR]] },
  );
});

function outcomeOf(end: WriteEnd) {
  return end === 'done'
    ? ({ kind: 'done' } as const)
    : ({ kind: 'failed', retry: { kind: 'later' }, applied: end === 'failed' ? 'no' : 'maybe' } as const);
}

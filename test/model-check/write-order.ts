/**
 * The Teams adapter's write queue as it is for one person, as a function of its state: the queue itself keeps its
 * entries to itself. `write-order.property.test.ts` holds the two together.
 */
import { type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionState, OwnWrite, Write } from '@lamplight/teams-adapter/decisions';

type Intention = AttributionState['intention'];

export interface QueueEntry {
  readonly intention: Intention;
  readonly underWay: Write | null;
  readonly held: (OwnWrite & { readonly renewAt: number }) | null;
  readonly cleared: boolean;
  readonly notBefore: number;
  readonly failures: number;
  /** 0: no clear is without an answer. */
  readonly clearMayLandUntil: number;
}

export interface QueueTimes {
  readonly renewAfterMs: number;
  readonly landingMs: number;
  /** The last one repeats. */
  readonly pausesMs: readonly number[];
}

export type WriteEnd = 'done' | 'failed' | 'unknown';

export function intended(entry: QueueEntry | null, intention: Intention): QueueEntry | null {
  if (entry === null) {
    return isIdle(intention)
      ? null
      : { intention, underWay: null, held: null, cleared: false, notBefore: 0, failures: 0, clearMayLandUntil: 0 };
  }
  return sameIntention(entry.intention, intention)
    ? entry
    : withoutIdle({
        ...entry,
        intention,
        held: intention.kind === 'forget' ? null : entry.held,
        cleared: false,
        notBefore: 0,
        failures: 0,
      });
}

/** When the next write is due; Infinity: none. */
export function dueAt(entry: QueueEntry | null): number {
  if (entry === null || entry.underWay !== null) {
    return Infinity;
  }
  const { intention, held, notBefore } = entry;
  switch (intention.kind) {
    case 'rest':
    case 'forget':
      return Infinity;
    case 'clear':
      return entry.cleared ? Infinity : notBefore;
    case 'keep':
      return held !== null && sameWrite(held, intention) ? Math.max(notBefore, held.renewAt) : notBefore;
  }
}

/** The write that is due, which is then under way; null: the entry wants none. */
export function taken(entry: QueueEntry): { readonly entry: QueueEntry; readonly write: Write } | null {
  switch (entry.intention.kind) {
    case 'rest':
    case 'forget':
      return null;
    case 'clear':
      return { write: entry.intention, entry: { ...entry, underWay: entry.intention, held: null } };
    case 'keep': {
      const { way, pair } = entry.intention;
      const write: Write = { kind: 'set', way, pair };
      return { write, entry: { ...entry, underWay: write } };
    }
  }
}

export function answered(entry: QueueEntry, end: WriteEnd, now: number, times: QueueTimes): QueueEntry | null {
  const { underWay: write } = entry;
  if (write === null) {
    return entry;
  }
  const idle: QueueEntry = { ...entry, underWay: null };
  if (end !== 'done') {
    const pause = times.pausesMs[Math.min(entry.failures, times.pausesMs.length - 1)] ?? 0;
    return withoutIdle({
      ...idle,
      failures: entry.failures + 1,
      notBefore: now + pause,
      clearMayLandUntil: write.kind === 'clear' && end === 'unknown' ? now + times.landingMs : entry.clearMayLandUntil,
    });
  }
  const done = { ...idle, failures: 0, notBefore: 0 };
  if (write.kind === 'clear') {
    return withoutIdle({ ...done, held: null, cleared: entry.intention.kind === 'clear' });
  }
  const renewAt = now + times.renewAfterMs;
  const again = entry.clearMayLandUntil > now ? Math.min(renewAt, entry.clearMayLandUntil) : renewAt;
  const held = entry.intention.kind === 'forget' ? entry.held : { way: write.way, pair: write.pair, renewAt: again };
  return withoutIdle({ ...done, held });
}

function isIdle(intention: Intention): boolean {
  return intention.kind === 'rest' || intention.kind === 'forget';
}

function withoutIdle(entry: QueueEntry): QueueEntry | null {
  const resting = isIdle(entry.intention) && entry.held === null;
  const done = entry.intention.kind === 'clear' && entry.cleared;
  return entry.underWay === null && (resting || done) && entry.clearMayLandUntil === 0 ? null : entry;
}

function sameIntention(a: Intention, b: Intention): boolean {
  switch (a.kind) {
    case 'keep':
      return b.kind === 'keep' && sameWrite(a, b);
    case 'clear':
      return b.kind === 'clear' && a.way === b.way && samePairs(a.restore, b.restore);
    case 'rest':
    case 'forget':
      return a.kind === b.kind;
  }
}

function sameWrite(a: OwnWrite, b: OwnWrite): boolean {
  return a.way === b.way && samePair(a.pair, b.pair);
}

function samePairs(a: PresencePair | null, b: PresencePair | null): boolean {
  return a === null || b === null ? a === b : samePair(a, b);
}

/**
 * What is to be written next, one person at a time. It sends nothing and reads no clock: whoever holds it passes
 * monotonic time in, asks for the next write and says how it went.
 *
 * Keyed by person, so the latest intention wins: a set that is overtaken before it was sent is never sent. One write per
 * person is under way. A session or preferred status that is to be kept is renewed at half its life, spread by jitter. Failures wait with
 * growing pauses. That one installation alone writes per tenant and client id is not enforced here: two of them would
 * clear each other's sessions, since Graph keeps one session per application and
 * person, and one preferred status per person.
 */
import type { PresencePair } from '@lamplight/domain';
import type { Random } from '@lamplight/runtime';
import type { Intention } from '../attribution/attribution-state.ts';
import { sameIntention } from '../attribution/teams-state.ts';
import { type OwnWrite, sameWrite, type Way } from '../attribution/write-window.ts';
import type { GraphRetry } from '../graph-api.ts';

export type Write =
  | ({ readonly kind: 'set' } & OwnWrite)
  /** `restore`: the pair that is set in place of a preferred status that ends; null: it is cleared. */
  | { readonly kind: 'clear'; readonly way: Way; readonly restore: PresencePair | null };

export type WriteOutcome =
  /** Also a clear of a session that does not exist. */
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly retry: GraphRetry; readonly applied: 'no' | 'maybe' };

export interface PlannedWrite {
  readonly id: string;
  readonly write: Write;
}

export interface WriteQueueOptions {
  /** Life of what is set; ms. */
  readonly leaseMs: number;
  /** How long after a clear without an answer a kept session is written once more, since the clear may land late; ms. */
  readonly landingMs: number;
}

/** Pauses between attempts for one person, in ms; the last one repeats, and is that of `slowly`. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000] as const;
const SLOW_PAUSE_MS = 60_000;

interface Entry {
  intention: Intention;
  underWay: Write | null;
  /** What was last set and accepted, and when to renew it. */
  held: (OwnWrite & { readonly renewAt: number }) | null;
  cleared: boolean;
  /** When the intention came, for the order among people. */
  since: number;
  notBefore: number;
  failures: number;
  /** A clear without an answer may still end the session until then. */
  clearMayLandUntil: number;
}

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #random: Random;
  readonly #entries = new Map<string, Entry>();

  constructor(options: WriteQueueOptions, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** How many people have a write due at `now`. */
  dueCount(now: number): number {
    let count = 0;
    for (const entry of this.#entries.values()) {
      count += dueAt(entry) <= now ? 1 : 0;
    }
    return count;
  }

  /** Replaces what is wanted for one person. */
  intend(id: string, intention: Intention, now: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      if (intention.kind === 'keep' || intention.kind === 'clear') {
        this.#entries.set(id, newEntry(intention, now));
      }
      return;
    }
    if (sameIntention(entry.intention, intention)) {
      return;
    }
    entry.intention = intention;
    entry.held = intention.kind === 'forget' ? null : entry.held;
    entry.cleared = false;
    entry.since = now;
    entry.notBefore = 0;
    entry.failures = 0;
    this.#dropIfIdle(id, entry);
  }

  /** The next write, which is then under way; undefined when none is due. New intentions come before renewals. */
  next(now: number): PlannedWrite | undefined {
    let best: { readonly id: string; readonly entry: Entry; readonly rank: number } | undefined;
    for (const [id, entry] of this.#entries) {
      if (dueAt(entry) <= now) {
        const rank = isRenewal(entry) ? Number.MAX_SAFE_INTEGER / 2 + dueAt(entry) : entry.since;
        best = best === undefined || rank < best.rank ? { id, entry, rank } : best;
      }
    }
    const write = best === undefined ? null : writeFor(best.entry.intention);
    if (best === undefined || write === null) {
      return undefined;
    }
    best.entry.underWay = write;
    if (write.kind === 'clear') {
      best.entry.held = null;
    }
    return { id: best.id, write };
  }

  /** How the write under way for `id` ended. */
  answered(id: string, outcome: WriteOutcome, now: number): void {
    const entry = this.#entries.get(id);
    const write = entry?.underWay;
    if (entry === undefined || write === undefined || write === null) {
      return;
    }
    entry.underWay = null;
    if (outcome.kind === 'done') {
      this.#succeeded(entry, write, now);
    } else {
      this.#failed(entry, write, outcome, now);
    }
    this.#dropIfIdle(id, entry);
  }

  /** When something is due next, in monotonic ms; undefined: nothing, or all is under way. */
  wakeAt(): number | undefined {
    let earliest = Infinity;
    for (const entry of this.#entries.values()) {
      earliest = Math.min(earliest, dueAt(entry));
    }
    return earliest === Infinity ? undefined : earliest;
  }

  #succeeded(entry: Entry, write: Write, now: number): void {
    entry.failures = 0;
    entry.notBefore = 0;
    if (write.kind === 'clear') {
      entry.held = null;
      entry.cleared = entry.intention.kind === 'clear';
      return;
    }
    const half = this.#options.leaseMs / 2;
    const renewAt = now + half * (0.9 + 0.1 * this.#random.next());
    const again = entry.clearMayLandUntil > now ? Math.min(renewAt, entry.clearMayLandUntil) : renewAt;
    if (entry.intention.kind !== 'forget') {
      entry.held = { way: write.way, pair: write.pair, renewAt: again };
    }
  }

  #failed(entry: Entry, write: Write, outcome: Extract<WriteOutcome, { kind: 'failed' }>, now: number): void {
    if (write.kind === 'clear' && outcome.applied === 'maybe') {
      entry.clearMayLandUntil = now + this.#options.landingMs;
    }
    const pause = PAUSES_MS[Math.min(entry.failures, PAUSES_MS.length - 1)] ?? SLOW_PAUSE_MS;
    entry.failures += 1;
    // A pause that Graph asked for holds for everybody: the budget keeps it.
    const wait = outcome.retry.kind === 'after' ? 0 : outcome.retry.kind === 'later' ? pause : SLOW_PAUSE_MS;
    entry.notBefore = now + wait * (1 + 0.2 * this.#random.next());
  }

  #dropIfIdle(id: string, entry: Entry): void {
    const idle = entry.intention.kind === 'rest' || entry.intention.kind === 'forget';
    const resting = idle && entry.held === null;
    const done = entry.intention.kind === 'clear' && entry.cleared;
    if (entry.underWay === null && (resting || done) && entry.clearMayLandUntil === 0) {
      this.#entries.delete(id);
    }
  }
}

function newEntry(intention: Intention, now: number): Entry {
  return {
    intention,
    underWay: null,
    held: null,
    cleared: false,
    since: now,
    notBefore: 0,
    failures: 0,
    clearMayLandUntil: 0,
  };
}

function writeFor(intention: Intention): Write | null {
  switch (intention.kind) {
    case 'keep':
      return { kind: 'set', way: intention.way, pair: intention.pair };
    case 'clear':
      return intention;
    case 'rest':
    case 'forget':
      return null;
  }
}

function isRenewal(entry: Entry): boolean {
  return entry.intention.kind === 'keep' && entry.held !== null && sameWrite(entry.held, entry.intention);
}

/** When the entry's next write is due; Infinity: none. */
function dueAt(entry: Entry): number {
  if (entry.underWay !== null || entry.intention.kind === 'rest' || entry.intention.kind === 'forget') {
    return Infinity;
  }
  if (entry.intention.kind === 'clear') {
    return entry.cleared ? Infinity : Math.max(entry.notBefore, entry.since);
  }
  if (entry.held !== null && sameWrite(entry.held, entry.intention)) {
    return Math.max(entry.notBefore, entry.held.renewAt);
  }
  return Math.max(entry.notBefore, entry.since);
}

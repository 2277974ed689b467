/**
 * What is to be written next, one person at a time. It sends nothing and reads no clock: whoever holds it passes
 * monotonic time in, asks for the next write and says how it went.
 *
 * Keyed by person, so the latest intention wins: a set that is overtaken before it was sent is never sent. One write per
 * person is under way. Failures wait with growing pauses. Every question costs the logarithm of how many people there
 * are. Who writes at all is decided elsewhere (`writer-rights.ts`).
 *
 * A session or preferred status that is to be kept is renewed at half its life at the latest. A first renewal falls
 * anywhere in the second half of that time, so that what began in one burst is not renewed in one; so does one that
 * follows a renewal that had to wait.
 *
 * Order: new intentions as they came, then renewals, the one that lapses first before the others. A renewal that lapses
 * within one window of the budget goes before everything: what is late in a new set is a lamp that lights a little
 * later, while a lapse shows somebody as free in mid-call and lights the lamp again after it.
 */
import type { PresencePair } from '@lamplight/domain';
import { KeyedHeap, type Random } from '@lamplight/runtime';
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
/** A renewal whose lease ends within that time goes first; ms. One window of the budget: the next may be spent. */
const URGENT_MS = 30_000;
/** Parts of half a life over which renewals are spread: those of a first write, and those of a punctual renewal. */
const FIRST_SPREAD = 0.5;
const LITTLE_SPREAD = 0.1;
/** A renewal sent later than that after it was due has waited with others; ms. */
const PUNCTUAL_MS = 1_000;

interface Entry {
  intention: Intention;
  underWay: { readonly write: Write; readonly sentAt: number } | null;
  /** What was last set and accepted, when to renew it, and when it lapses at the earliest. */
  held: (OwnWrite & { readonly renewAt: number; readonly lapsesAt: number }) | null;
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
  /** Writes that are not due yet, by when they are. */
  readonly #later = new KeyedHeap<string>();
  /** New intentions that are due, by when they came. */
  readonly #fresh = new KeyedHeap<string>();
  /** Renewals that are due, by when what stands lapses. */
  readonly #renewals = new KeyedHeap<string>();

  /** People of whom nothing is to be written, by when they are dropped. */
  readonly #idle = new KeyedHeap<string>();

  constructor(options: WriteQueueOptions, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** How many people something is kept of. */
  get size(): number {
    return this.#entries.size;
  }

  /** How many people have a write due at `now`. */
  dueCount(now: number): number {
    this.#ripen(now);
    return this.#fresh.size + this.#renewals.size;
  }

  /** Replaces what is wanted for one person. */
  intend(id: string, intention: Intention, now: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      if (intention.kind === 'keep' || intention.kind === 'clear') {
        const added = newEntry(intention, now);
        this.#entries.set(id, added);
        this.#place(id, added, now);
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
    this.#place(id, entry, now);
  }

  /** Whether something is to be written for the person, now or later. */
  wants(id: string): boolean {
    const kind = this.#entries.get(id)?.intention.kind;
    return kind === 'keep' || kind === 'clear';
  }

  /** The next write, which is then under way; undefined when none is due. */
  next(now: number): PlannedWrite | undefined {
    this.#ripen(now);
    const renewal = this.#renewals.first;
    const urgent = renewal !== undefined && renewal.rank - now <= URGENT_MS;
    const id = (urgent ? renewal : (this.#fresh.first ?? renewal))?.key;
    const entry = id === undefined ? undefined : this.#entries.get(id);
    const write = entry === undefined ? null : writeFor(entry.intention);
    if (id === undefined || entry === undefined || write === null) {
      return undefined;
    }
    entry.underWay = { write, sentAt: now };
    if (write.kind === 'clear') {
      entry.held = null;
    }
    this.#place(id, entry, now);
    return { id, write };
  }

  /** How the write under way for `id` ended. */
  answered(id: string, outcome: WriteOutcome, now: number): void {
    const entry = this.#entries.get(id);
    const underWay = entry?.underWay;
    if (entry === undefined || underWay === undefined || underWay === null) {
      return;
    }
    const { write, sentAt } = underWay;
    entry.underWay = null;
    if (outcome.kind === 'done') {
      this.#succeeded(entry, write, sentAt, now);
    } else {
      this.#failed(entry, write, outcome, now);
    }
    this.#place(id, entry, now);
  }

  /** When something is due next, in monotonic ms, in the past if it is due; undefined: nothing, or all is under way. */
  wakeAt(): number | undefined {
    return this.#fresh.size + this.#renewals.size > 0 ? -Infinity : this.#later.first?.rank;
  }

  #succeeded(entry: Entry, write: Write, sentAt: number, now: number): void {
    entry.failures = 0;
    entry.notBefore = 0;
    if (write.kind === 'clear') {
      entry.held = null;
      entry.cleared = entry.intention.kind === 'clear';
      return;
    }
    if (entry.intention.kind === 'forget') {
      return;
    }
    const renewAt = now + this.#renewAfter(entry, write, sentAt);
    const again = entry.clearMayLandUntil > now ? Math.min(renewAt, entry.clearMayLandUntil) : renewAt;
    entry.held = { way: write.way, pair: write.pair, renewAt: again, lapsesAt: sentAt + this.#options.leaseMs };
  }

  #renewAfter({ held }: Entry, write: OwnWrite, sentAt: number): number {
    const half = this.#options.leaseMs / 2;
    const punctual = held !== null && sameWrite(held, write) && sentAt <= held.renewAt + PUNCTUAL_MS;
    const spread = punctual ? LITTLE_SPREAD : FIRST_SPREAD;
    return half * (1 - spread * (1 - this.#random.next()));
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

  /** Puts the entry where its next write belongs; drops it when nothing can come of it any more. */
  #place(id: string, entry: Entry, now: number): void {
    this.#fresh.delete(id);
    this.#renewals.delete(id);
    const dueAt = dueAtOf(entry);
    if (dueAt === Infinity) {
      this.#later.delete(id);
    } else {
      this.#later.set(id, dueAt);
    }
    if (isIdle(entry)) {
      this.#idle.set(id, ofInterestUntil(entry));
    } else {
      this.#idle.delete(id);
    }
    this.#drop(now);
  }

  #drop(now: number): void {
    for (let first = this.#idle.first; first !== undefined && first.rank <= now; first = this.#idle.first) {
      this.#idle.delete(first.key);
      this.#entries.delete(first.key);
    }
  }

  /** Moves what is due by `now` to where the next one is taken from. */
  #ripen(now: number): void {
    this.#drop(now);
    for (let first = this.#later.first; first !== undefined && first.rank <= now; first = this.#later.first) {
      const id = first.key;
      this.#later.delete(id);
      const entry = this.#entries.get(id);
      const lapsesAt = entry === undefined ? null : renewalOf(entry);
      if (lapsesAt !== null) {
        this.#renewals.set(id, lapsesAt);
      } else if (entry !== undefined) {
        this.#fresh.set(id, entry.since);
      }
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

/** When what the entry renews lapses; null: its next write is no renewal. */
function renewalOf({ intention, held }: Entry): number | null {
  return intention.kind === 'keep' && held !== null && sameWrite(held, intention) ? held.lapsesAt : null;
}

/** Nothing is to be written, and nothing is under way. */
function isIdle({ intention, underWay, cleared }: Entry): boolean {
  const nothing = intention.kind === 'rest' || intention.kind === 'forget' || (intention.kind === 'clear' && cleared);
  return underWay === null && nothing;
}

/** Until when an idle entry says how to go on if something is wanted again. */
function ofInterestUntil({ held, clearMayLandUntil }: Entry): number {
  return Math.max(held?.lapsesAt ?? -Infinity, held?.renewAt ?? -Infinity, clearMayLandUntil);
}

/** When the entry's next write is due; Infinity: none. */
function dueAtOf(entry: Entry): number {
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

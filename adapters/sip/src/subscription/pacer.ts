/**
 * Whose turn it is to send a SUBSCRIBE. Thousands of lines start at the same time, and a PBX that is flooded drops
 * what it cannot take; so turns are given at a rate, urgent ones first. While it is not proved that the PBX answers
 * and takes our password, one line goes ahead alone.
 */
import type { Clock, Timer } from '@lamplight/runtime';

export type Gate = 'closed' | 'one' | 'open';

/** How much unused time may be made up for at once. */
const BURST_MS = 100;

export class Pacer {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #onTurn: (line: string) => void;
  readonly #urgent = new Set<string>();
  readonly #others = new Set<string>();
  #gate: Gate = 'closed';
  /** When the next turn may be given, in monotonic ms. */
  #freeAt = 0;
  #timer: Timer | undefined;

  /** @param perSecond turns a second */
  constructor(clock: Clock, perSecond: number, onTurn: (line: string) => void) {
    this.#clock = clock;
    this.#intervalMs = 1_000 / perSecond;
    this.#onTurn = onTurn;
  }

  /** How many lines wait. */
  get size(): number {
    return this.#urgent.size + this.#others.size;
  }

  want(line: string, isUrgent: boolean): void {
    (isUrgent ? this.#urgent : this.#others).add(line);
    this.#arm();
  }

  drop(line: string): void {
    this.#urgent.delete(line);
    this.#others.delete(line);
  }

  /** `one` gives a single turn and then closes. */
  setGate(gate: Gate): void {
    this.#gate = gate;
    this.#arm();
  }

  /** Gives no more turns. */
  close(): void {
    this.#gate = 'closed';
    this.#urgent.clear();
    this.#others.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#gate === 'closed' || this.size === 0) {
      return;
    }
    const waitMs = Math.max(0, this.#freeAt - BURST_MS - this.#clock.monotonic());
    this.#timer = this.#clock.after(waitMs, () => {
      this.#timer = undefined;
      this.#give();
    });
  }

  #give(): void {
    const now = this.#clock.monotonic();
    while (this.#gate !== 'closed' && this.#freeAt - BURST_MS <= now) {
      const [line] = this.#urgent.size > 0 ? this.#urgent : this.#others;
      if (line === undefined) {
        return;
      }
      this.drop(line);
      this.#freeAt = Math.max(this.#freeAt, now) + this.#intervalMs;
      if (this.#gate === 'one') {
        this.#gate = 'closed';
      }
      this.#onTurn(line);
    }
    this.#arm();
  }
}

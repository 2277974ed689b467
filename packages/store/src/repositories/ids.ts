import type { Random } from '@lamplight/runtime';
import { v7 } from 'uuid';

const SEQUENCE_BITS = 31;
const RANDOM_BYTES = 16;
/** Ids whose random bytes are drawn at once, since drawing costs more than making an id. */
const DRAWN_AT_ONCE = 64;

/** Makes UUIDv7 (RFC 9562) of one instant, each greater than the one before. */
export class Ids {
  readonly #now: number;
  readonly #random: Random;
  #sequence: number;
  #drawn: Uint8Array = new Uint8Array();

  /** @param now wall time in ms */
  constructor(now: number, random: Random) {
    this.#now = now;
    this.#random = random;
    // The upper half stays free to count in.
    this.#sequence = Math.floor(random.next() * 2 ** SEQUENCE_BITS);
  }

  next(): string {
    this.#sequence += 1;
    if (this.#drawn.length === 0) {
      this.#drawn = this.#random.bytes(RANDOM_BYTES * DRAWN_AT_ONCE);
    }
    const random = this.#drawn.subarray(0, RANDOM_BYTES);
    this.#drawn = this.#drawn.subarray(RANDOM_BYTES);
    return v7({ msecs: this.#now, seq: this.#sequence, random });
  }
}

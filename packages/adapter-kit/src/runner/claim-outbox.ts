import { isDeepStrictEqual } from 'node:util';
import type { Claim, ClaimItem } from '@lamplight/domain';

/** Claims that have been handed to the uplink in one message. */
export interface ClaimBatch {
  readonly sequence: number;
  readonly items: readonly ClaimItem[];
}

/**
 * What is claimed, and what of it the gateway has yet to hear: a map and a set of addresses, never a queue, so that a
 * lost link costs memory by the number of subjects and the newest claim is the one that is sent.
 */
export class ClaimOutbox {
  readonly #current = new Map<string, Claim>();
  /** What was sent last on this stream. */
  readonly #sent = new Map<string, Claim | null>();
  /** What the gateway may hold, from this stream or one before. */
  readonly #heard = new Set<string>();
  /** Withdrawals on their way. */
  readonly #withdrawing = new Set<string>();
  readonly #dirty = new Set<string>();
  /** How many claims each message carried that is not accepted yet. */
  readonly #underWay = new Map<number, number>();
  #sequence = 0;
  #complete: 'unknown' | 'due' | 'sent' = 'unknown';

  /** Sequence of the last message; rises over all streams. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Nothing waits to be sent or to be accepted. */
  get settled(): boolean {
    return this.#dirty.size === 0 && this.#underWay.size === 0;
  }

  put(address: string, claim: Claim): void {
    this.#current.set(address, claim);
    this.#mark(address, claim);
  }

  withdraw(address: string): void {
    this.#current.delete(address);
    if (this.#heard.has(address)) {
      this.#mark(address, null);
    } else {
      this.#dirty.delete(address);
    }
  }

  /** Every subject has been answered for; what comes later are changes. */
  complete(): void {
    if (this.#complete === 'unknown') {
      this.#complete = 'due';
    }
  }

  /**
   * The source stands by: the gateway hears of its system from another one. At the next start completeness has to be
   * found out again, and nothing that was claimed before is there to be withdrawn: the snapshot does that.
   */
  standBy(): void {
    this.#complete = 'unknown';
    this.#heard.clear();
    this.#sent.clear();
    this.#withdrawing.clear();
    this.#underWay.clear();
    this.#dirty.clear();
  }

  /** The gateway may not hold this claim: it was refused, or let go of while nobody was bound to the subject. */
  repeat(address: string): void {
    if (this.#current.has(address)) {
      this.#sent.delete(address);
      this.#dirty.add(address);
    }
  }

  /** A new stream: everything has to be said again, also what was withdrawn since. */
  restart(): void {
    for (const address of [...this.#heard, ...this.#current.keys()]) {
      this.#dirty.add(address);
    }
    this.#sent.clear();
    this.#withdrawing.clear();
    this.#underWay.clear();
    if (this.#complete === 'sent') {
      this.#complete = 'due';
    }
  }

  /** The next message, at most `maxItems` claims and as many as the credit leaves; undefined: nothing to send now. */
  take(credit: number, maxItems: number): ClaimBatch | undefined {
    let count = 0;
    for (const claims of this.#underWay.values()) {
      count += claims;
    }
    const limit = Math.min(maxItems, credit - count);
    const items: ClaimItem[] = [];
    for (const address of this.#dirty) {
      if (items.length >= limit) {
        break;
      }
      const claim = this.#current.get(address) ?? null;
      items.push({ address, claim });
      this.#dirty.delete(address);
      this.#sent.set(address, claim);
      this.#heard.add(address);
      if (claim === null) {
        this.#withdrawing.add(address);
      } else {
        this.#withdrawing.delete(address);
      }
    }
    if (items.length === 0) {
      return undefined;
    }
    this.#sequence += 1;
    this.#underWay.set(this.#sequence, items.length);
    return { sequence: this.#sequence, items };
  }

  /** True once, when everything has been sent and the adapter has said that this is all. */
  takeCompletion(): boolean {
    if (this.#complete !== 'due' || this.#dirty.size > 0) {
      return false;
    }
    this.#complete = 'sent';
    return true;
  }

  /** The gateway has everything up to this sequence. */
  accept(throughSequence: number): void {
    for (const sequence of this.#underWay.keys()) {
      if (sequence <= throughSequence) {
        this.#underWay.delete(sequence);
      }
    }
    if (this.#underWay.size === 0) {
      for (const address of this.#withdrawing) {
        this.#sent.delete(address);
        this.#heard.delete(address);
      }
      this.#withdrawing.clear();
    }
  }

  #mark(address: string, claim: Claim | null): void {
    if (this.#sent.has(address) && isDeepStrictEqual(this.#sent.get(address), claim)) {
      this.#dirty.delete(address);
    } else {
      this.#dirty.add(address);
    }
  }
}

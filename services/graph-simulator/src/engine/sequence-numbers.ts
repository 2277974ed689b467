/**
 * Microseconds since this instant give the first number: numbers also grow over a restart, as long as fewer than a
 * million were given each second.
 */
const FIRST_INSTANT = Date.UTC(2020, 0, 1);
const MICROSECONDS = 1000;
const DIGITS = 16;

/**
 * `sequenceNumber` of the presence resource: "lexicographically sortable String stamp that represents the version of a
 * presence object". Like the published sample, `A0129311063`, a letter and digits; more of them.
 */
export class SequenceNumbers {
  #next: number;

  /** @param now wall time in milliseconds. */
  constructor(now: number) {
    this.#next = Math.max(1, Math.floor((now - FIRST_INSTANT) * MICROSECONDS));
  }

  next(): string {
    const number = this.#next;
    this.#next += 1;
    return `A${String(number).padStart(DIGITS, '0')}`;
  }
}

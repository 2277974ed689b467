/** Tenths of a second since this instant give the first number, so that numbers also grow over a restart. */
const FIRST_INSTANT = Date.UTC(2020, 0, 1);

/**
 * `sequenceNumber` of the presence resource: "lexicographically sortable String stamp that represents the version of a
 * presence object". Shaped like the published sample, `A0129311063`: a letter and ten digits.
 */
export class SequenceNumbers {
  #next: number;

  /** @param now wall time in milliseconds. */
  constructor(now: number) {
    this.#next = Math.max(1, Math.floor((now - FIRST_INSTANT) / 100));
  }

  next(): string {
    const number = this.#next;
    this.#next += 1;
    return `A${String(number).padStart(10, '0')}`;
  }
}

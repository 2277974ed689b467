import type { EffectResult } from '@lamplight/domain';

/** The newest result of each effect, kept so that a new stream hears it again, and which of them are to be sent. */
export class EffectOutbox {
  readonly #results = new Map<string, EffectResult>();
  readonly #unsent = new Set<string>();

  /** A result of an older generation than one that is known is dropped. */
  put(result: EffectResult): void {
    const known = this.#results.get(result.address);
    if (known === undefined || known.generation <= result.generation) {
      this.#results.set(result.address, result);
      this.#unsent.add(result.address);
    }
  }

  /** A new stream: results of effects that are still wanted may have been lost with the last one. */
  restart(wanted: ReadonlyMap<string, unknown>): void {
    for (const address of this.#results.keys()) {
      if (wanted.has(address)) {
        this.#unsent.add(address);
      } else if (!this.#unsent.has(address)) {
        this.#results.delete(address);
      }
    }
  }

  /** The effect at this address was replaced or is gone: results of other generations are of no interest. */
  forgetOthers(address: string, generation: number): void {
    if (this.#results.get(address)?.generation !== generation) {
      this.#results.delete(address);
      this.#unsent.delete(address);
    }
  }

  /** Results to send now; empty: none. */
  take(maxItems: number): readonly EffectResult[] {
    const items: EffectResult[] = [];
    for (const address of this.#unsent) {
      if (items.length >= maxItems) {
        break;
      }
      const result = this.#results.get(address);
      this.#unsent.delete(address);
      if (result !== undefined) {
        items.push(result);
      }
    }
    return items;
  }
}

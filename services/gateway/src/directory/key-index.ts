/** Ids by key. Most keys have one id, so one is kept without a list around it. */
export class KeyIndex<Id extends string> {
  readonly #ids = new Map<string, Id | readonly Id[]>();

  add(key: string, id: Id): void {
    const there = this.#ids.get(key);
    if (there === undefined) {
      this.#ids.set(key, id);
    } else if (!listed(there).includes(id)) {
      this.#ids.set(key, [...listed(there), id]);
    }
  }

  delete(key: string, id: Id): void {
    const there = this.#ids.get(key);
    if (there === undefined) {
      return;
    }
    const left = listed(there).filter((other) => other !== id);
    const [first] = left;
    if (first === undefined) {
      this.#ids.delete(key);
    } else {
      this.#ids.set(key, left.length === 1 ? first : left);
    }
  }

  get(key: string): readonly Id[] {
    const there = this.#ids.get(key);
    return there === undefined ? [] : listed(there);
  }

  clear(): void {
    this.#ids.clear();
  }
}

function listed<Id extends string>(ids: Id | readonly Id[]): readonly Id[] {
  return typeof ids === 'string' ? [ids] : ids;
}

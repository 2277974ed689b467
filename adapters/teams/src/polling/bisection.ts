/**
 * Finds the ids because of which Graph refuses a whole request (400 or 404; what it does with unknown ids is not
 * documented). Parts are halved in the order in which they were refused, those of one size before the smaller ones: what
 * is good is answered early, and `k` bad ids among `n` cost some `2 k log2(n / k)` requests.
 *
 * A refusal may also have nothing to do with ids, so an id that was refused alone is only doubted until a request that
 * was sent later has been answered. Where none is for long, somebody who was answered before is asked alone as a proof;
 * where nobody ever was, some single people spread over what is left. When those are refused too it is not an id.
 */

/** So many refusals in a row, and it has to be proved that Graph answers at all. */
const MOST_IN_A_ROW = 12;
/** So many ids refused alone in a row; the same, and without anybody who was answered before it is not an id. */
const MOST_ALONE_IN_A_ROW = 6;

export interface Verdict {
  /** Ids that Graph refuses. */
  readonly refused: readonly string[];
  /** It is not an id: these are to be asked again later, as after any failure. */
  readonly givenUp: readonly string[];
}

const NOTHING: Verdict = Object.freeze({ refused: Object.freeze([]), givenUp: Object.freeze([]) });

export class Bisection {
  #parts: (readonly string[])[] = [];
  #underWay = 0;
  #inARow = 0;
  /** When the last request that was refused was sent. */
  #refusedAt = -Infinity;
  #doubted: string[] = [];
  /** Somebody who was answered. */
  #good: string | null = null;
  #proof: 'none' | 'wanted' | 'asked' = 'none';
  #probing = false;
  /** Where single people are taken from, so that it is not always the same ones. */
  #turn = 0;

  /** There is a part to be asked for. */
  get waiting(): boolean {
    return this.#parts.length > 0 || this.#proof === 'wanted';
  }

  /** Takes up a request of two people at least that was refused. `sentAt`: monotonic ms. */
  begin(ids: readonly string[], sentAt: number): void {
    this.#noteRefusal(sentAt);
    this.#halve(ids);
    this.#doubtGraph();
  }

  /** The next part to ask for, of those that `isKnown`; undefined: none waits. */
  next(isKnown: (id: string) => boolean): readonly string[] | undefined {
    if (this.#proof === 'wanted' && this.#good !== null) {
      this.#proof = 'asked';
      this.#underWay += 1;
      return [this.#good];
    }
    for (let part = this.#parts.shift(); part !== undefined; part = this.#parts.shift()) {
      const known = part.filter(isKnown);
      if (known.length > 0) {
        this.#underWay += 1;
        return known;
      }
    }
    return undefined;
  }

  /** A request was answered, of a part or not. */
  answered(ids: readonly string[], sentAt: number, isPart: boolean): Verdict {
    this.#underWay -= isPart ? 1 : 0;
    this.#good = ids[0] ?? this.#good;
    if (sentAt < this.#refusedAt) {
      return this.#settle();
    }
    this.#inARow = 0;
    this.#probing = false;
    this.#proof = 'none';
    const refused = this.#doubted;
    this.#doubted = [];
    return refused.length === 0 ? NOTHING : { refused, givenUp: [] };
  }

  /** The part failed for another reason: it is asked for again. */
  failed(ids: readonly string[]): void {
    this.#underWay -= 1;
    if (this.#isProof(ids)) {
      this.#proof = 'wanted';
    } else {
      this.#parts.unshift(ids);
    }
  }

  /** The part was refused. */
  refused(ids: readonly string[], sentAt: number): Verdict {
    this.#underWay -= 1;
    this.#noteRefusal(sentAt);
    if (this.#isProof(ids)) {
      return this.#giveUp();
    }
    if (ids.length > 1) {
      this.#halve(ids);
    } else {
      this.#doubted.push(...ids);
      if (this.#doubted.length >= MOST_ALONE_IN_A_ROW && this.#good === null) {
        return this.#giveUp();
      }
    }
    this.#doubtGraph();
    return this.#settle();
  }

  #noteRefusal(sentAt: number): void {
    this.#inARow += 1;
    this.#refusedAt = Math.max(this.#refusedAt, sentAt);
  }

  #isProof(ids: readonly string[]): boolean {
    return this.#proof === 'asked' && ids.length === 1 && ids[0] === this.#good;
  }

  #giveUp(): Verdict {
    const givenUp = [...this.#doubted, ...this.#parts.flat()];
    this.#parts = [];
    this.#doubted = [];
    this.#inARow = 0;
    this.#probing = false;
    this.#proof = 'none';
    this.#turn += 1;
    return { refused: [], givenUp };
  }

  #halve(ids: readonly string[]): void {
    const middle = Math.ceil(ids.length / 2);
    this.#parts.push(ids.slice(0, middle), ids.slice(middle));
  }

  #doubtGraph(): void {
    if (this.#good !== null) {
      const doubtful = this.#inARow >= MOST_IN_A_ROW || this.#doubted.length >= MOST_ALONE_IN_A_ROW;
      this.#proof = doubtful && this.#proof === 'none' ? 'wanted' : this.#proof;
    } else if (this.#inARow >= MOST_IN_A_ROW && !this.#probing) {
      this.#probing = true;
      this.#probe();
    }
  }

  /** Nothing more is to be asked for, and some ids are doubted still. */
  #settle(): Verdict {
    if (this.#parts.length > 0 || this.#underWay > 0 || this.#doubted.length === 0 || this.#proof !== 'none') {
      return NOTHING;
    }
    if (this.#good !== null) {
      this.#proof = 'wanted';
      return NOTHING;
    }
    const refused = this.#doubted;
    this.#doubted = [];
    return { refused, givenUp: [] };
  }

  /** Puts single people, spread over all that is left, before the parts. */
  #probe(): void {
    const left = this.#parts.flat();
    const step = left.length / MOST_ALONE_IN_A_ROW;
    const chosen = new Set<string>();
    for (let index = 0; index < MOST_ALONE_IN_A_ROW; index += 1) {
      const offset = (index + this.#turn) % Math.max(1, Math.floor(step));
      const id = left[Math.floor(index * step) + offset];
      if (id !== undefined) {
        chosen.add(id);
      }
    }
    const rest = this.#parts.map((part) => part.filter((id) => !chosen.has(id))).filter((part) => part.length > 0);
    this.#parts = [...[...chosen].map((id) => [id]), ...rest];
  }
}

/**
 * Everybody of a tenant in the order of names, in blocks of some dozens: a change costs a block and not the whole, a
 * position is found by halves, and a search reads the texts of a block as one before it looks at anybody in it.
 */
import type { Person, PersonId } from '@lamplight/domain';
import { comparePositions, type PagePosition } from './page-token.ts';
import { BEST_PER_WORD, mayScore, type QueryWord, scoreOf } from './search-text.ts';

export interface OrderedPerson {
  /** By folded name, then id. */
  readonly position: PagePosition;
  readonly person: Person;
  /** See {@link searchTextOf}. */
  readonly text: string;
}

/** A block is split in two when it has grown over twice as many. */
const BLOCK = 64;

/** From so large a part of everybody on, one sort is cheaper than finding the place of each. */
const SORT_FROM_PART = 1 / 4;

interface Block {
  people: OrderedPerson[];
  /** Of all of them, one after another; null until they are searched. */
  texts: string | null;
}

export class OrderedPeople {
  readonly #byId = new Map<PersonId, OrderedPerson>();
  #blocks: Block[] = [];

  get size(): number {
    return this.#byId.size;
  }

  get(id: PersonId): OrderedPerson | undefined {
    return this.#byId.get(id);
  }

  /** Everybody after a position; null: everybody. Good until the next change. */
  *from(after: PagePosition | null): Iterable<OrderedPerson> {
    const first = after === null ? 0 : this.#blockOf(after);
    for (let index = first; index < this.#blocks.length; index += 1) {
      for (const entry of this.#blocks[index]?.people ?? []) {
        if (after === null || index > first || comparePositions(entry.position, after) > 0) {
          yield entry;
        }
      }
    }
  }

  /**
   * People who match every word, best first and else in order.
   * @param fits who is looked at
   */
  search(
    words: readonly QueryWord[],
    limit: number,
    fits: (person: Person) => boolean,
  ): { readonly people: readonly Person[]; readonly truncated: boolean } {
    const best = words.length * BEST_PER_WORD;
    const byScore = Array.from({ length: best + 1 }, (): Person[] => []);
    let least = 1;
    for (const block of this.#blocks) {
      if (least > best) {
        break;
      }
      if (!mayScore(this.#textsOf(block), words, least)) {
        continue;
      }
      for (const { person, text } of block.people) {
        const score = fits(person) ? scoreOf(text, words) : 0;
        if (score >= least) {
          byScore[score]?.push(person);
        }
      }
      // One more than asked for is enough to say that there are more; after that only who scores better counts.
      while (least <= best && countFrom(byScore, least) > limit) {
        least += 1;
      }
    }
    const found = byScore.toReversed().flat();
    return { people: found.slice(0, limit), truncated: found.length > limit };
  }

  /** Puts entries in the place of those with the same id, and takes people out. Each id comes once. */
  change(entries: readonly OrderedPerson[], removed: readonly PersonId[]): void {
    if (entries.length + removed.length >= this.size * SORT_FROM_PART) {
      this.#rebuild(entries, removed);
      return;
    }
    for (const entry of entries) {
      if (!this.#replace(entry)) {
        this.#take(entry.person.id);
        this.#put(entry);
      }
    }
    for (const id of removed) {
      this.#take(id);
    }
  }

  #rebuild(entries: readonly OrderedPerson[], removed: readonly PersonId[]): void {
    for (const entry of entries) {
      this.#byId.set(entry.person.id, entry);
    }
    for (const id of removed) {
      this.#byId.delete(id);
    }
    const inOrder = [...this.#byId.values()].sort((a, b) => comparePositions(a.position, b.position));
    this.#blocks = blocksOf(inOrder);
  }

  /** False where they had another name, or were not there. */
  #replace(entry: OrderedPerson): boolean {
    const before = this.#byId.get(entry.person.id);
    if (before === undefined || comparePositions(before.position, entry.position) !== 0) {
      return false;
    }
    const block = this.#blocks[this.#blockOf(entry.position)];
    if (block !== undefined) {
      block.people[placeIn(block.people, entry.position)] = entry;
      block.texts = null;
    }
    this.#byId.set(entry.person.id, entry);
    return true;
  }

  #take(id: PersonId): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) {
      return;
    }
    this.#byId.delete(id);
    const index = this.#blockOf(entry.position);
    const block = this.#blocks[index];
    if (block !== undefined) {
      block.people.splice(placeIn(block.people, entry.position), 1);
      block.texts = null;
      if (block.people.length === 0) {
        this.#blocks.splice(index, 1);
      }
    }
  }

  #put(entry: OrderedPerson): void {
    this.#byId.set(entry.person.id, entry);
    const index = this.#blockOf(entry.position);
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push({ people: [entry], texts: null });
      return;
    }
    block.people.splice(placeIn(block.people, entry.position), 0, entry);
    block.texts = null;
    if (block.people.length > 2 * BLOCK) {
      this.#blocks.splice(index + 1, 0, { people: block.people.splice(BLOCK), texts: null });
    }
  }

  /** Texts become parts of the block's, so that they are kept once and side by side. */
  #textsOf(block: Block): string {
    if (block.texts !== null) {
      return block.texts;
    }
    const texts = block.people.map(({ text }) => text).join('');
    let at = 0;
    block.people = block.people.map((entry): OrderedPerson => {
      const text = texts.slice(at, at + entry.text.length);
      at += entry.text.length;
      const same = { ...entry, text };
      this.#byId.set(entry.person.id, same);
      return same;
    });
    block.texts = texts;
    return texts;
  }

  /** Index of the block in which a position is or would be: the last that begins at or before it. */
  #blockOf(position: PagePosition): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = this.#blocks[middle]?.people[0];
      if (first !== undefined && comparePositions(first.position, position) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }
}

/** Where the person of a position stands, or would. */
function placeIn(people: readonly OrderedPerson[], position: PagePosition): number {
  let low = 0;
  let high = people.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = people[middle];
    if (there !== undefined && comparePositions(there.position, position) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function blocksOf(inOrder: readonly OrderedPerson[]): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < inOrder.length; from += BLOCK) {
    blocks.push({ people: inOrder.slice(from, from + BLOCK), texts: null });
  }
  return blocks;
}

function countFrom(byScore: readonly (readonly Person[])[], least: number): number {
  let count = 0;
  for (let score = least; score < byScore.length; score += 1) {
    count += byScore[score]?.length ?? 0;
  }
  return count;
}

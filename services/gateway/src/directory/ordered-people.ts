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

/** From so many changes on, each block they fall into is made anew once. */
const TOGETHER_FROM = 50;

/** From so large a part of everybody on, one sort is cheaper than finding the place of each. */
const SORT_FROM_PART = 1 / 4;

interface Block {
  people: readonly OrderedPerson[];
  /** Of all of them, one after another; null until they are searched: a large change makes the blocks many times. */
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
    const count = entries.length + removed.length;
    if (count >= TOGETHER_FROM) {
      if (count >= this.size * SORT_FROM_PART) {
        this.#rebuild(entries, removed);
      } else {
        this.#merge(entries, removed);
      }
      return;
    }
    for (const entry of entries) {
      this.#take(entry.person.id);
      this.#put(entry);
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
    this.#blocks = blocksOf(inOrder, BLOCK);
  }

  #merge(entries: readonly OrderedPerson[], removed: readonly PersonId[]): void {
    const gone = new Set<PersonId>([...removed, ...entries.map(({ person }) => person.id)]);
    const additions = new Map<Block, OrderedPerson[]>();
    const additionsTo = (position: PagePosition): OrderedPerson[] | undefined => {
      const block = this.#blocks[this.#blockOf(position)];
      if (block === undefined) {
        return undefined;
      }
      const there = additions.get(block) ?? [];
      additions.set(block, there);
      return there;
    };
    for (const id of gone) {
      const entry = this.#byId.get(id);
      if (entry !== undefined) {
        additionsTo(entry.position);
        this.#byId.delete(id);
      }
    }
    for (const entry of entries) {
      additionsTo(entry.position)?.push(entry);
      this.#byId.set(entry.person.id, entry);
    }
    this.#blocks = this.#blocks.flatMap((block) => {
      const added = additions.get(block);
      if (added === undefined) {
        return block;
      }
      const left = block.people.filter(({ person }) => !gone.has(person.id));
      return blocksOf([...left, ...added].sort((a, b) => comparePositions(a.position, b.position)));
    });
  }

  #take(id: PersonId): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) {
      return;
    }
    this.#byId.delete(id);
    const index = this.#blockOf(entry.position);
    const left = this.#blocks[index]?.people.filter((other) => other !== entry) ?? [];
    this.#blocks.splice(index, 1, ...(left.length === 0 ? [] : [{ people: left, texts: null }]));
  }

  #put(entry: OrderedPerson): void {
    this.#byId.set(entry.person.id, entry);
    const index = this.#blockOf(entry.position);
    const people = [...(this.#blocks[index]?.people ?? [])];
    const before = people.findIndex((other) => comparePositions(other.position, entry.position) > 0);
    people.splice(before === -1 ? people.length : before, 0, entry);
    const halves = people.length > 2 * BLOCK ? [people.slice(0, BLOCK), people.slice(BLOCK)] : [people];
    this.#blocks.splice(index, 1, ...halves.map((half) => ({ people: half, texts: null })));
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

function blocksOf(inOrder: readonly OrderedPerson[], longest = 2 * BLOCK): Block[] {
  const size = inOrder.length > longest ? BLOCK : longest;
  const blocks: Block[] = [];
  for (let from = 0; from < inOrder.length; from += size) {
    blocks.push({ people: inOrder.slice(from, from + size), texts: null });
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

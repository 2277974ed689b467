import type { EntryKind, Person } from '@lamplight/domain';
import { folded, lineName, phoneDigits } from './folded.ts';

interface Indexed {
  readonly person: Person;
  readonly words: readonly string[];
  readonly digits: readonly string[];
}

/** How good a word of the query matches: the whole of a name's word, its beginning, or a part of it. */
const WHOLE = 3;
const BEGINNING = 2;
const PART = 1;

/** Finds people by every word of a query, in names, departments, addresses and line addresses. */
export class SearchIndex {
  readonly #people: readonly Indexed[];

  /** @param people in the order that equal matches come in */
  constructor(people: readonly Person[]) {
    this.#people = people.map(indexed);
  }

  search(
    query: string,
    limit: number,
    kinds: readonly EntryKind[],
  ): { readonly people: readonly Person[]; readonly truncated: boolean } {
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      return { people: [], truncated: false };
    }
    const found = this.#people
      .filter(({ person }) => kinds.length === 0 || kinds.includes(person.kind))
      .map((entry) => ({ person: entry.person, score: scoreOf(entry, words) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return { people: found.slice(0, limit).map(({ person }) => person), truncated: found.length > limit };
  }
}

function indexed(person: Person): Indexed {
  const addresses = person.addresses.map(({ value }) => value);
  const lines = person.bindings.filter(({ lineKind }) => lineKind !== null).map(({ address }) => lineName(address));
  const texts = [person.displayName, person.department, ...addresses].map(folded);
  return {
    person,
    words: [...new Set([...texts, ...lines].flatMap((text) => [...text.split(/[\s,;@.]+/), text]).filter(Boolean))],
    digits: addresses.flatMap((address) => phoneDigits(address) ?? []),
  };
}

/** 0 when a word matches nothing. */
function scoreOf(entry: Indexed, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const best = Math.max(bestMatch(entry.words, word), digitsMatch(entry.digits, word));
    if (best === 0) {
      return 0;
    }
    score += best;
  }
  return score;
}

function bestMatch(candidates: readonly string[], word: string): number {
  let best = 0;
  for (const candidate of candidates) {
    if (candidate === word) {
      return WHOLE;
    }
    best = Math.max(best, candidate.startsWith(word) ? BEGINNING : candidate.includes(word) ? PART : 0);
  }
  return best;
}

function digitsMatch(numbers: readonly string[], word: string): number {
  const digits = phoneDigits(word);
  return digits === undefined ? 0 : bestMatch(numbers, digits.replace(/^0/, ''));
}

import { foldName } from '@lamplight/addresses';
import type { Person } from '@lamplight/domain';

/** How good a word of the query matches: the whole of a word, its beginning, or a part of it. */
const WHOLE = 3;
const BEGINNING = 2;
const PART = 1;

/** The best score that one word of a query can have. */
export const BEST_PER_WORD = WHOLE;

/** Around every word; no folded text holds it. */
const SEPARATOR = '\u0000';

/** From here on numbers. */
const NUMBERS = '\u0001';

/** A word of a query, folded, with its digits where it may be part of a number. */
export interface QueryWord {
  readonly text: string;
  readonly digits: string | null;
}

/**
 * What a person is found by, as one string: each word and each whole text, then each number's digits. One string is
 * looked through quicker than many, and those of several people quicker still when they stand together.
 *
 * @param digits of the person's numbers, without `+`
 */
export function searchTextOf(person: Person, digits: readonly string[]): string {
  const words = new Set<string>();
  const enter = (text: string): void => {
    const folded = foldName(text);
    words.add(folded);
    for (const word of folded.split(/[\s,;@.]+/)) {
      words.add(word);
    }
  };
  enter(person.displayName);
  enter(person.department);
  for (const { value } of person.addresses) {
    enter(value);
  }
  for (const { address, lineKind } of person.bindings) {
    if (lineKind !== null) {
      // People type 567@pbx for sip:567@pbx.
      enter(address.replace(/^(?:sips?|tel):/i, ''));
    }
  }
  words.delete('');
  return [SEPARATOR, ...separated(words), NUMBERS, SEPARATOR, ...separated(digits)].join('');
}

export function queryWords(query: string): readonly QueryWord[] {
  return foldName(query)
    .split(' ')
    .filter((word) => word !== '')
    .map((text) => ({ text, digits: digitsOf(text) }));
}

/** The sum over all words; 0 when one of them matches nothing. */
export function scoreOf(text: string, words: readonly QueryWord[]): number {
  const numbers = text.indexOf(NUMBERS);
  let score = 0;
  for (const { text: word, digits } of words) {
    const best = match(text, word, 0, numbers) || (digits === null ? 0 : match(text, digits, numbers, text.length));
    if (best === 0) {
      return 0;
    }
    score += best;
  }
  return score;
}

/** False where nobody whose text is among these can score so much; reads the texts of many as one. */
export function mayScore(texts: string, words: readonly QueryWord[], score: number): boolean {
  // What one word has to bring when every other is matched as well as can be.
  const each = score - BEST_PER_WORD * (words.length - 1);
  return words.every(
    ({ text, digits }) =>
      texts.includes(sought(text, each)) || (digits !== null && texts.includes(sought(digits, each))),
  );
}

function sought(word: string, score: number): string {
  if (score >= WHOLE) {
    return SEPARATOR + word + SEPARATOR;
  }
  return score >= BEGINNING ? SEPARATOR + word : word;
}

function match(text: string, word: string, from: number, to: number): number {
  let best = 0;
  for (let at = text.indexOf(word, from); at !== -1 && at < to; at = text.indexOf(word, at + 1)) {
    if (text[at - 1] !== SEPARATOR) {
      best ||= PART;
    } else if (text[at + word.length] === SEPARATOR) {
      return WHOLE;
    } else {
      best = BEGINNING;
    }
  }
  return best;
}

function separated(words: Iterable<string>): string[] {
  return Array.from(words, (word) => word + SEPARATOR);
}

/** As they stand in an international number: without `+`, `00` or the 0 that is dialled before a national one. */
function digitsOf(word: string): string | null {
  const digits = /^\+?[\d().\-/]+$/.test(word) ? word.replaceAll(/\D/g, '').replace(/^0{1,2}/, '') : '';
  return digits === '' ? null : digits;
}

/**
 * Finds the id because of which Graph refuses a whole subscription: by halving, as the poller does with reads. What Graph
 * answers for an id that it does not know is not documented, nor that its refusal names none, so an id is guilty only when
 * other people were accepted in the same search: where nobody is, it is not an id. Pure.
 *
 * An account has one subscription, so each try stands in place of the real one, and is deleted when it was accepted. One
 * guilty id among 650 takes some ten creations.
 */

export interface IdSearch {
  /** One of them is guilty, if any id is: together they were refused. */
  readonly suspects: readonly string[];
  /** Who is subscribed for now, to see. */
  readonly tried: readonly string[];
  /** Somebody was accepted. */
  readonly accepted: boolean;
  /** Somebody who has nothing to do with the last suspect, to be tried in the end where nobody was accepted. */
  readonly witness: string;
}

export type SearchStep =
  | { readonly kind: 'try'; readonly search: IdSearch }
  | { readonly kind: 'guilty'; readonly id: string }
  /** Everything is refused: it is not an id. */
  | { readonly kind: 'no-id' };

/** @param people refused together */
export function beginSearch(people: readonly string[]): SearchStep {
  const witness = people.at(-1);
  return witness === undefined || people.length < 2
    ? { kind: 'no-id' }
    : { kind: 'try', search: { suspects: people, tried: half(people), accepted: false, witness } };
}

/** @param accepted whether Graph took {@link IdSearch.tried} */
export function stepSearch({ suspects, tried, accepted: before, witness }: IdSearch, accepted: boolean): SearchStep {
  const [last] = suspects;
  if (last !== undefined && suspects.length === 1) {
    // The witness was tried.
    return accepted ? { kind: 'guilty', id: last } : { kind: 'no-id' };
  }
  const cleared = new Set(tried);
  const left = accepted ? suspects.filter((id) => !cleared.has(id)) : tried;
  const [first] = left;
  if (left.length > 1 || first === undefined) {
    return { kind: 'try', search: { suspects: left, tried: half(left), accepted: before || accepted, witness } };
  }
  return before || accepted
    ? { kind: 'guilty', id: first }
    : { kind: 'try', search: { suspects: left, tried: [witness], accepted: false, witness } };
}

function half(people: readonly string[]): readonly string[] {
  return people.slice(0, Math.floor(people.length / 2));
}

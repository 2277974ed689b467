import type { UserPair } from './user-matching-list.ts';

export interface ListDifference {
  /** In the order of the list after. */
  readonly added: readonly UserPair[];
  /** In the order of the list before. */
  readonly removed: readonly UserPair[];
}

/** What a new list changes. A pair that is written otherwise, in its case too, is removed and added. */
export function diffLists(before: readonly UserPair[], after: readonly UserPair[]): ListDifference {
  const [had, has] = [new Set(before.map(pairKey)), new Set(after.map(pairKey))];
  return {
    added: after.filter((pair) => !had.has(pairKey(pair))),
    removed: before.filter((pair) => !has.has(pairKey(pair))),
  };
}

function pairKey({ teams, system }: UserPair): string {
  return JSON.stringify([teams, system]);
}

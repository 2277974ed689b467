import type { Origin } from '../ports/people.ts';

const RANK: Readonly<Record<Origin, number>> = { directory: 0, file: 1, administrator: 2 };

/**
 * Whether what came from `kept` stays when `incoming` says something else: what people made by hand, in the product or in
 * its file, no import changes.
 */
export function outranks(kept: Origin, incoming: Origin): boolean {
  return RANK[kept] > RANK[incoming];
}

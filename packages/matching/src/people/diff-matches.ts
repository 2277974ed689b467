import { type PersonId, type SubjectRef, subjectKey } from '@lamplight/domain';
import type { Match } from './match-outcome.ts';

/** A binding that an earlier run made. */
export interface MatchedBinding extends SubjectRef {
  readonly personId: PersonId;
  readonly reason: string;
}

export interface MatchDifference<Binding extends MatchedBinding> {
  /** New, or for another reason than before. */
  readonly added: readonly Match[];
  readonly removed: readonly Binding[];
  readonly unchanged: number;
}

/** What carrying an outcome out would change. A match whose reason changed is in `added` alone. */
export function diffMatches<Binding extends MatchedBinding>(
  before: readonly Binding[],
  after: readonly Match[],
): MatchDifference<Binding> {
  const reasons = new Map(before.map((binding) => [bindingKey(binding), binding.reason]));
  const kept = new Set(after.map(bindingKey));
  const added = after.filter((match) => reasons.get(bindingKey(match)) !== match.reason);
  return {
    added,
    removed: before.filter((binding) => !kept.has(bindingKey(binding))),
    unchanged: after.length - added.length,
  };
}

function bindingKey(binding: MatchedBinding): string {
  return `${binding.personId}\u0000${subjectKey(binding)}`;
}

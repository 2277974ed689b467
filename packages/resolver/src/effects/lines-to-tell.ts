import type { SystemId } from '@lamplight/domain';
import type { Facts, SubjectState } from '../subject-state.ts';

/** The person's own lines in the systems that are told; null: in all. */
export function linesToTell(facts: Facts, toSystems: readonly SystemId[] | null): readonly SubjectState[] {
  return facts.subjects.filter(
    ({ isLine, standing, bound }) =>
      isLine && standing === 'own' && (toSystems === null || toSystems.includes(bound.systemId)),
  );
}

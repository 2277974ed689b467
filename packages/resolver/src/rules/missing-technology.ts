import { applied, type Draft, discarded } from '../draft.ts';
import type { MissingTechnologyRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';

/** A flag for whoever has no subject of a technology; one that was withdrawn is still the person's. */
export function missingTechnology(rule: MissingTechnologyRule, index: number, facts: Facts, draft: Draft): void {
  if (facts.technologies.has(rule.technology)) {
    discarded(draft, index, null, 'technology-present');
    return;
  }
  draft.flags.add(rule.flag);
  applied(draft, index, null, 'technology-missing');
}

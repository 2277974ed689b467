import type { Rule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { fitsRule } from './claim-match.ts';

/** The facts with only the claims that a rule looks at; the very same where it looks at all. */
export function narrowFacts(rule: Pick<Rule, 'of' | 'except'>, facts: Facts): Facts {
  if (rule.of === null && rule.except === null) {
    return facts;
  }
  const fits = (subject: SubjectState) => fitsRule(rule, subject);
  return {
    ...facts,
    subjects: facts.subjects.filter(fits),
    ranked: facts.ranked.filter(fits),
    places: facts.places.filter(fits),
  };
}

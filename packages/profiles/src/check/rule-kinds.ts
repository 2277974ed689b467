/** What kinds of rules have in common, for the checks. */
import { CONSOLE, MSTEAMS } from '@lamplight/domain';
import { ANY_CLAIM, type ClaimMatch, type Rule } from '@lamplight/resolver';
import { meet } from './covers.ts';

/** Kinds that want something of a subject. */
export const EFFECTS: readonly Rule['kind'][] = [
  'write-session',
  'write-do-not-disturb',
  'prefer-presence',
  'tell-talking',
  'tell-do-not-disturb',
];

/** Technologies of which subjects are never lines. */
export const WITHOUT_LINES: readonly string[] = [MSTEAMS, CONSOLE];

/** Every description of claims in a rule, with where it stands. */
export function matchesOf(rule: Rule): readonly { readonly path: readonly string[]; readonly match: ClaimMatch }[] {
  const all = [
    { path: ['of'], match: rule.of },
    { path: ['except'], match: rule.except },
    { path: ['when', 'any'], match: rule.when?.any ?? null },
    { path: ['when', 'none'], match: rule.when?.none ?? null },
  ];
  return all.flatMap(({ path, match }) => (match === null ? [] : [{ path, match }]));
}

/** The claims that decide what a rule does, by its `of` and by the fields of its kind. Null: none can fit. */
export function causesOf(rule: Rule): ClaimMatch | null {
  const byKind = kindMatch(rule);
  return byKind === null ? (rule.of ?? ANY_CLAIM) : meet(rule.of ?? ANY_CLAIM, byKind);
}

/** What the fields of a kind ask of a claim; null: nothing. */
export function kindMatch(rule: Rule): ClaimMatch | null {
  switch (rule.kind) {
    case 'keep-after-change':
      return { ...ANY_CLAIM, technologies: rule.technologies, activities: rule.to };
    case 'ignore-after-hang-up':
      return { ...ANY_CLAIM, technologies: rule.technologies, activities: rule.activities };
    case 'reported-call':
      return { ...ANY_CLAIM, activities: rule.activities };
    case 'chosen-state':
      return { ...ANY_CLAIM, availabilities: rule.availabilities };
    case 'live-call':
      return { ...ANY_CLAIM, callStates: ['talking', 'held', 'conference'] };
    case 'ringing-call':
      return { ...ANY_CLAIM, callStates: ['ringing', 'dialling'] };
    default:
      return null;
  }
}

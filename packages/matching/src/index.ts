export { diffLists, type ListDifference } from './list/diff-lists.ts';
export { type ReadListOptions, readUserMatchingList } from './list/read-list.ts';
export type {
  ListEncoding,
  ListProblem,
  ListSeparator,
  UserMatchingList,
  UserPair,
} from './list/user-matching-list.ts';
export { writeUserMatchingList } from './list/write-list.ts';
export { diffMatches, type MatchDifference, type MatchedBinding } from './people/diff-matches.ts';
export type { Match, MatchOutcome, MatchProblem } from './people/match-outcome.ts';
export { matchPeople } from './people/match-people.ts';
export {
  type HandMadeBinding,
  MATCHERS,
  type Matcher,
  type MatchingInput,
  type MatchingLine,
  type MatchingPerson,
} from './people/matching-input.ts';

import {
  diffLists,
  diffMatches,
  MATCHERS,
  type Match,
  type MatchingLine,
  type MatchingPerson,
  type MatchOutcome,
  matchPeople,
  readUserMatchingList,
  type UserPair,
  writeUserMatchingList,
} from '@lamplight/matching';
import {
  type MatchAnswers,
  type MatchRequest,
  type MatchSummary,
  type NewList,
  type RemovedMatch,
  SLICE,
  type StandingBinding,
} from './match-messages.ts';

/** Written in front of a kept list, so that its first pair is not taken for a header, whatever it is. */
const HEADER = 'Teams user,PBX user\r\n';

/** What matching never touches. */
const STANDING: readonly string[] = ['administrator', 'file', 'directory'];

/** One run of the matchers: everything is handed in by pieces, then matched, then handed out by pieces. */
export class MatchSession {
  readonly #people: MatchingPerson[] = [];
  readonly #lines: MatchingLine[] = [];
  readonly #bindings: StandingBinding[] = [];
  #pairs: readonly UserPair[] = [];
  #matches: readonly Match[] = [];
  #proposals: readonly Match[] = [];

  perform(request: MatchRequest): MatchAnswers[keyof MatchAnswers] {
    switch (request.kind) {
      case 'people':
        this.#people.push(...request.people);
        this.#bindings.push(...request.bindings);
        return null;
      case 'lines':
        this.#lines.push(...request.lines);
        return null;
      case 'keptList':
        this.#pairs = readUserMatchingList(Buffer.from(HEADER + request.csv), { caseSensitive: true }).pairs;
        return null;
      case 'newList':
        return this.#newList(request);
      case 'match':
        return this.#match(request);
      case 'matches':
        return this.#matches.slice(request.from, request.from + SLICE);
      case 'proposals':
        return this.#proposals.slice(request.from, request.from + SLICE);
    }
  }

  #newList({ bytes, caseSensitive }: Extract<MatchRequest, { kind: 'newList' }>): NewList {
    const { encoding, separator, pairs, problems } = readUserMatchingList(bytes, { caseSensitive });
    const { added, removed } = diffLists(this.#pairs, pairs);
    this.#pairs = pairs;
    return { encoding, separator, entries: pairs.length, added, removed, problems, csv: writeUserMatchingList(pairs) };
  }

  #match({ numberPlans, settings }: Extract<MatchRequest, { kind: 'match' }>): MatchSummary {
    // An account that the directory names is as sure as one bound by hand.
    const handMade = this.#bindings.filter(({ origin }) => STANDING.includes(origin));
    const outcome = matchPeople({
      ...settings,
      people: this.#people,
      lines: this.#lines,
      numberPlans,
      handMade,
      pairs: this.#pairs,
    });
    this.#matches = this.#withoutLogins(outcome);
    this.#proposals = outcome.proposals;
    const before = this.#bindings.filter(({ origin }) => origin === 'matching' || origin === 'list');
    const { added, removed, unchanged } = diffMatches(before, this.#matches);
    const names = new Map(this.#people.map(({ id, displayName }) => [id, displayName]));
    return {
      people: outcome.people,
      lines: outcome.lines,
      matched: this.#matches.length,
      added: added.slice(0, SLICE),
      removed: removed.slice(0, SLICE).map((binding) => removedMatch(binding, names.get(binding.personId) ?? '')),
      problems: outcome.problems.slice(0, SLICE),
      counts: {
        added: added.length,
        removed: removed.length,
        unchanged,
        proposals: this.#proposals.length,
        problems: outcome.problems.length,
      },
    };
  }

  /** A person who is logged in at a line is bound to it by that, until they log out. */
  #withoutLogins({ matches }: MatchOutcome): readonly Match[] {
    const logins = new Set(this.#bindings.filter(({ origin }) => origin === 'login').map(placeOf));
    return matches.filter((match) => !logins.has(placeOf(match)));
  }
}

function placeOf({ personId, systemId, address }: Pick<Match, 'personId' | 'systemId' | 'address'>): string {
  return JSON.stringify([personId, systemId, address]);
}

/** Who found it stands as the first word of the reason; an extension is found by its number. */
function removedMatch(
  { personId, systemId, address, role, reason }: StandingBinding,
  displayName: string,
): RemovedMatch {
  const [word = ''] = reason.split(' ');
  const matcher = MATCHERS.find((each) => each === word) ?? 'number';
  return { personId, displayName, systemId, address, role, matcher, reason };
}

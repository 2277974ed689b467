import { subjectKey } from '@lamplight/domain';
import { type Claim, type Claims, listClaims, numberClaims } from './claims.ts';
import { LineIndex } from './line-index.ts';
import type { Match, MatchOutcome, MatchProblem } from './match-outcome.ts';
import type { Matcher, MatchingInput, MatchingLine, MatchingPerson } from './matching-input.ts';
import { PersonIndex } from './person-index.ts';
import {
  ambiguousAccount,
  ambiguousName,
  ambiguousNumber,
  duplicateLine,
  missingLine,
  missingPerson,
} from './problems.ts';

/**
 * Matches every line and account to its owner; see the design in matching-input.ts. Pure, independent of the order of
 * the input, and linear in its size. What it gives depends on no earlier outcome: carried out twice, it changes nothing.
 */
export function matchPeople(input: MatchingInput): MatchOutcome {
  const people = input.people.filter(({ active }) => active).sort(byId);
  const lines = input.lines.toSorted(bySubject);
  return new Run(input, people, lines).outcome();
}

type Finder = (line: MatchingLine) => readonly Claim[];

interface Decision {
  readonly line: MatchingLine;
  readonly person: MatchingPerson;
  readonly matcher: Matcher;
  /** Of the matcher, in the order asked. */
  readonly rank: number;
  readonly reason: string;
}

class Run {
  readonly #people: readonly MatchingPerson[];
  readonly #lines: readonly MatchingLine[];
  readonly #index: PersonIndex;
  readonly #finders: readonly (readonly [Matcher, Finder])[];
  readonly #proposes: boolean;
  readonly #hand: HandMade;
  readonly #unclear: ReturnType<typeof numberClaims>['unclear'];
  readonly #decisions: Decision[] = [];
  readonly #proposals: Match[] = [];
  readonly #problems: MatchProblem[] = [];
  /** People who have a line, or whom a proposal or problem names. */
  readonly #named = new Set<string>();

  constructor(input: MatchingInput, people: readonly MatchingPerson[], lines: readonly MatchingLine[]) {
    this.#people = people;
    this.#lines = lines;
    this.#hand = new HandMade(input);
    this.#index = new PersonIndex(people, input.caseSensitive);
    const order = matcherOrder(input);
    const lineIndex = new LineIndex(lines, input.numberPlans, input.caseSensitive);
    const numbers = order.includes('number') ? numberClaims(people, lineIndex) : null;
    const list = order.includes('list') ? listClaims(input, this.#index, lineIndex) : null;
    this.#unclear = numbers?.unclear ?? [];
    // One by one: a list has more entries than a call may have arguments.
    for (const problem of list?.problems ?? []) {
      this.#problems.push(problem);
    }
    const finders = finderTable(this.#index, numbers?.claims ?? null, list?.claims ?? null);
    this.#finders = order.flatMap((matcher) => (matcher === 'name' ? [] : [[matcher, finders[matcher]] as const]));
    this.#proposes = order.includes('name');
  }

  outcome(): MatchOutcome {
    for (const line of this.#lines) {
      if (isOwnable(line) && !this.#hand.hasOwner(line)) {
        this.#decide(line);
      }
    }
    const matches = this.#oneAccountEach().map(matchOf);
    this.#reportPeople(matches);
    return {
      people: this.#people.length,
      lines: this.#lines.length,
      matches,
      proposals: this.#proposals,
      problems: this.#problems,
    };
  }

  /** The first matcher that finds exactly one person; where one found several, later ones may only choose among them. */
  #decide(line: MatchingLine): void {
    let among: readonly Claim[] = [];
    for (const [rank, [matcher, find]] of this.#finders.entries()) {
      const claims = narrowed(find(line), among);
      const [only] = claims;
      if (claims.length === 1 && only !== undefined) {
        if (!this.#hand.binds(only.person, line)) {
          this.#decisions.push({ line, person: only.person, matcher, rank, reason: only.reason });
        }
        return;
      }
      among = claims.length > 1 ? claims : among;
    }
    if (among.length === 0) {
      this.#propose(line);
      return;
    }
    this.#problems.push(duplicateLine(line, among));
    for (const { person } of among) {
      this.#named.add(person.id);
    }
  }

  #propose(line: MatchingLine): void {
    const people = this.#proposes ? this.#index.byName(line.displayName) : [];
    const [person] = people;
    if (people.length > 1) {
      this.#problems.push(ambiguousName(line, people));
    } else if (person !== undefined && !this.#hand.binds(person, line)) {
      this.#proposals.push(matchOf({ line, person, matcher: 'name', rank: 0, reason: `name ${person.displayName}` }));
      this.#named.add(person.id);
    } else if (person === undefined && line.kind !== null) {
      this.#problems.push(missingPerson(line));
    }
  }

  /** A person has any number of lines, but one account at a tenant: the one with the strongest evidence. */
  #oneAccountEach(): readonly Decision[] {
    const strongest = new Map<string, Decision[]>();
    for (const decision of this.#decisions) {
      if (decision.line.kind === null) {
        const key = accountKey(decision.person, decision.line);
        const held = strongest.get(key);
        const rank = held?.[0]?.rank ?? decision.rank;
        if (held === undefined || decision.rank < rank) {
          strongest.set(key, [decision]);
        } else if (decision.rank === rank) {
          held.push(decision);
        }
      }
    }
    const kept = new Set<Decision>();
    for (const decisions of strongest.values()) {
      const [only] = decisions;
      if (only !== undefined && decisions.length > 1) {
        this.#problems.push(
          ambiguousAccount(
            only.person,
            decisions.map(({ line }) => line),
          ),
        );
      } else if (only !== undefined && !this.#hand.hasAccount(only.person, only.line)) {
        kept.add(only);
      }
    }
    return this.#decisions.filter((decision) => decision.line.kind !== null || kept.has(decision));
  }

  #reportPeople(matches: readonly Match[]): void {
    for (const { line, person } of this.#decisions) {
      if (line.kind !== null) {
        this.#named.add(person.id);
      }
    }
    const owned = new Map<string, string>(
      this.#unclear.length === 0 ? [] : matches.map((match) => [subjectKey(match), match.personId]),
    );
    for (const { person, number, phones } of this.#unclear) {
      const isOwner = (line: MatchingLine): boolean =>
        owned.get(subjectKey(line)) === person.id || this.#hand.binds(person, line);
      if (!phones.some((phone) => phone.lines.some(isOwner))) {
        this.#problems.push(ambiguousNumber(person, number, phones));
        this.#named.add(person.id);
      }
    }
    if (this.#lines.some((line) => line.kind !== null && isOwnable(line))) {
      for (const person of this.#people) {
        if (!this.#named.has(person.id) && !this.#hand.hasLine(person)) {
          this.#problems.push(missingLine(person));
        }
      }
    }
  }
}

/** What administrators bound: it stands, and matching goes round it. */
class HandMade {
  readonly #owned = new Set<string>();
  readonly #bound = new Set<string>();
  readonly #accounts = new Set<string>();
  readonly #withLine = new Set<string>();

  constructor({ handMade, lines }: MatchingInput) {
    const accounts = new Set(lines.filter(({ kind }) => kind === null).map(subjectKey));
    for (const binding of handMade) {
      const subject = subjectKey(binding);
      this.#bound.add(`${binding.personId}\u0000${subject}`);
      if (binding.role === 'owner') {
        this.#owned.add(subject);
      }
      if (accounts.has(subject)) {
        this.#accounts.add(`${binding.personId}\u0000${binding.systemId}`);
      } else {
        this.#withLine.add(binding.personId);
      }
    }
  }

  hasOwner(line: MatchingLine): boolean {
    return this.#owned.has(subjectKey(line));
  }

  binds(person: MatchingPerson, line: MatchingLine): boolean {
    return this.#bound.has(`${person.id}\u0000${subjectKey(line)}`);
  }

  hasAccount(person: MatchingPerson, account: MatchingLine): boolean {
    return this.#accounts.has(accountKey(person, account));
  }

  hasLine(person: MatchingPerson): boolean {
    return this.#withLine.has(person.id);
  }
}

/** `name` proposes only after everything else; the list is asked where the matchers name it, else as the mode says. */
function matcherOrder({ matchers, list }: MatchingInput): readonly Matcher[] {
  const order = [...new Set(matchers)];
  if (order.includes('list')) {
    return order;
  }
  return list === 'override' ? ['list', ...order] : [...order, 'list'];
}

function finderTable(
  people: PersonIndex,
  numbers: Claims | null,
  list: Claims | null,
): Record<Exclude<Matcher, 'name'>, Finder> {
  const by = (found: readonly MatchingPerson[], reason: string): readonly Claim[] =>
    found.map((person) => ({ person, reason }));
  return {
    'object-id': ({ address, userName }) => {
      const found = people.byObjectId(address);
      return found.length > 0
        ? by(found, `object-id ${address}`)
        : by(people.byObjectId(userName), `object-id ${userName}`);
    },
    upn: ({ userName }) => by(people.byUpn(userName), `upn ${userName}`),
    mail: ({ mail }) => by(people.byMail(mail), `mail ${mail}`),
    number: (line) => numbers?.of(line) ?? [],
    list: (line) => list?.of(line) ?? [],
  };
}

/** Accounts and a person's own phones. Whatever several people use, or no one, belongs to nobody. */
function isOwnable({ kind }: MatchingLine): boolean {
  return kind === null || kind === 'desk' || kind === 'soft' || kind === 'mobile' || kind === 'dect';
}

function narrowed(found: readonly Claim[], among: readonly Claim[]): readonly Claim[] {
  if (among.length === 0) {
    return found;
  }
  const people = new Set(among.map(({ person }) => person));
  return found.filter(({ person }) => people.has(person));
}

function matchOf({ line, person, matcher, reason }: Decision): Match {
  return {
    personId: person.id,
    displayName: person.displayName,
    systemId: line.systemId,
    address: line.address,
    role: 'owner',
    matcher,
    reason,
  };
}

function accountKey(person: MatchingPerson, account: MatchingLine): string {
  return `${person.id}\u0000${account.systemId}`;
}

function byId(a: MatchingPerson, b: MatchingPerson): number {
  return a.id < b.id ? -1 : 1;
}

function bySubject(a: MatchingLine, b: MatchingLine): number {
  if (a.systemId !== b.systemId) {
    return a.systemId < b.systemId ? -1 : 1;
  }
  return a.address < b.address ? -1 : 1;
}

/** The problems in words: each names who and what, and says what to do. */
import type { UserPair } from '../list/user-matching-list.ts';
import type { Phone } from './line-index.ts';
import type { MatchProblem } from './match-outcome.ts';
import type { MatchingLine, MatchingPerson } from './matching-input.ts';

/** Named in one message; the rest is counted. */
const MOST_NAMED = 5;

export function duplicateLine(
  line: MatchingLine,
  claims: readonly { readonly person: MatchingPerson; readonly reason: string }[],
): MatchProblem {
  const people = claims.map(({ person, reason }) => `${personName(person)} by ${reason}`);
  return {
    ...ofLine(line),
    kind: 'duplicate',
    message: `${lineName(line)} is claimed by ${people.length} people: ${listed(people)}`,
    remedy: 'Correct the entry of whoever it does not belong to, or bind the line by hand.',
  };
}

export function ambiguousAccount(person: MatchingPerson, accounts: readonly MatchingLine[]): MatchProblem {
  return {
    ...ofPerson(person),
    kind: 'ambiguous',
    message: `${personName(person)} has ${accounts.length} accounts of equal evidence: ${listed(accounts.map(lineName))}`,
    remedy: 'Bind the right account by hand.',
  };
}

export function ambiguousNumber(person: MatchingPerson, number: string, phones: readonly Phone[]): MatchProblem {
  const lines = phones.flatMap((phone) => phone.lines);
  return {
    ...ofPerson(person),
    kind: 'ambiguous',
    message: `the number ${number} of ${personName(person)} means several lines: ${listed(lines.map(lineName))}`,
    remedy: 'Enter the full number of the person, such as +49 30 1234-567, or bind the line by hand.',
  };
}

export function ambiguousName(line: MatchingLine, people: readonly MatchingPerson[]): MatchProblem {
  return {
    ...ofLine(line),
    kind: 'ambiguous',
    message: `${lineName(line)} has the name of ${people.length} people: ${listed(people.map(personName))}`,
    remedy: 'Enter the user name or mail address of its user at the PBX, or bind the line by hand.',
  };
}

export function missingPerson(line: MatchingLine): MatchProblem {
  return {
    ...ofLine(line),
    kind: 'missing',
    message: `${lineName(line)} belongs to nobody: no person has its user name, mail address or number`,
    remedy: 'Bind it by hand, or give it the kind shared, room, park or queue if it belongs to no one person.',
  };
}

export function missingLine(person: MatchingPerson): MatchProblem {
  return {
    ...ofPerson(person),
    kind: 'missing',
    message: `${personName(person)} has no line: none has the person's UPN, mail address or number`,
    remedy: 'Enter the number of the person or the user name of the line, add an entry to the list, or bind by hand.',
  };
}

export function missingEntry(pair: UserPair, teams: boolean): MatchProblem {
  return {
    ...ofEntry(pair),
    kind: 'missing',
    message: teams
      ? `the list names the Teams user ${pair.teams}, whom nobody here is`
      : `the list names the PBX user ${pair.system}, which no line has as user name or number`,
    remedy: teams
      ? 'Correct the UPN in the list (its case too, where case counts), or import the person.'
      : 'Correct the name in the list (its case too, where case counts), or import the line.',
  };
}

export function ambiguousEntry(
  pair: UserPair,
  people: readonly MatchingPerson[],
  phones: readonly Phone[],
): MatchProblem {
  return {
    ...ofEntry(pair),
    kind: 'ambiguous',
    message:
      people.length > 1
        ? `the list names the Teams user ${pair.teams}, who is ${people.length} people: ${listed(people.map(personName))}`
        : `the list names ${pair.system}, which is several lines: ${listed(phones.flatMap(({ lines }) => lines.map(lineName)))}`,
    remedy:
      people.length > 1
        ? 'Write the UPN of the one who is meant.'
        : 'Write the full number of the line, or its user name at the PBX.',
  };
}

function ofLine(line: MatchingLine): Pick<MatchProblem, 'subject' | 'personId' | 'systemId' | 'address'> {
  return { subject: lineName(line), personId: null, systemId: line.systemId, address: line.address };
}

function ofPerson(person: MatchingPerson): Pick<MatchProblem, 'subject' | 'personId' | 'systemId' | 'address'> {
  return { subject: personName(person), personId: person.id, systemId: null, address: null };
}

function ofEntry({ teams, system }: UserPair): Pick<MatchProblem, 'subject' | 'personId' | 'systemId' | 'address'> {
  return { subject: `${teams},${system}`, personId: null, systemId: null, address: null };
}

function personName({ id, displayName, addresses }: MatchingPerson): string {
  const address = addresses.find(({ kind }) => kind === 'upn') ?? addresses.find(({ kind }) => kind === 'mail');
  return `${displayName === '' ? id : displayName} (${address?.value ?? id})`;
}

function lineName({ systemId, address, kind, displayName }: MatchingLine): string {
  const noun = kind === null ? 'account' : 'line';
  return `${noun} ${address}${displayName === '' ? '' : ` (${displayName})`} at ${systemId}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

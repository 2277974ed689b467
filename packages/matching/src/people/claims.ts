/** Who claims which line by a phone number or by the list: worked out from the person's side, before lines are decided. */
import type { LineIndex, Phone } from './line-index.ts';
import type { MatchProblem } from './match-outcome.ts';
import type { MatchingInput, MatchingLine, MatchingPerson } from './matching-input.ts';
import type { PersonIndex } from './person-index.ts';
import { ambiguousEntry, missingEntry } from './problems.ts';

export interface Claim {
  readonly person: MatchingPerson;
  readonly reason: string;
}

/** A person's number that means phones at several sites. */
export interface UnclearNumber {
  readonly person: MatchingPerson;
  readonly number: string;
  readonly phones: readonly Phone[];
}

export class Claims {
  readonly #byLine = new Map<MatchingLine, Claim[]>();

  add(line: MatchingLine, claim: Claim): void {
    const claims = this.#byLine.get(line);
    if (claims === undefined) {
      this.#byLine.set(line, [claim]);
    } else if (!claims.some(({ person }) => person === claim.person)) {
      claims.push(claim);
    }
  }

  of(line: MatchingLine): readonly Claim[] {
    return this.#byLine.get(line) ?? [];
  }
}

/** Claims by phone numbers and lines among the people's addresses. What is unclear claims nothing. */
export function numberClaims(
  people: readonly MatchingPerson[],
  lines: LineIndex,
): { readonly claims: Claims; readonly unclear: readonly UnclearNumber[] } {
  const claims = new Claims();
  const unclear: UnclearNumber[] = [];
  for (const person of people) {
    for (const { kind, value } of person.addresses) {
      if (kind !== 'phone' && kind !== 'line') {
        continue;
      }
      const phones = lines.phones(value);
      const [only] = phones;
      if (phones.length > 1) {
        unclear.push({ person, number: value, phones });
      } else if (only !== undefined) {
        for (const line of only.lines) {
          claims.add(line, { person, reason: only.evidence });
        }
      }
    }
  }
  return { claims, unclear };
}

/** Claims by the list. An entry whose user or line is not found, or is not one, claims nothing and is a problem. */
export function listClaims(
  { pairs }: MatchingInput,
  people: PersonIndex,
  lines: LineIndex,
): { readonly claims: Claims; readonly problems: readonly MatchProblem[] } {
  const claims = new Claims();
  const problems: MatchProblem[] = [];
  for (const pair of pairs) {
    const found = people.byListName(pair.teams);
    const users = lines.byUserName(pair.system);
    const phones: readonly Phone[] =
      users.length > 0 ? [{ lines: users, evidence: pair.system }] : lines.phones(pair.system);
    const [person] = found;
    const [phone] = phones;
    if (person === undefined || phone === undefined) {
      problems.push(missingEntry(pair, person === undefined));
    } else if (found.length > 1 || phones.length > 1) {
      problems.push(ambiguousEntry(pair, found, phones));
    } else {
      for (const line of phone.lines) {
        claims.add(line, { person, reason: `list ${pair.teams},${pair.system}` });
      }
    }
  }
  return { claims, problems };
}

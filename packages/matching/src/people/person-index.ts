import { addressKey, foldName } from '@lamplight/addresses';
import type { MatchingPerson } from './matching-input.ts';

/** Active people by everything that a line can name them with. */
export class PersonIndex {
  readonly #byObjectId: People = new Map();
  readonly #byUpn: People = new Map();
  readonly #byMail: People = new Map();
  readonly #people: readonly MatchingPerson[];
  /** Made when they are first asked: most runs need no list, and most lines no name. */
  #byListName: People | null = null;
  #byName: People | null = null;
  readonly #caseSensitive: boolean;

  /** @param people active ones, sorted: what is found comes in their order */
  constructor(people: readonly MatchingPerson[], caseSensitive: boolean) {
    this.#caseSensitive = caseSensitive;
    this.#people = people;
    for (const person of people) {
      add(this.#byObjectId, person.entraObjectId?.toLowerCase() ?? '', person);
      for (const { kind, value } of person.addresses) {
        if (kind === 'upn') {
          add(this.#byUpn, this.upnKey(value), person);
          add(this.#byMail, addressKey('mail', value), person);
        } else if (kind === 'mail') {
          add(this.#byMail, addressKey('mail', value), person);
        }
      }
    }
  }

  upnKey(name: string): string {
    return addressKey('upn', name, { caseSensitive: this.#caseSensitive });
  }

  byObjectId(id: string): readonly MatchingPerson[] {
    return found(this.#byObjectId, id.toLowerCase());
  }

  byUpn(upn: string): readonly MatchingPerson[] {
    return found(this.#byUpn, this.upnKey(upn));
  }

  /** Mail addresses and UPNs: a PBX that asks for a mail address is often given the UPN. */
  byMail(mail: string): readonly MatchingPerson[] {
    return found(this.#byMail, addressKey('mail', mail));
  }

  /** A Teams user as a list names one: by UPN, or by mail address where that is nobody's UPN. */
  byListName(name: string): readonly MatchingPerson[] {
    const people = this.byUpn(name);
    if (people.length > 0) {
      return people;
    }
    this.#byListName ??= byMailName(this.#people, this.#caseSensitive);
    return found(this.#byListName, addressKey('mail', name, { caseSensitive: this.#caseSensitive }));
  }

  byName(displayName: string): readonly MatchingPerson[] {
    this.#byName ??= byName(this.#people);
    return found(this.#byName, foldName(displayName));
  }
}

/** One person by most keys, so that most need no list. */
type People = Map<string, MatchingPerson | MatchingPerson[]>;

function byMailName(people: readonly MatchingPerson[], caseSensitive: boolean): People {
  const index: People = new Map();
  for (const person of people) {
    for (const { kind, value } of person.addresses) {
      if (kind === 'mail') {
        add(index, addressKey('mail', value, { caseSensitive }), person);
      }
    }
  }
  return index;
}

function byName(people: readonly MatchingPerson[]): People {
  const index: People = new Map();
  for (const person of people) {
    add(index, foldName(person.displayName), person);
  }
  return index;
}

function found(index: People, key: string): readonly MatchingPerson[] {
  const people = index.get(key) ?? [];
  return Array.isArray(people) ? people : [people];
}

function add(index: People, key: string, person: MatchingPerson): void {
  const held = index.get(key);
  if (key === '' || held === person) {
    return;
  }
  if (held === undefined) {
    index.set(key, person);
  } else if (!Array.isArray(held)) {
    index.set(key, [held, person]);
  } else if (held.at(-1) !== person) {
    held.push(person);
  }
}

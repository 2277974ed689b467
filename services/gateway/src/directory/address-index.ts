/**
 * Who has an address. Each person is entered under the keys of `@lamplight/addresses`: numbers of lines as the plan of
 * their system reads them, so that +49 30 1234-567, 0301234567 and 567 find one phone, and 567 every site's 567.
 *
 * What is asked for is read by the plan of each system, since nobody says where they would dial it. UPNs go before mail
 * addresses, those before phones and lines; and of the people at a line its owners before those who share it.
 */
import { addressKey, dialledKeys, type LineKeys, lineKeys, type NumberPlan } from '@lamplight/addresses';
import type { Person, PersonId, SystemId } from '@lamplight/domain';
import { KeyIndex } from './key-index.ts';

/** A number plan for each system, null where it has none. */
export type NumberPlans = ReadonlyMap<SystemId, NumberPlan | null>;

/** Readings of what was asked for lately, since reading a number costs more than everything else. */
const KEPT_READINGS = 20_000;

/** Phones whose keys are kept: somebody who changes is taken out and entered again with most of what they had. */
const KEPT_PHONES = 64;

/** System id of an address that a person has at no system in particular. */
const NOWHERE = '';

interface Reading {
  readonly systemId: string;
  readonly keys: LineKeys;
}

export class AddressIndex {
  readonly #upns = new KeyIndex<PersonId>();
  readonly #mails = new KeyIndex<PersonId>();
  readonly #userNames = new KeyIndex<PersonId>();
  /** Phones and lines of their own. */
  readonly #own = new LineIndex();
  /** Lines that they share or are logged in to. */
  readonly #others = new LineIndex();
  readonly #readings = new Map<string, readonly Reading[]>();
  readonly #phones = new Map<string, LineKeys>();
  #plans: NumberPlans = new Map();

  /** Empties the index, for people who are added anew under these plans. */
  restart(plans: NumberPlans): void {
    this.#plans = plans;
    this.#readings.clear();
    for (const index of [this.#upns, this.#mails, this.#userNames, this.#own, this.#others]) {
      index.clear();
    }
  }

  /** Answers the digits of the person's numbers, without `+`: those of E.164 where they are known. */
  add(person: Person): readonly string[] {
    const digits = new Set<string>();
    this.#each(person, (index, key, number) => {
      index.add(key, person.id);
      if (number !== null) {
        digits.add(number.replace('+', ''));
      }
    });
    return [...digits];
  }

  /** @param person as they were added */
  delete(person: Person): void {
    this.#each(person, (index, key) => index.delete(key, person.id));
  }

  /** Everybody who may be meant by an address. */
  find(address: string): readonly PersonId[] {
    return firstThatFinds([
      () => this.#upns.get(addressKey('upn', address)),
      () => this.#mails.get(addressKey('mail', address)),
      () => this.#atLine(this.#readingsOf(address)),
    ]);
  }

  /** Everybody whom a system may mean by a name: an extension is one of its own, never of another site. */
  findAt(systemId: SystemId, name: string): readonly PersonId[] {
    const readings = (at: string): readonly Reading[] =>
      this.#readingsOf(name).filter((reading) => reading.systemId === at);
    return firstThatFinds([
      () => this.#upns.get(addressKey('upn', name)),
      () => this.#mails.get(addressKey('mail', name)),
      () => this.#atLine(readings(systemId)),
      () => this.#atLine(readings(NOWHERE)),
      () => this.#userNames.get(addressKey('upn', name)),
    ]);
  }

  #atLine(readings: readonly Reading[]): readonly PersonId[] {
    return firstThatFinds([() => this.#own.find(readings), () => this.#others.find(readings)]);
  }

  #readingsOf(text: string): readonly Reading[] {
    const kept = this.#readings.get(text);
    if (kept !== undefined) {
      return kept;
    }
    const plain = dialledKeys(text, null);
    const readings: Reading[] = [{ systemId: NOWHERE, keys: plain }];
    for (const [systemId, plan] of this.#plans) {
      readings.push({ systemId, keys: plan === null ? plain : dialledKeys(text, plan) });
    }
    if (this.#readings.size >= KEPT_READINGS) {
      this.#readings.clear();
    }
    this.#readings.set(text, readings);
    return readings;
  }

  #each(person: Person, visit: (index: Entered, key: string, number: string | null) => void): void {
    for (const { kind, value } of person.addresses) {
      switch (kind) {
        case 'upn': {
          const key = addressKey('upn', value);
          visit(this.#upns, key, null);
          visit(this.#userNames, key.split('@')[0] ?? key, null);
          break;
        }
        case 'mail':
          visit(this.#mails, addressKey('mail', value), null);
          break;
        case 'phone':
        case 'line':
          this.#eachPhone(value, visit);
          break;
      }
    }
    for (const bound of person.bindings) {
      if (bound.lineKind !== null) {
        const index = bound.role === 'owner' ? this.#own : this.#others;
        const keys = lineKeys(bound.address, this.#plans.get(bound.systemId) ?? null);
        eachLineKey(index, bound.systemId, keys, visit);
      }
    }
  }

  /** A phone that is not written in its international form is any number that a plan makes of it. */
  #eachPhone(value: string, visit: (index: Entered, key: string, number: string | null) => void): void {
    const plain = this.#phoneKeys(value);
    eachLineKey(this.#own, NOWHERE, plain, visit);
    if (plain.number === null && plain.extension !== null) {
      for (const plan of new Set(this.#plans.values())) {
        const { number, extension } = lineKeys(value, plan);
        if (number !== null && extension !== plain.extension) {
          eachLineKey(this.#own, NOWHERE, { uri: null, number, extension: null }, visit);
        }
      }
    }
  }

  #phoneKeys(value: string): LineKeys {
    const kept = this.#phones.get(value);
    const keys = kept ?? lineKeys(value, null);
    if (kept === undefined) {
      if (this.#phones.size >= KEPT_PHONES) {
        this.#phones.clear();
      }
      this.#phones.set(value, keys);
    }
    return keys;
  }
}

function firstThatFinds(finds: readonly (() => readonly PersonId[])[]): readonly PersonId[] {
  for (const find of finds) {
    const found = find();
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

type Entered = Pick<KeyIndex<PersonId>, 'add' | 'delete'>;

/** People at lines: by number and URI wherever the line is, by extension at its system. */
class LineIndex {
  readonly numbers = new KeyIndex<PersonId>();
  readonly uris = new KeyIndex<PersonId>();
  /** RFC 3261 tells Anna@pbx from anna@pbx, people do not: asked only where nobody has the URI itself. */
  readonly looseUris = new KeyIndex<PersonId>();
  readonly extensions = new KeyIndex<PersonId>();

  find(readings: readonly Reading[]): readonly PersonId[] {
    const found = new Set<PersonId>();
    const enter = (ids: readonly PersonId[]): void => {
      for (const id of ids) {
        found.add(id);
      }
    };
    for (const { systemId, keys } of readings) {
      if (keys.number !== null) {
        enter(this.numbers.get(keys.number));
      }
      if (keys.extension !== null) {
        enter(this.extensions.get(extensionKey(systemId, keys.extension)));
      }
      if (keys.uri !== null) {
        const exact = this.uris.get(keys.uri);
        enter(exact.length > 0 ? exact : this.looseUris.get(keys.uri.toLowerCase()));
      }
    }
    return [...found];
  }

  clear(): void {
    for (const index of [this.numbers, this.uris, this.looseUris, this.extensions]) {
      index.clear();
    }
  }
}

function eachLineKey(
  lines: LineIndex,
  systemId: string,
  { uri, number, extension }: LineKeys,
  visit: (index: Entered, key: string, number: string | null) => void,
): void {
  if (number !== null) {
    visit(lines.numbers, number, number);
  }
  if (extension !== null) {
    visit(lines.extensions, extensionKey(systemId, extension), number ?? extension);
  }
  if (uri !== null) {
    visit(lines.uris, uri, null);
    visit(lines.looseUris, uri.toLowerCase(), null);
  }
}

function extensionKey(systemId: string, extension: string): string {
  return `${systemId}\u0000${extension}`;
}

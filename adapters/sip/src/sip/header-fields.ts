/**
 * Header fields of a message: values by name, without regard to the case of the name, in the order they arrived.
 * Compact names are spelled out when fields are read, so one name finds all.
 */
export class HeaderFields implements Iterable<readonly [string, string]> {
  readonly #values = new Map<string, string[]>();

  constructor(fields: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of fields) {
      this.append(name, value);
    }
  }

  /** How many values there are. */
  get size(): number {
    return [...this.#values.values()].reduce((sum, values) => sum + values.length, 0);
  }

  /** The first value of a field. */
  get(name: string): string | undefined {
    return this.#values.get(canonicalName(name))?.[0];
  }

  /** All values of a field, topmost first. */
  all(name: string): readonly string[] {
    return this.#values.get(canonicalName(name)) ?? [];
  }

  /** Adds a value below those that are there. */
  append(name: string, value: string): this {
    const key = canonicalName(name);
    const values = this.#values.get(key);
    if (values === undefined) {
      this.#values.set(key, [value]);
    } else {
      values.push(value);
    }
    return this;
  }

  /** Replaces all values of a field. */
  set(name: string, ...values: readonly string[]): this {
    this.#values.set(canonicalName(name), [...values]);
    return this;
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, string]> {
    for (const [name, values] of this.#values) {
      for (const value of values) {
        yield [name, value];
      }
    }
  }
}

/**
 * Compact forms (RFC 3261, 7.3.3; Event and Allow-Events from RFC 6665). A map, since names come from outside:
 * `constructor` is a header name too.
 */
const COMPACT: ReadonlyMap<string, string> = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
]);

/** Spellings that a word-by-word capital would get wrong. */
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['mime-version', 'MIME-Version'],
]);

/** Lower case, compact forms spelled out. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return COMPACT.get(lower) ?? lower;
}

/** The name as it is written on the wire, e.g. `Call-ID`. */
export function wireName(canonical: string): string {
  return (
    SPELLING.get(canonical) ??
    canonical.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
  );
}

/** Fields whose values stand in one line, separated by commas. Challenges and credentials are not: they hold commas. */
export const LIST_FIELDS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'allow',
  'allow-events',
  'contact',
  'in-reply-to',
  'record-route',
  'require',
  'route',
  'supported',
  'unsupported',
  'via',
]);

import { addressKey, dialledKeys, lineKeys, type NumberPlan } from '@lamplight/addresses';
import type { SystemId } from '@lamplight/domain';
import type { MatchingLine } from './matching-input.ts';

/** Lines that are one phone: the same number, or one extension of one system whose numbers are not known. */
export interface Phone {
  readonly lines: readonly MatchingLine[];
  /** `number +49301234567`, `extension 567`, `line sip:anna@pbx.example.com`. */
  readonly evidence: string;
}

/** Means the same at every system, so that no plan need be asked. */
const WRITTEN_WITH_PLUS = /^\s*(?:tel:)?\+/i;

/** Lines by everything that they are dialled with, and by the user names that their PBX has for them. */
export class LineIndex {
  readonly #byNumber = new Map<string, MatchingLine[]>();
  readonly #byUri = new Map<string, MatchingLine[]>();
  readonly #byExtension = new Map<SystemId, Map<string, MatchingLine[]>>();
  readonly #byUserName = new Map<string, MatchingLine[]>();
  readonly #plans: ReadonlyMap<SystemId, NumberPlan | null>;
  readonly #caseSensitive: boolean;

  /** @param lines sorted: what is found comes in their order */
  constructor(lines: readonly MatchingLine[], plans: ReadonlyMap<SystemId, NumberPlan | null>, caseSensitive: boolean) {
    this.#plans = plans;
    this.#caseSensitive = caseSensitive;
    for (const line of lines) {
      if (line.kind !== null) {
        this.#addKeys(line);
      }
    }
  }

  byUserName(name: string): readonly MatchingLine[] {
    return this.#byUserName.get(this.#userKey(name)) ?? [];
  }

  /**
   * Every phone that a number may mean: one for a full number, and one at each site for an extension, which each system
   * reads by its own plan.
   */
  phones(text: string): readonly Phone[] {
    const found = new Map<string, Phone>();
    const international = WRITTEN_WITH_PLUS.test(text) ? dialledKeys(text, null).number : null;
    if (international !== null) {
      keep(found, `number ${international}`, this.#byNumber.get(international));
      return [...found.values()];
    }
    for (const [systemId, extensions] of this.#byExtension) {
      const { number, extension } = dialledKeys(text, this.#plans.get(systemId) ?? null);
      if (number !== null) {
        keep(found, `number ${number}`, this.#byNumber.get(number));
      } else if (extension !== null) {
        keep(found, `${systemId} ${extension}`, extensions.get(extension), `extension ${extension}`);
      }
    }
    if (found.size === 0 && /[@:]/.test(text)) {
      const key = addressKey('line', text);
      keep(found, key, this.#byUri.get(key), `line ${key}`);
    }
    return [...found.values()];
  }

  #addKeys(line: MatchingLine): void {
    const { uri, number, extension } = lineKeys(line.address, this.#plans.get(line.systemId) ?? null);
    if (line.userName !== '') {
      add(this.#byUserName, this.#userKey(line.userName), line);
    }
    let extensions = this.#byExtension.get(line.systemId);
    if (extensions === undefined) {
      extensions = new Map();
      this.#byExtension.set(line.systemId, extensions);
    }
    if (uri !== null) {
      add(this.#byUri, uri, line);
    }
    if (number !== null) {
      add(this.#byNumber, number, line);
    }
    if (extension !== null) {
      add(extensions, extension, line);
    }
  }

  #userKey(name: string): string {
    return addressKey('upn', name, { caseSensitive: this.#caseSensitive });
  }
}

function keep(
  found: Map<string, Phone>,
  key: string,
  lines: readonly MatchingLine[] | undefined,
  evidence: string = key,
): void {
  if (lines !== undefined && !found.has(key)) {
    found.set(key, { lines, evidence });
  }
}

function add(index: Map<string, MatchingLine[]>, key: string, line: MatchingLine): void {
  const found = index.get(key);
  if (found === undefined) {
    index.set(key, [line]);
  } else {
    found.push(line);
  }
}

import { isId } from '@lamplight/domain';
import { WIRE_LIMITS } from './wire-limits.ts';
import { type WireProblem, type WireResult, wireProblem } from './wire-problem.ts';

/** 2100-01-01T00:00:00Z: no time in a message lies beyond it. */
const LATEST_TIME = 4_102_444_800_000;

/**
 * Checks the fields of one message as they are read and keeps the first problem, so that a mapping reads like the type
 * that it fills. After a problem the values that it returns are placeholders: {@link result} decides.
 */
export class WireReader {
  readonly #reason: WireProblem['reason'];
  #problem: WireProblem | null = null;

  constructor(reason: WireProblem['reason']) {
    this.#reason = reason;
  }

  /** The value if every field was in order, else the first problem. */
  result<Value>(value: Value): WireResult<Value> {
    return this.#problem === null ? { ok: true, value } : { ok: false, problem: this.#problem };
  }

  fail(field: string, message: string): void {
    this.#problem ??= wireProblem(this.#reason, field, message);
  }

  /** An id (1 to 128 characters without control characters), branded by `brand`. */
  id<Id>(field: string, value: string, brand: (value: string) => Id): Id {
    if (isId(value)) {
      return brand(value);
    }
    this.fail(field, `expected 1 to 128 characters without control characters, got ${quote(value)}`);
    return brand('unreadable');
  }

  /** As {@link id}; null where the field is empty. */
  optionalId<Id>(field: string, value: string, brand: (value: string) => Id): Id | null {
    return value === '' ? null : this.id(field, value, brand);
  }

  /** A subject's address: not empty, at most 512 characters. */
  address(field: string, value: string): string {
    if (value === '') {
      this.fail(field, 'is missing; name the subject by its address');
    }
    return this.text(field, value, WIRE_LIMITS.address);
  }

  addresses(field: string, values: readonly string[]): readonly string[] {
    this.count(field, values, WIRE_LIMITS.words);
    return values.slice(0, WIRE_LIMITS.words).map((value, index) => this.address(`${field}[${index}]`, value));
  }

  word(field: string, value: string): string {
    return this.text(field, value, WIRE_LIMITS.word);
  }

  requiredWord(field: string, value: string): string {
    if (value === '') {
      this.fail(field, 'is missing');
    }
    return this.word(field, value);
  }

  text(field: string, value: string, limit: number = WIRE_LIMITS.text): string {
    if (value.length > limit) {
      this.fail(field, `has ${value.length} characters; at most ${limit} are taken`);
    }
    return value;
  }

  words(field: string, values: readonly string[]): readonly string[] {
    this.count(field, values, WIRE_LIMITS.words);
    return values.slice(0, WIRE_LIMITS.words).map((value, index) => this.word(`${field}[${index}]`, value));
  }

  /** Notes a list that is too long. */
  count(field: string, values: readonly unknown[], limit: number): void {
    if (values.length > limit) {
      this.fail(field, `has ${values.length} entries; at most ${limit} are taken, send the others in further messages`);
    }
  }

  details(field: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const entries = Object.entries(values);
    this.count(field, entries, WIRE_LIMITS.words);
    for (const [key, value] of entries) {
      this.word(`${field} key`, key);
      this.text(`${field}.${key.slice(0, WIRE_LIMITS.word)}`, value);
    }
    return { ...values };
  }

  /** A whole number from 0 to 2^53 - 1. */
  number(field: string, value: number): number {
    if (Number.isSafeInteger(value) && value >= 0) {
      return value;
    }
    this.fail(field, `expected a whole number of at least 0, got ${value}`);
    return 0;
  }

  /** As {@link number}, at least 1. */
  positive(field: string, value: number): number {
    if (value === 0) {
      this.fail(field, 'is missing or 0; expected at least 1');
    }
    return this.number(field, value);
  }

  /** The value of an enum, which must be one that is known here. */
  enumValue<Value>(field: string, value: number, known: Value | undefined, placeholder: Value): Value {
    if (known === undefined) {
      this.fail(field, value === 0 ? 'is missing' : `${value} is not a value that is known here; leave the field out`);
      return placeholder;
    }
    return known;
  }

  /** Wall time of `now` and an offset in ms; null where absent. Refuses what lies before 1970 or after 2100. */
  timeFrom(field: string, now: number, offsetMs: number | undefined): number | null {
    if (offsetMs === undefined) {
      return null;
    }
    const time = now + offsetMs;
    if (Number.isSafeInteger(time) && time >= 0 && time <= LATEST_TIME) {
      return time;
    }
    this.fail(field, `${offsetMs} ms does not give a time between 1970 and 2100; send milliseconds from now`);
    return null;
  }
}

function quote(value: string): string {
  return value.length > 140
    ? `${JSON.stringify(value.slice(0, 140))}… (${value.length} characters)`
    : JSON.stringify(value);
}

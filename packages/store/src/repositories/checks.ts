import { LamplightError } from '@lamplight/runtime';

/**
 * Optimistic concurrency: a caller who read a record at one revision may not change it at another.
 * @param expected null: whatever it is
 * @param actual 0: there is no such record
 * @throws LamplightError `revision_conflict`
 */
export function expectRevision(record: string, expected: number | null, actual: number): void {
  if (expected !== null && expected !== actual) {
    throw new LamplightError(
      'revision_conflict',
      `${record} has revision ${actual}: expected ${expected}; read it again and repeat the change`,
      { details: { expected: String(expected), actual: String(actual) } },
    );
  }
}

/**
 * Refuses text that the engines would not give back as it was: PostgreSQL has no U+0000, and half a surrogate pair is no
 * character of UTF-8. Looks into objects and arrays.
 * @throws LamplightError `request_invalid`
 */
export function expectStorable(name: string, value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) {
      throw new LamplightError(
        'request_invalid',
        `${name} is ${JSON.stringify(value.slice(0, 140))}: expected text without U+0000 and without half characters`,
      );
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      expectStorable(name, key);
      expectStorable(`${name}.${key}`, inner);
    }
  }
}

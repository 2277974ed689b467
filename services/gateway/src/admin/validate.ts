/** Holds a request against its route's schemas; each wrong field is named by JSON pointer, value and expectation. */
import { deepFreeze, describeExpectation, isSecretName, LamplightError } from '@lamplight/runtime';
import type { z } from 'zod';

type Part = 'path' | 'query' | 'body';

/** Field errors that an answer names; a body of a megabyte may have more. */
const MAX_ERRORS = 50;

/** @throws LamplightError `request_invalid` with a detail per wrong field */
export function validated<Schema extends z.ZodType>(part: Part, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: describeExpectation });
  if (result.success) {
    deepFreeze(result.data);
    return result.data;
  }
  throw invalid(part, result.error.issues, value);
}

/** The error for what zod found in `value`, which stands in `part` of the request. */
export function invalid(part: Part, issues: readonly z.core.$ZodIssue[], value: unknown): LamplightError {
  const found = issues.flatMap((issue) => explained(issue, [], value));
  const details: Record<string, string> = {};
  for (const [path, text] of found.slice(0, MAX_ERRORS)) {
    const pointer = `/${[part, ...path.map(String)].map(escaped).join('/')}`;
    details[pointer] = details[pointer] === undefined ? text : `${details[pointer]}; ${text}`;
  }
  const first = found[0];
  const name = first === undefined ? part : first[0].length === 0 ? `the ${part}` : first[0].map(String).join('.');
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return new LamplightError('request_invalid', `${name} ${first?.[1] ?? 'is not as expected'}${more}`, { details });
}

type Explained = readonly [path: readonly PropertyKey[], text: string];

function explained(issue: z.core.$ZodIssue, above: readonly PropertyKey[], value: unknown): Explained[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [[...path, key], 'is not known: remove it']);
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors
      .filter((branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'))
      .sort((one, other) => one.length - other.length)[0];
    if (nearest !== undefined) {
      return nearest.flatMap((inner) => explained(inner, path, value));
    }
    const words = issue.errors.flat().map(({ message }) => message.replace(/^expected /, ''));
    return [[path, `${shown(path, value)}: expected ${[...new Set(words)].join(' or ')}`]];
  }
  if (issue.code === 'invalid_key') {
    return [[path, `is not allowed as a name: ${issue.issues.map(({ message }) => message).join(', ')}`]];
  }
  return [[path, `${shown(path, value)}: ${issue.message}`]];
}

function shown(path: readonly PropertyKey[], root: unknown): string {
  let value = root;
  for (const segment of path) {
    value =
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, segment)?.value : undefined;
  }
  if (value === undefined) {
    return 'is missing';
  }
  if (path.some((segment) => isSecretName(String(segment)))) {
    return 'is [hidden]';
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'is a list' : 'is an object';
  }
  const text = JSON.stringify(value) ?? String(value);
  return `is ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`;
}

/** RFC 6901 section 3. */
function escaped(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

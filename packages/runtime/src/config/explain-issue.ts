import type { z } from 'zod';
import { isSecretName } from '../log/secret-names.ts';
import { inputShape, knownKeys, nearest } from './known-keys.ts';
import type { Problem, YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What is expected, for the issues that a schema gives no text of its own. Handed to zod as its error map. */
export function describeExpectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? `expected ${oneOf(issue.options)}` : undefined;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${sized(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${sized(issue.origin, issue.maximum)}`;
    case 'invalid_format':
      return `expected ${FORMAT_WORDS[issue.format] ?? `a text of the form ${issue.pattern ?? issue.format}`}`;
    default:
      return undefined;
  }
}

/**
 * Turns what zod found into problems with a place in the text, in the order of the text.
 * @param root where in the text stands what the schema was asked about; default: it is the whole text.
 */
export function explainIssues(
  issues: readonly Issue[],
  schema: z.ZodType,
  source: YamlSource,
  root: Path = [],
): Problem[] {
  const shape = inputShape(schema);
  const explain = (issue: Issue, above: Path): Problem[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(key, path, knownKeys(shape, path.slice(root.length)), source));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return explainUnion(issue, path, explain, source);
    }
    if (issue.code === 'invalid_key') {
      const message = issue.issues.map((inner) => inner.message).join(', ');
      return [{ ...source.positionOfKey(path), message: `the key ${printPath(path)} is not allowed: ${message}` }];
    }
    return [{ ...source.positionOf(path), message: describeValue(path, valueAt(source.value, path), issue.message) }];
  };
  return issues
    .flatMap((issue) => explain(issue, root))
    .sort((left, right) => left.line - right.line || left.column - right.column);
}

/** Explains the alternative that comes nearest; when none accepts the type at all, names the types. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  explain: (issue: Issue, above: Path) => Problem[],
  source: YamlSource,
): Problem[] {
  const entered = issue.errors.filter(
    (branch) => !branch.some((inner) => inner.path.length === 0 && isTypeIssue(inner)),
  );
  const best = entered.sort((left, right) => left.length - right.length)[0];
  if (best !== undefined) {
    return best.flatMap((inner) => explain(inner, path));
  }
  const expected = issue.errors.flat().map((inner) => inner.message.replace(/^expected /, ''));
  const message = `expected ${[...new Set(expected)].join(' or ')}`;
  return [{ ...source.positionOf(path), message: describeValue(path, valueAt(source.value, path), message) }];
}

function isTypeIssue(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function unknownKey(key: string, path: Path, known: readonly string[], source: YamlSource): Problem {
  const full = [...path, key];
  const meant = nearest(key, known);
  const remedy =
    meant !== undefined ? `did you mean ${meant}?` : known.length > 0 ? `known here: ${known.join(', ')}` : 'remove it';
  const name = key === '' ? 'an empty key' : printPath(full);
  return { ...source.positionOfKey(full), message: `${name} is not known: ${remedy}` };
}

function describeValue(path: Path, value: unknown, expectation: string): string {
  const name = path.length === 0 ? 'the configuration' : printPath(path);
  if (value === undefined) {
    return `${name} is missing: ${expectation}`;
  }
  const field = path.findLast((segment) => typeof segment === 'string');
  const shown = typeof field === 'string' && isSecretName(field) ? '[hidden]' : printValue(value);
  return `${name} is ${shown}: ${expectation}`;
}

export function printPath(path: Path): string {
  return path
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : `${index === 0 ? '' : '.'}${String(segment)}`,
    )
    .join('');
}

/** A value as a reader of the file knows it: short, and without what may be secret inside a mapping. */
function printValue(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : 'a list';
  }
  if (typeof value === 'object' && value !== null) {
    return 'a mapping';
  }
  if (value === null) {
    return 'empty';
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null) {
      return undefined;
    }
    current = Object.getOwnPropertyDescriptor(current, segment)?.value;
  }
  return current;
}

function oneOf(values: readonly unknown[]): string {
  const printed = values.map((value) => (typeof value === 'string' ? value : String(value)));
  return printed.length === 1 ? printed.join('') : `one of ${printed.join(', ')}`;
}

function sized(origin: string, limit: number | bigint): string {
  switch (origin) {
    case 'string':
      return `${limit} ${limit === 1 ? 'character' : 'characters'}`;
    case 'array':
    case 'set':
      return `${limit} ${limit === 1 ? 'entry' : 'entries'}`;
    default:
      return String(limit);
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'nothing',
};

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  url: 'a URL such as https://lamplight.example.com',
  email: 'a mail address',
  uuid: 'a UUID',
  guid: 'a UUID',
  datetime: 'a time such as 2026-01-05T08:00:00Z',
  date: 'a date such as 2026-01-05',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
};

import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { validated } from './validate.ts';

const SCHEMA = z.strictObject({
  name: z.string().min(1),
  'a/b~c': z.int().optional(),
  secret: z.string().max(3).optional(),
  list: z.array(z.strictObject({ kind: z.enum(['x', 'y']) })).default([]),
  either: z.union([z.int(), z.strictObject({ deep: z.int() })]).optional(),
});

function refused(value: unknown): { readonly message: string; readonly details: Readonly<Record<string, string>> } {
  try {
    validated('body', SCHEMA, value);
  } catch (failure) {
    const { reason, message, details } = LamplightError.from(failure);
    expect(reason).toBe('request_invalid');
    return { message, details };
  }
  throw new Error('expected a refusal');
}

describe('validated', () => {
  test('gives what the schema makes of it, frozen', () => {
    const value = validated('body', SCHEMA, { name: 'n' });
    expect(value).toEqual({ name: 'n', list: [] });
    expect(Object.isFrozen(value.list)).toBe(true);
  });

  test.each([
    [{}, { '/body/name': 'is missing: expected a text' }],
    [{ name: 7 }, { '/body/name': 'is 7: expected a text' }],
    [{ name: 'n', 'a/b~c': 'x' }, { '/body/a~1b~0c': 'is "x": expected a number' }],
    [{ name: 'n', list: [{ kind: 'z' }] }, { '/body/list/0/kind': 'is "z": expected one of x, y' }],
    [
      { name: 'n', more: 1, over: 2 },
      { '/body/more': 'is not known: remove it', '/body/over': 'is not known: remove it' },
    ],
    [{ name: 'n', secret: 'long one' }, { '/body/secret': 'is [hidden]: expected at most 3 characters' }],
    [{ name: 'n', either: { deep: 'x' } }, { '/body/either/deep': 'is "x": expected a number' }],
    [{ name: 'n', either: 'x' }, { '/body/either': 'is "x": expected a number or a mapping' }],
    [[], { '/body': 'is a list: expected a mapping' }],
  ])('%j is refused field by field', (value, details) => {
    expect(refused(value).details).toEqual(details);
  });

  test('names no more than fifty', () => {
    const value = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`extra${index}`, 1]));
    const { message, details } = refused({ name: 'n', ...value });
    expect(Object.keys(details)).toHaveLength(50);
    expect(message).toContain('and 199 more');
  });
});

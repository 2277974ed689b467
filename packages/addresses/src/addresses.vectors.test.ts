/** Every vector of test/vectors/addresses: forms of numbers, URIs and names, each with the source that says so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addressKey } from './address-key.ts';
import { checkNumberPlan } from './check-number-plan.ts';
import { readNumber } from './read-number.ts';
import { sameSipUri, sipUriKey } from './sip-uri.ts';

const planShape = z.object({
  countryCode: z.string(),
  areaCode: z.string(),
  sitePrefix: z.string(),
  extensionLength: z.int(),
  trunkPrefix: z.string(),
  internationalPrefix: z.string(),
  exitPrefix: z.string(),
});

function vectors<Shape extends z.ZodType>(name: string, shape: Shape): z.output<Shape> {
  return shape.parse(
    JSON.parse(readFileSync(new URL(`../../../test/vectors/addresses/${name}.json`, import.meta.url), 'utf8')),
  );
}

describe('numbers', () => {
  const file = vectors(
    'numbers',
    z.object({
      plans: z.record(z.string(), planShape),
      vectors: z.array(
        z.object({
          source: z.string(),
          plan: z.string().nullable(),
          text: z.string(),
          expected: z.object({ e164: z.string().nullable(), extension: z.string().nullable() }).nullable(),
        }),
      ),
    }),
  );

  it.each(file.vectors)('$plan: $text [$source]', ({ plan, text, expected }) => {
    expect(readNumber(text, plan === null ? null : (file.plans[plan] ?? null))).toEqual(expected);
  });

  it.each(Object.entries(file.plans))('the plan %s is sound', (_name, plan) => {
    expect(checkNumberPlan(plan)).toEqual([]);
  });
});

describe('SIP URIs', () => {
  const rows = vectors(
    'sip-uris',
    z.array(z.object({ source: z.string(), a: z.string(), b: z.string(), equal: z.boolean() })),
  );

  it.each(rows)('$a and $b: $equal [$source]', ({ a, b, equal }) => {
    expect([sameSipUri(a, b), sameSipUri(b, a)]).toEqual([equal, equal]);
    if (equal) {
      expect(sipUriKey(a)).toBe(sipUriKey(b));
    }
  });
});

describe('address keys', () => {
  const rows = vectors(
    'address-keys',
    z.array(
      z.object({
        source: z.string(),
        kind: z.enum(['upn', 'mail', 'phone', 'line']),
        a: z.string(),
        b: z.string(),
        options: z.object({ caseSensitive: z.boolean() }).or(z.object({}).strict()),
        same: z.boolean(),
      }),
    ),
  );

  it.each(rows)('$kind: $a and $b: $same [$source]', ({ kind, a, b, options, same }) => {
    expect(addressKey(kind, a, options) === addressKey(kind, b, options)).toBe(same);
  });
});

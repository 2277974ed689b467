import { isId } from '@lamplight/domain';
import { z } from 'zod';

/** As the ids of the domain: 1 to 128 characters without control characters. */
export const id = z.string().min(1).max(128).refine(isId, 'expected 1 to 128 characters without control characters');

/** One line of text without control characters. */
export const text = z
  .string()
  .max(256)
  .regex(/^[^\p{Cc}]*$/u, 'expected text without control characters');

/** An instant, RFC 3339 in UTC. The store keeps milliseconds. */
export const instant = z.iso.datetime({ offset: true });

export const revision = z.int().min(0);

/** Any JSON. */
export const json = z.json();

/** How a query parameter reads in OpenAPI, where its zod schema takes both a value and its text. */
export const parameterShapes = z.registry<{ readonly shape: Readonly<Record<string, unknown>> }>();

/** A whole number in a query: digits only, so that `1e3` and an empty text are mistakes. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,16}$/, 'expected a whole number')
        .transform(Number),
    ])
    .pipe(z.int().min(minimum).max(maximum))
    .register(parameterShapes, { shape: { type: 'integer', minimum, maximum } });
}

/** Yes or no in a query. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
  .register(parameterShapes, { shape: { type: 'boolean' } });

/** A query parameter that may be repeated. */
export function listOf<Words extends Readonly<Record<string, string>>>(words: z.ZodEnum<Words>) {
  return z
    .union([z.array(words), words.transform((word) => [word])])
    .register(parameterShapes, { shape: { type: 'array', items: { type: 'string', enum: words.options } } });
}

/** A body or an answer that is streamed; its media type stands at the route. */
export const byteStream = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

/** Parameters of every list. */
export const pageQuery = z.strictObject({
  /** 1 to 1,000; default 100. */
  limit: wholeNumber(1, 1_000).default(100),
  /** `next` of the page before. */
  after: z.string().max(1_024).optional(),
});

export const nothing = z.strictObject({});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** What each record has. */
export const versioned = { revision, createdAt: instant, updatedAt: instant };

export const job = z.object({
  id,
  kind: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  total: z.int(),
  done: z.int(),
  /** What came of it, or what is wrong, by kind. */
  result: json,
  ...versioned,
});
export type Job = z.output<typeof job>;

/** RFC 9457, with our stable reason and what it concerns. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  reason: z.string(),
  /** Each wrong field: where, what was given, what is expected. */
  errors: z
    .array(
      z.object({
        pointer: z.string(),
        detail: z.string(),
        /** In the text that stands there; both count from 1. */
        line: z.int().optional(),
        column: z.int().optional(),
      }),
    )
    .optional(),
});
export type ProblemBody = z.output<typeof problem>;

import { z } from 'zod';
import { bindingRole } from './people.ts';
import { id, text } from './shared.ts';

export const matchProblem = z.object({
  kind: z.enum(['ambiguous', 'duplicate', 'missing']),
  /** The person or the line that it concerns, by name. */
  subject: z.string(),
  personId: id.nullable(),
  systemId: id.nullable(),
  address: text.nullable(),
  message: z.string(),
  remedy: z.string(),
});

export const match = z.object({
  personId: id,
  displayName: text,
  systemId: id,
  address: text,
  role: bindingRole,
  matcher: z.string(),
  reason: z.string(),
});

export const matchReport = z.object({
  /** Whether it was carried out, or only shown. */
  applied: z.boolean(),
  people: z.int(),
  lines: z.int(),
  matched: z.int(),
  /** What would change or has changed; at most 1,000 are listed, all are counted. */
  added: z.array(match),
  removed: z.array(match),
  counts: z.object({ added: z.int(), removed: z.int(), unchanged: z.int(), proposals: z.int(), problems: z.int() }),
  problems: z.array(matchProblem),
});
export type MatchReport = z.output<typeof matchReport>;

/** The list in the estos format, as it is kept. */
export const userMatchingList = z.object({
  entries: z.int(),
  /** The file, written out again as UTF-8 with commas. */
  csv: z.string(),
});

export const listPreview = z.object({
  applied: z.boolean(),
  encoding: z.string(),
  separator: z.string(),
  entries: z.int(),
  added: z.array(z.object({ teams: text, system: text })),
  removed: z.array(z.object({ teams: text, system: text })),
  /** Nothing is taken over while there is one. */
  problems: z.array(z.object({ line: z.int(), message: z.string(), remedy: z.string() })),
  matching: matchReport.nullable(),
});
export type ListPreview = z.output<typeof listPreview>;

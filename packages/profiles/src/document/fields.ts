/** Kinds of values that the format knows, each read strictly and put into the engine's form. */
import {
  inGraphSpelling,
  PREFERRED_PAIRS,
  type PresencePair,
  REACH_HINTS,
  SESSION_PAIRS,
  samePair,
  TONES,
} from '@lamplight/domain';
import type { PreferredPair, SessionPair } from '@lamplight/resolver';
import { printInUnits, readDuration } from '@lamplight/runtime';
import { z } from 'zod';
import { isDay } from './day.ts';

const UNIT_MS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;
const DURATION_EXPECTED = 'expected a duration with its unit (ms, s, min, h), such as "60 s", "5 min" or "1 h"';

/** Written `60 s`, `5 min` or `1 h`; milliseconds when read. */
export const duration = z
  .string({ error: DURATION_EXPECTED })
  .transform((text, context) => {
    const milliseconds = readDuration(text, UNIT_MS);
    if (milliseconds === undefined) {
      context.issues.push({ code: 'custom', message: DURATION_EXPECTED, input: text });
      return z.NEVER;
    }
    return milliseconds;
  })
  .describe('A duration with its unit: "60 s", "5 min" or "1 h".');

/** Milliseconds as {@link duration} reads them. */
export function writeDuration(milliseconds: number): string {
  return printInUnits(milliseconds, UNIT_MS).join(' ');
}

/** A list that means any of its entries: an empty one would mean nothing at all. */
export function anyOf<Schema extends z.ZodType>(entry: Schema): z.ZodArray<Schema> {
  return z.array(entry).min(1, { error: 'expected at least one entry; leave it out where nothing is asked' });
}

const ID_EXPECTED = 'expected small letters, digits and hyphens, such as call-to-teams';

/** An id of a profile or a rule. */
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: ID_EXPECTED });

/** A name of somebody or something outside of the profile, or of a technology, a label, a flag. */
export const name = z.string().min(1);

/** An availability or an activity, in any case. An open set. */
export const word = z
  .string()
  .regex(/\S/, { error: 'expected an availability or an activity of Graph, such as Busy or InACall' })
  .overwrite(inGraphSpelling);

export const tone = z.enum(TONES);
export const reachHint = z.enum(REACH_HINTS);

export const pair = z.strictObject({ availability: word, activity: word });

export const sessionPair: z.ZodType<SessionPair, z.input<typeof pair>> = accepted(SESSION_PAIRS, 'a session');
export const preferredPair: z.ZodType<PreferredPair, z.input<typeof pair>> = accepted(
  PREFERRED_PAIRS,
  'a status chosen by hand',
);

/** A pair out of a list: what Graph does not accept is refused, at the field that is wrong. */
function accepted<Pair extends PresencePair>(
  pairs: readonly Pair[],
  noun: string,
): z.ZodType<Pair, z.input<typeof pair>> {
  const list = pairs.map(({ availability, activity }) => `${availability}/${activity}`).join(', ');
  return pair.transform((written, context) => {
    const found = pairs.find((one) => samePair(one, written));
    if (found === undefined) {
      const isAvailability = pairs.every(({ availability }) => availability !== written.availability);
      const field = isAvailability ? 'availability' : 'activity';
      context.issues.push({
        code: 'custom',
        path: [field],
        input: written[field],
        message: `Graph accepts for ${noun} only ${list}`,
      });
      return z.NEVER;
    }
    return found;
  });
}

const TIME_EXPECTED = 'expected a time of day from "00:00" to "24:00", such as "08:00"';

export const timeOfDay = z.string({ error: TIME_EXPECTED }).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: TIME_EXPECTED,
});

const DAY_EXPECTED = 'expected a day such as 2026-12-25, or 12-25 for every year';

export const day = z.string({ error: DAY_EXPECTED }).refine(isDay, { error: DAY_EXPECTED });

const MOMENT_EXPECTED = 'expected a time with its zone, such as 2026-01-05T08:00:00Z or 2026-01-05T08:00:00+01:00';

/** Written as in RFC 3339; wall time in ms when read. */
export const moment = z.iso
  .datetime({ offset: true, error: MOMENT_EXPECTED })
  .transform((text) => Date.parse(text))
  .describe('A time with its zone, such as 2026-01-05T08:00:00Z.');

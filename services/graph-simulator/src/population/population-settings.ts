import { z } from 'zod';

const zoneSchema = z.strictObject({
  /** IANA name, such as Europe/Berlin. */
  name: z.string().refine(isZone, 'expected an IANA time zone such as Europe/Berlin'),
  /** How many of the people live there, beside the shares of the other zones. */
  share: z.number().positive().max(1000).default(1),
});

/** How people live. None of it is measured: it is an office that a reader recognises. */
export const populationSchema = z.strictObject({
  /** People's time passes this many times as fast as the simulator's clock. */
  speed: z.number().min(0.01).max(3600).default(1),
  /** The same days for the same seed. */
  seed: z.int().default(1),
  /** When people's time begins: on a working day at 8:00 in the first zone, now, or at an instant. */
  startsAt: z
    .union([
      z.enum(['morning', 'now']),
      z.iso.datetime({ offset: true, error: 'expected morning, now, or a time such as 2026-01-05T06:00:00Z' }),
    ])
    .default('morning'),
  /** How many people live, the first ones of the directory; the others stay as they are. */
  people: z.int().min(0).max(20_000).default(10_000),
  zones: z
    .array(zoneSchema)
    .min(1)
    .prefault([
      { name: 'Europe/Berlin', share: 6 },
      { name: 'America/New_York', share: 2 },
      { name: 'Asia/Singapore', share: 1 },
    ]),
  /** Calls that an average person has in an hour at the desk; people differ. */
  callsPerHour: z.number().min(0).max(30).default(1.5),
  /** Half of all calls last longer, in seconds, */
  callMedianS: z.number().min(1).max(3600).default(150),
  /** and one in ten longer than this. */
  callP90S: z.number().min(1).max(14_400).default(720),
  /** Meetings that a team has in a day. */
  meetingsPerDay: z.number().min(0).max(12).default(2.5),
});

export type PopulationSettings = z.output<typeof populationSchema>;
export type PopulationInput = z.input<typeof populationSchema>;

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

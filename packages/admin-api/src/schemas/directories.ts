import { z } from 'zod';
import { instant } from './shared.ts';

const count = z.int().min(0);

/** How the directory of a system is read. */
export const directoryStatus = z.object({
  health: z.object({ state: z.string(), reason: z.string(), message: z.string(), remedy: z.string() }),
  /** Who is here by this directory. */
  people: count,
  /** A read that is under way. */
  reading: z
    .object({
      since: instant,
      /** Everybody; false: what changed. */
      whole: z.boolean(),
      /** Of a whole read. */
      done: count,
      /** Null: not known. */
      total: count.nullable(),
    })
    .nullable(),
  /** Who was left out of the last whole read, by reason: guest, disabled, room, resource-account, no-teams, unreadable, … */
  leftOut: z.record(z.string(), count),
  lastReadAt: instant.nullable(),
  lastWholeReadAt: instant.nullable(),
  /** Null: under way. */
  nextReadAt: instant.nullable(),
  /** People who are gone from the directory, too many at once to leave without somebody's word. */
  heldLeavers: z.object({ leavers: count, of: count, since: instant }).nullable(),
  /** Why its people have no telephone numbers; null: they have. */
  withoutNumbers: z.string().nullable(),
});
/** What whoever confirms has seen: refused when more people than that would leave by now. */
export const leaversConfirmed = z.strictObject({ leavers: z.int().min(1) });

export type DirectoryStatusBody = z.output<typeof directoryStatus>;

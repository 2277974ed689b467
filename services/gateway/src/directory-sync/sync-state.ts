/** What outlives the process of how the directory of a system was read: as the store keeps it. */
import type { SystemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import { z } from 'zod';

const instant = z.number();

/** People who would leave at once, and are asked about first. */
const held = z.object({
  /** How many would leave. */
  leavers: z.number(),
  /** Of how many who are here by this directory. */
  of: z.number(),
  /** Wall time in ms. */
  since: instant,
});
export type HeldLeavers = z.output<typeof held>;

const state = z.object({
  /** From where the origin goes on; null: from the beginning. */
  cursor: z.string().nullable().default(null),
  /** Who is here by this directory. */
  people: z.number().default(0),
  /** Who was left out of the last whole read, by reason. */
  leftOut: z.record(z.string(), z.number()).default({}),
  /** Groups that this directory gave. */
  groups: z.array(z.string()).default([]),
  /** Wall time in ms of the last read that came to its end; null: none did. */
  lastSuccess: instant.nullable().default(null),
  /** As above, of everybody. */
  lastWhole: instant.nullable().default(null),
  /** How often somebody asked for everybody to be read since that was done. */
  wholeAsked: z.number().default(0),
  /** People changed since lines were matched. */
  toMatch: z.boolean().default(false),
  held: held.nullable().default(null),
  /** How many leavers an administrator has confirmed, for the next read. */
  confirmed: z.number().nullable().default(null),
});
export type SyncState = z.output<typeof state>;

/** What cannot be read any more is as if nothing had been kept: everybody is read anew. */
export function readSyncState(kept: Json | undefined): SyncState {
  const parsed = state.safeParse(kept ?? {});
  return parsed.success ? parsed.data : state.parse({});
}

export function syncStateJson(given: SyncState): Json {
  return { ...given, leftOut: { ...given.leftOut }, groups: [...given.groups], held: given.held && { ...given.held } };
}

/**
 * Who waits to leave.
 * @param shown how many leavers whoever confirms was shown
 * @throws LamplightError `request_not_possible` when nobody does, `request_conflict` when more do than were shown
 */
export function heldOf({ held }: SyncState, systemId: SystemId, shown: number): HeldLeavers {
  if (held === null) {
    throw new LamplightError('request_not_possible', `nobody of system ${systemId} waits to leave: nothing to confirm`);
  }
  if (held.leavers > shown) {
    throw new LamplightError(
      'request_conflict',
      `${held.leavers} of ${held.of} people of system ${systemId} would leave by now, not ${shown}: look at them again and confirm as many`,
    );
  }
  return held;
}

/** What was asked for during a read is for the next one. */
export function withAsked(read: SyncState, before: SyncState, now: SyncState): SyncState {
  return now === before
    ? read
    : {
        ...read,
        confirmed: now.confirmed === before.confirmed ? read.confirmed : now.confirmed,
        wholeAsked: now.wholeAsked === before.wholeAsked ? read.wholeAsked : now.wholeAsked,
        toMatch: read.toMatch || now.toMatch,
      };
}

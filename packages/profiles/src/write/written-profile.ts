/** A profile as the data of a document. */
import type { Lamps, Participants, Profile } from '@lamplight/resolver';
import { type WrittenRule, writtenRule } from '../document/rule-form.ts';

/** Plain data by key, in the order in which it is written. */
export interface WrittenProfile extends Readonly<Record<string, unknown>> {
  readonly rules: readonly WrittenRule[];
}

/** Every field of the profile in the words of the format. */
export function writtenProfile(profile: Profile): WrittenProfile {
  const { participants, calendars, times, lamps, lampsByTechnology, statuses, rules, ...head } = profile;
  const { sharedKinds, placeKinds, ...first } = head;
  return {
    ...first,
    participants: writtenParticipants(participants),
    sharedKinds,
    placeKinds,
    calendars,
    times,
    lamps: copyOf(lamps),
    lampsByTechnology: Object.fromEntries(
      Object.entries(lampsByTechnology).map(([technology, ofTechnology]) => [technology, copyOf(ofTechnology)]),
    ),
    statuses: Object.fromEntries(
      Object.entries(statuses).map(([status, { tone, labelId, reach }]) => [status, { tone, label: labelId, reach }]),
    ),
    rules: rules.map(writtenRule),
  };
}

function writtenParticipants({ pausedUntil, ...participants }: Participants): Readonly<Record<string, unknown>> {
  return { ...participants, pausedUntil: pausedUntil === null ? null : new Date(pausedUntil).toISOString() };
}

function copyOf({ toneByAvailability, toneByActivity, labelByAvailability, labelByActivity }: Lamps): Lamps {
  return { toneByAvailability, toneByActivity, labelByAvailability, labelByActivity };
}

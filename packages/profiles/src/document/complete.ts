/** A base with a document over it. */
import type { StatusSettings } from '@lamplight/domain';
import { type Lamps, lamplightProfile, type Participants, type Profile, type TimeSpan } from '@lamplight/resolver';
import type { z } from 'zod';
import type { HeadDocument, lampsDocument, participantsDocument, statusDocument } from './profile-document.ts';

/** What a profile is that says nothing: the default profile without its rules. */
export const PLAIN_PROFILE: Profile = Object.freeze({
  ...lamplightProfile,
  id: '',
  title: '',
  description: '',
  rules: Object.freeze([]),
});

/** Everything of the profile but its rules, which stay those of the base. */
export function completeHead(head: HeadDocument, base: Profile): Profile {
  return {
    id: head.id,
    title: head.title ?? base.title,
    description: head.description ?? base.description,
    writes: head.writes ?? base.writes,
    winningTechnology: head.winningTechnology ?? base.winningTechnology,
    participants: completeParticipants(head.participants ?? {}, base.participants),
    sharedKinds: head.sharedKinds ?? base.sharedKinds,
    placeKinds: head.placeKinds ?? base.placeKinds,
    lamps: completeLamps(head.lamps ?? {}, base.lamps),
    lampsByTechnology: overlay(base.lampsByTechnology, head.lampsByTechnology, (lamps, ofBase) =>
      completeLamps(lamps, ofBase ?? NO_LAMPS),
    ),
    statuses: overlay<z.output<typeof statusDocument>, StatusSettings>(
      base.statuses,
      head.statuses,
      ({ tone, label, reach }) => ({ tone, labelId: label, reach }),
    ),
    calendars: overlay<readonly string[], readonly string[]>(base.calendars, head.calendars, (days) => days),
    times: overlay<TimeSpan, TimeSpan>(base.times, head.times, (time) => time),
    rules: base.rules,
  };
}

/** Without a table of its own, nothing. */
export const NO_LAMPS: Lamps = Object.freeze({
  toneByAvailability: Object.freeze({}),
  toneByActivity: Object.freeze({}),
  labelByAvailability: Object.freeze({}),
  labelByActivity: Object.freeze({}),
});

function completeParticipants(written: z.output<typeof participantsDocument>, base: Participants): Participants {
  const { technologies, everybody, groups, people, exceptGroups, exceptPeople, paused, pausedUntil } = written;
  const namesSome = (groups ?? []).length > 0 || (people ?? []).length > 0;
  return {
    technologies: technologies ?? base.technologies,
    everybody: everybody ?? (namesSome ? false : base.everybody),
    groups: groups ?? base.groups,
    people: people ?? base.people,
    exceptGroups: exceptGroups ?? base.exceptGroups,
    exceptPeople: exceptPeople ?? base.exceptPeople,
    paused: paused ?? base.paused,
    pausedUntil: pausedUntil === undefined ? base.pausedUntil : pausedUntil,
  };
}

function completeLamps(written: z.output<typeof lampsDocument>, base: Lamps): Lamps {
  return {
    toneByAvailability: overlay(base.toneByAvailability, written.toneByAvailability, (tone) => tone),
    toneByActivity: overlay(base.toneByActivity, written.toneByActivity, (tone) => tone),
    labelByAvailability: overlay(base.labelByAvailability, written.labelByAvailability, (label) => label),
    labelByActivity: overlay(base.labelByActivity, written.labelByActivity, (label) => label),
  };
}

/** A table over that of the base; null takes an entry away. */
function overlay<Written, Value>(
  base: Readonly<Record<string, Value>>,
  written: Readonly<Record<string, Written | null>> | undefined,
  complete: (written: Written, ofBase: Value | undefined) => Value,
): Readonly<Record<string, Value>> {
  const entries = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(written ?? {})) {
    if (value === null) {
      entries.delete(name);
    } else {
      entries.set(name, complete(value, entries.get(name)));
    }
  }
  return Object.fromEntries(entries);
}

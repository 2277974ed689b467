/**
 * A profile: the rules as data. `resolve` looks at the rules in order; each kind has one small interpreter in `rules/`
 * or `effects/`, chosen by `kind`. A presence has two slots, availability with activity, and the lamp (tone and label):
 * the first rule that can fill a slot fills it, and a lamp that no rule fills follows availability. Likewise the first
 * rule that wants something at a subject has it.
 *
 * Null always means: not restricted, not changed, as the system says.
 */
import type { LineKind, StatusEdits, Technology } from '@lamplight/domain';
import type { Lamps } from './lamps.ts';
import type { Rule } from './rule.ts';

/** Days of a week as people say them; a week begins on Monday. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A recurring span of time in the person's own time zone, such as working hours. */
export interface TimeSpan {
  readonly weekdays: readonly Weekday[];
  /** `HH:MM`, from 00:00 to 24:00. A span whose end is not after its beginning ends on the next day, and belongs to the first. */
  readonly from: string;
  readonly to: string;
  /** Calendars whose days are left out of it. */
  readonly exceptHolidays: readonly string[];
  /** Where not empty: only days of these calendars. */
  readonly onlyHolidays: readonly string[];
}

/** Who takes part in what the profile integrates. Of anybody else, `technologies` are neither shown nor written. */
export interface Participants {
  /** What is integrated, and can be left. */
  readonly technologies: readonly Technology[];
  /** Where false: only the groups and people named. */
  readonly everybody: boolean;
  readonly groups: readonly string[];
  readonly people: readonly string[];
  readonly exceptGroups: readonly string[];
  readonly exceptPeople: readonly string[];
  /** Nobody takes part for now; with `pausedUntil` until then. */
  readonly paused: boolean;
  /** Wall time in ms; null: until it is changed. */
  readonly pausedUntil: number | null;
}

export interface Profile {
  readonly id: string;
  /** One line: what it is for. */
  readonly title: string;
  readonly description: string;
  /** `off`: read-only, to run beside another product. Nothing is written anywhere, and reasons say what would have been. */
  readonly writes: 'on' | 'off';
  /** Highest first; a technology that is not listed comes after all that are. */
  readonly winningTechnology: readonly Technology[];
  readonly participants: Participants;
  /** Lines of these kinds count only for the person who is on them. */
  readonly sharedKinds: readonly LineKind[];
  /** Lines of these kinds can be watched, but are no person: they cause no effect and get none. */
  readonly placeKinds: readonly LineKind[];
  readonly lamps: Lamps;
  /** What a calling platform shows otherwise, in its view and in a presence that it decides. A table here stands for itself: `lamps` is asked only for what it does not name. */
  readonly lampsByTechnology: Readonly<Record<Technology, Lamps>>;
  /** How single statuses are shown; the tenant's and the person's own go before these. */
  readonly statuses: StatusEdits;
  /** By name: days as `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly calendars: Readonly<Record<string, readonly string[]>>;
  /** By name. */
  readonly times: Readonly<Record<string, TimeSpan>>;
  readonly rules: readonly Rule[];
}

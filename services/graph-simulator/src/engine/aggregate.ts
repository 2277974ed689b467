import type { Switches } from '../switches/switches.ts';
import { AVAILABLE, OFFLINE, type PresencePair } from './presence-pair.ts';

/** What one session shows, and when that session was last changed. */
export interface ShownSession {
  readonly pair: PresencePair;
  readonly changedAt: number;
}

/** Strongest first. Source: Graph, "Manage presence state": DoNotDisturb > Busy > Available > Away. */
const AVAILABILITY_RANK = ['DoNotDisturb', 'Busy', 'Available', 'Away'];

/** Strongest first, within one availability. Not documented: the switch `sameAvailability` has the other reading. */
const ACTIVITY_RANK = [
  'Presenting',
  'InAConferenceCall',
  'InACall',
  'InAMeeting',
  'Available',
  'AvailableInactive',
  'Away',
];

export interface AggregateInput {
  /** The sessions that have not expired. */
  readonly sessions: readonly ShownSession[];
  /** The person's own choice, if it has not expired. */
  readonly preferred: PresencePair | undefined;
  /** An appointment is going on in the calendar. */
  readonly inAppointment: boolean;
  readonly isOutOfOffice: boolean;
}

/**
 * What a person shows: their own choice over the sessions, if there is a session at all; among sessions the strongest
 * availability; Offline without any. Out of office changes the activity of Available and of a call (permutation table
 * of "Manage presence state").
 */
export function aggregate(input: AggregateInput, switches: Switches): PresencePair {
  if (input.sessions.length === 0) {
    return OFFLINE;
  }
  const base = input.preferred ?? strongest(input, switches);
  return input.isOutOfOffice ? outOfOffice(base, switches) : base;
}

function strongest(input: AggregateInput, switches: Switches): PresencePair {
  // A calendar counts like a session that began before all others, and only for people who are signed in somewhere.
  const appointment = { pair: { availability: 'Busy', activity: 'InAMeeting' }, changedAt: -1 };
  const shown = input.inAppointment ? [...input.sessions, appointment] : input.sessions;
  const ordered = shown.toSorted(
    (left, right) =>
      rank(AVAILABILITY_RANK, left.pair.availability) - rank(AVAILABILITY_RANK, right.pair.availability) ||
      (switches.sameAvailability === 'latestSession'
        ? right.changedAt - left.changedAt
        : rank(ACTIVITY_RANK, left.pair.activity) - rank(ACTIVITY_RANK, right.pair.activity)),
  );
  return ordered[0]?.pair ?? OFFLINE;
}

function rank(order: readonly string[], value: string): number {
  const index = order.indexOf(value);
  return index === -1 ? order.length : index;
}

function outOfOffice(pair: PresencePair, switches: Switches): PresencePair {
  if (pair.availability === AVAILABLE.availability) {
    return { availability: 'Available', activity: 'OutOfOffice' };
  }
  return pair.activity === 'InACall' ? { availability: 'Busy', activity: switches.outOfOfficeInCall } : pair;
}

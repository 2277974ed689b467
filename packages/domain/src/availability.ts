/**
 * Availability and activity: strings in Graph's spelling, read without regard to case, open to values not known yet.
 * Source: Microsoft Graph presence resource and the permutations of "Manage presence state".
 */
export const AVAILABILITIES = [
  'Available',
  'AvailableIdle',
  'Away',
  'BeRightBack',
  'Busy',
  'BusyIdle',
  'DoNotDisturb',
  'Offline',
  'PresenceUnknown',
] as const;

export const ACTIVITIES = [
  'Available',
  'AvailableInactive',
  'Away',
  'BeRightBack',
  'Busy',
  'DoNotDisturb',
  'Focusing',
  'InACall',
  'InAConferenceCall',
  'InAMeeting',
  'Inactive',
  'Offline',
  'OffWork',
  'OutOfOffice',
  'PresenceUnknown',
  'Presenting',
  'UrgentInterruptionsOnly',
] as const;

/** Activities in which somebody talks or presents. InAMeeting alone is only the calendar. */
export const CALL_ACTIVITIES: readonly string[] = Object.freeze(['InACall', 'InAConferenceCall', 'Presenting']);

/** An availability and an activity as they are shown together. */
export interface PresencePair {
  readonly availability: string;
  readonly activity: string;
}

/** A pair as a system gave it, in Graph's spelling, with the out-of-office suffix taken apart. */
export interface ParsedPair extends PresencePair {
  /** The activity carried `+ OOF`, or one of the two was OutOfOffice. */
  readonly outOfOffice: boolean;
}

const spellings = new Map([...AVAILABILITIES, ...ACTIVITIES].map((value) => [value.toLowerCase(), value]));

/** Graph's spelling of a known value; an unknown one as it came, trimmed. */
export function inGraphSpelling(value: string): string {
  const trimmed = value.trim();
  return spellings.get(trimmed.toLowerCase()) ?? trimmed;
}

/** Reads a pair in any case; splits `InACall + OOF`. Empty values become PresenceUnknown. */
export function parsePair(availability: string, activity: string): ParsedPair {
  const parts = activity.split('+').map((part) => part.trim());
  const main = parts[0] ?? '';
  const suffix = parts.slice(1).some((part) => /^(oof|outofoffice)$/i.test(part));
  const parsedActivity = inGraphSpelling(main) || 'PresenceUnknown';
  return {
    availability: inGraphSpelling(availability) || 'PresenceUnknown',
    activity: parsedActivity,
    outOfOffice: suffix || parsedActivity === 'OutOfOffice',
  };
}

export function samePair(a: PresencePair, b: PresencePair): boolean {
  return a.availability === b.availability && a.activity === b.activity;
}

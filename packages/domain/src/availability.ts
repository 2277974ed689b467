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

/**
 * Activities that the page of the presence resource lists as availabilities since December 2025, with the availability
 * that the permutations give them. No published example shows them so; one that did must not read as somebody free.
 */
const LISTED_AS_AVAILABILITY: ReadonlyMap<string, string> = new Map([
  ['InACall', 'Busy'],
  ['InAConferenceCall', 'Busy'],
  ['InAMeeting', 'Busy'],
  ['Presenting', 'DoNotDisturb'],
  ['Focusing', 'DoNotDisturb'],
  ['UrgentInterruptionsOnly', 'DoNotDisturb'],
]);

/**
 * Reads a pair in any case; splits `InACall + OOF`; an activity in the availability's place goes to its own. Empty values
 * become PresenceUnknown.
 */
export function parsePair(availability: string, activity: string): ParsedPair {
  const parts = activity.split('+').map((part) => part.trim());
  const main = parts[0] ?? '';
  const suffix = parts.slice(1).some((part) => /^(oof|outofoffice)$/i.test(part));
  const first = inGraphSpelling(availability) || 'PresenceUnknown';
  const second = inGraphSpelling(main) || 'PresenceUnknown';
  const base = LISTED_AS_AVAILABILITY.get(first);
  return {
    availability: base ?? first,
    activity: base === undefined ? second : first,
    outOfOffice: suffix || first === 'OutOfOffice' || second === 'OutOfOffice',
  };
}

export function samePair(a: PresencePair, b: PresencePair): boolean {
  return a.availability === b.availability && a.activity === b.activity;
}

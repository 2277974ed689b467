/** An availability and an activity as Graph shows them together. */
export interface PresencePair {
  readonly availability: string;
  readonly activity: string;
}

/** The pairs that setPresence takes, and no others. Source: Graph page presence-setpresence. */
export const SESSION_PAIRS: readonly PresencePair[] = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
];

/** The pairs that setUserPreferredPresence takes. Source: Graph page presence-setuserpreferredpresence. */
export const PREFERRED_PAIRS: readonly PresencePair[] = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'Busy' },
  { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'Offline', activity: 'OffWork' },
];

export const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
export const AVAILABLE_INACTIVE: PresencePair = { availability: 'Available', activity: 'AvailableInactive' };
export const AWAY: PresencePair = { availability: 'Away', activity: 'Away' };
/** Shown without any session. Source: Graph page presence-clearpresence. */
export const OFFLINE: PresencePair = { availability: 'Offline', activity: 'Offline' };
export const PRESENCE_UNKNOWN: PresencePair = { availability: 'PresenceUnknown', activity: 'PresenceUnknown' };

/** The pair of `table` with this availability and activity, read without regard to case; undefined if there is none. */
export function findPair(
  table: readonly PresencePair[],
  availability: string,
  activity: string,
): PresencePair | undefined {
  const wanted = `${availability}/${activity}`.toLowerCase();
  return table.find((pair) => `${pair.availability}/${pair.activity}`.toLowerCase() === wanted);
}

export function samePair(left: PresencePair, right: PresencePair): boolean {
  return left.availability === right.availability && left.activity === right.activity;
}

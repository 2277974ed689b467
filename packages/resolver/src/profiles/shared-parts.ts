/** What several shipped profiles have in common, said once. */
import { CALL_ACTIVITIES, type LineKind, MSTEAMS, type PresencePair, type Tone } from '@lamplight/domain';
import { ANY_CLAIM, type ClaimMatch } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Lamps } from '../lamps.ts';
import type { Participants } from '../profile.ts';

export const IN_A_CALL = deepFreeze({ availability: 'Busy', activity: 'InACall' } as const);
export const IN_A_CONFERENCE_CALL = deepFreeze({ availability: 'Busy', activity: 'InAConferenceCall' } as const);

/** Graph, "Manage presence state": Teams makes these of a manual choice only; without a session it is Offline/Offline. */
export const ONLY_BY_HAND: readonly PresencePair[] = deepFreeze([
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Offline', activity: 'OffWork' },
]);
/** Nobody signed in, and what an automatic reply or the calendar makes of somebody who is not there. */
export const NEVER_BY_HAND: readonly PresencePair[] = deepFreeze([
  { availability: 'Offline', activity: 'Offline' },
  { availability: 'Away', activity: 'OutOfOffice' },
  { availability: 'Offline', activity: 'OutOfOffice' },
]);

/** Whatever Teams says. */
export const OF_TEAMS: ClaimMatch = deepFreeze({ ...ANY_CLAIM, technologies: [MSTEAMS] });
/** The same without what has not been heard yet: until then nobody is said to be free, since a call may be there. */
export const HEARD_OF_TEAMS: ClaimMatch = deepFreeze({ ...OF_TEAMS, freshness: ['fresh', 'stale'] });
/** A call, a joined meeting or a shared screen in Teams. */
export const CALLS_OF_TEAMS: ClaimMatch = deepFreeze({ ...OF_TEAMS, activities: CALL_ACTIVITIES });

/** What Teams still shows of a twinned call after the hang-up at the line. */
export const TWINNED_CALL_ENDED = deepFreeze({
  kind: 'ignore-after-hang-up',
  telephony: ['twinned'],
  technologies: [MSTEAMS],
  activities: [IN_A_CALL.activity],
  forMs: 10_000,
} as const);

/** How calls at lines are written to Teams, whatever is written. */
export const CALLS_TO_TEAMS = deepFreeze({
  kind: 'write-session',
  technology: MSTEAMS,
  reportedTalking: [],
  reportedConference: [],
  protectCalls: 'off',
  whenOffline: 'write',
  unlessActivities: CALL_ACTIVITIES,
  unlessAvailabilities: ['DoNotDisturb'],
  exceptTelephony: ['teams', 'twinned'],
  readBack: false,
} as const);

/** Everybody takes part in Teams. */
export const EVERYBODY_IN_TEAMS: Participants = deepFreeze({
  technologies: [MSTEAMS],
  everybody: true,
  groups: [],
  people: [],
  exceptGroups: [],
  exceptPeople: [],
  paused: false,
  pausedUntil: null,
});

export const SHARED_KINDS: readonly LineKind[] = deepFreeze(['shared']);
export const PLACE_KINDS: readonly LineKind[] = deepFreeze(['room', 'park', 'queue']);

/** Each availability in its own tone, and a label for every status that Graph knows. */
export const STANDARD_LAMPS: Lamps = deepFreeze({
  toneByAvailability: {
    Available: 'available',
    AvailableIdle: 'available',
    Away: 'away',
    BeRightBack: 'away',
    Busy: 'busy',
    BusyIdle: 'busy',
    DoNotDisturb: 'do-not-disturb',
    Offline: 'offline',
    OutOfOffice: 'out-of-office',
    PresenceUnknown: 'unknown',
  } satisfies Record<string, Tone>,
  toneByActivity: { OutOfOffice: 'out-of-office' } satisfies Record<string, Tone>,
  labelByAvailability: {
    Available: 'available',
    AvailableIdle: 'available-idle',
    Away: 'away',
    BeRightBack: 'be-right-back',
    Busy: 'busy',
    BusyIdle: 'busy-idle',
    DoNotDisturb: 'do-not-disturb',
    Offline: 'offline',
    OutOfOffice: 'out-of-office',
    PresenceUnknown: 'unknown',
  },
  // Activities that only repeat an availability are left out: the availability names them more exactly.
  labelByActivity: {
    AvailableInactive: 'available-inactive',
    Focusing: 'focusing',
    InACall: 'in-a-call',
    InAConferenceCall: 'in-a-conference-call',
    InAMeeting: 'in-a-meeting',
    OffWork: 'off-work',
    OutOfOffice: 'out-of-office',
    Presenting: 'presenting',
    UrgentInterruptionsOnly: 'urgent-interruptions-only',
  },
});

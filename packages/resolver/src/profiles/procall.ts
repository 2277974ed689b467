/**
 * The behaviour of ProCall. Source: seed procall-teams-mapping.txt, its two tables and the paragraph on overwriting.
 *
 * The presence is ProCall's own: calls, statuses chosen at a console, appointments. Of Teams only calls and do-not-disturb
 * get into it; every other row of the table says "No change". What Teams says stands beside it, as the view of its
 * system: the integration icon and tooltip.
 */
import { CALL_ACTIVITIES, CALL_STATES, CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { ANY_CLAIM, UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';
import {
  CALLS_TO_TEAMS,
  EVERYBODY_IN_TEAMS,
  HEARD_OF_TEAMS,
  IN_A_CALL,
  IN_A_CONFERENCE_CALL,
  OF_TEAMS,
  PLACE_KINDS,
  SHARED_KINDS,
  STANDARD_LAMPS,
  TWINNED_CALL_ENDED,
} from './shared-parts.ts';

export const procallProfile: Profile = deepFreeze({
  id: 'procall',
  title: 'As ProCall: its own presence, with calls and do-not-disturb from Teams; calls are written to Teams',
  description:
    'Presence is what ProCall itself knows: calls, statuses chosen at a console, appointments. Teams changes it only by a ' +
    'call or by do-not-disturb; whatever else Teams says is shown as the icon and tooltip of Teams. Calls at the phone and ' +
    'online meetings are written to Teams; statuses chosen by hand, chats and appointments are not. ' +
    'Not in the table, and completed: InAConferenceCall counts as InACall, AvailableIdle and BusyIdle as Available and ' +
    'Busy, Focusing and other kinds of do-not-disturb as do-not-disturb; out of office is "Absent"; Offline and unknown ' +
    'are "Unknown". A conference at the phone is telephony, so Busy/InACall. ' +
    'Not in the seed: do-not-disturb in Teams goes before a call, and a call before a status chosen at a console, and that before an appointment; of ' +
    'somebody of whom only Teams knows, and of whom it says "No change", presence is unknown; out-of-office, note and ' +
    'location ride along; ringing is shown and writes nothing; calls in Teams are not told to the PBX.',
  writes: 'on',
  winningTechnology: [CONSOLE, SIPSIMPLE, PBX, MSTEAMS],
  participants: EVERYBODY_IN_TEAMS,
  sharedKinds: SHARED_KINDS,
  placeKinds: PLACE_KINDS,
  lamps: STANDARD_LAMPS,
  lampsByTechnology: {
    [MSTEAMS]: {
      toneByAvailability: {
        Available: 'neutral',
        AvailableIdle: 'neutral',
        Away: 'away',
        BeRightBack: 'away',
        Busy: 'busy',
        BusyIdle: 'busy',
        DoNotDisturb: 'busy',
        Offline: 'neutral',
        OutOfOffice: 'away',
        PresenceUnknown: 'neutral',
      },
      toneByActivity: { OutOfOffice: 'away' },
      labelByAvailability: {
        Available: 'present',
        AvailableIdle: 'present',
        Away: 'absent',
        BeRightBack: 'absent',
        Busy: 'busy',
        BusyIdle: 'busy',
        DoNotDisturb: 'do-not-disturb',
        Offline: 'unknown',
        OutOfOffice: 'absent',
        PresenceUnknown: 'unknown',
      },
      labelByActivity: { InACall: 'in-call', InAConferenceCall: 'in-call', OutOfOffice: 'absent' },
    },
  },
  statuses: {},
  calendars: {},
  times: {},
  rules: [
    {
      ...UNLIMITED,
      id: 'twinned-call-ended',
      why: 'Not in the seed: a call that the PBX and Teams both see ends twice; Teams InACall is ignored for 10 s after hang-up',
      ...TWINNED_CALL_ENDED,
    },
    {
      ...UNLIMITED,
      ...CALLS_TO_TEAMS,
      id: 'call-to-teams',
      why: 'TAPI, Softphone: Busy, in call: Busy/InACall; any manually set presence in Teams can no longer be overwritten',
      // A conference at the phone is telephony still; only online meetings are Busy/InAConferenceCall.
      pairs: { talking: IN_A_CALL, conference: IN_A_CALL },
    },
    {
      ...UNLIMITED,
      ...CALLS_TO_TEAMS,
      id: 'online-call-to-teams',
      why: 'Audio/VideoChat: Busy, in call: Busy/InACall; ProCall Meetings: Busy, in meeting: Busy/InAConferenceCall; manual change: nothing',
      // Whoever chooses "in a call" at a console changes their presence by hand.
      of: { ...ANY_CLAIM, howSet: ['unknown', 'application', 'inferred'] },
      // Calls at lines are the other rule's.
      except: { ...ANY_CLAIM, callStates: CALL_STATES },
      pairs: { talking: IN_A_CALL, conference: IN_A_CONFERENCE_CALL },
      reportedTalking: [IN_A_CALL.activity],
      reportedConference: [IN_A_CONFERENCE_CALL.activity],
    },
    {
      ...UNLIMITED,
      id: 'do-not-disturb-in-teams',
      why: 'Do not disturb: Do not disturb presence; Screen sharing: Do not disturb',
      of: { ...OF_TEAMS, availabilities: ['DoNotDisturb'] },
      kind: 'show',
      fills: ['availability', 'lamp'],
      availability: 'DoNotDisturb',
      activity: 'DoNotDisturb',
      tone: 'do-not-disturb',
      label: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'call-at-a-line',
      why: 'Presence change through real-time communication: TAPI, Softphone, Audio/VideoChat: Busy, in call',
      kind: 'live-call',
      pairs: { talking: IN_A_CALL, held: IN_A_CALL, conference: IN_A_CALL },
      lamp: 'line',
    },
    {
      ...UNLIMITED,
      id: 'call-in-teams',
      why: 'In a meeting: Busy, in a call; 1:1 phone call or video chat: Busy, in a call',
      of: { ...OF_TEAMS, activities: ['InACall', 'InAConferenceCall'] },
      kind: 'show',
      fills: ['availability', 'lamp'],
      ...IN_A_CALL,
      tone: 'busy',
      label: 'in-call',
    },
    {
      ...UNLIMITED,
      id: 'no-change-by-teams',
      why: 'Available, Busy, Be right back, Display as absent, Display as offline: No change in presence; appointments: No direct impact',
      of: HEARD_OF_TEAMS,
      except: {
        ...ANY_CLAIM,
        activities: [...CALL_ACTIVITIES, 'DoNotDisturb', 'Focusing', 'UrgentInterruptionsOnly'],
      },
      kind: 'leave-out',
      parts: ['presence'],
    },
    {
      ...UNLIMITED,
      id: 'online-call',
      why: 'Presence change through real-time communication: ProCall Meetings: Busy, in meeting',
      kind: 'reported-call',
      activities: ['InACall', 'InAConferenceCall'],
    },
    {
      ...UNLIMITED,
      id: 'ringing-at-a-line',
      why: 'Not in the seed: ringing and dialling light the lamp and change nothing else',
      kind: 'ringing-call',
    },
    {
      ...UNLIMITED,
      id: 'do-not-disturb-at-a-phone',
      why: 'Not in the seed: do-not-disturb of a phone lights the lamp',
      kind: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'manual-change',
      why: 'Manual change: Present, Busy, Absent, Do not disturb: it is the presence in ProCall, and nothing in Teams',
      kind: 'chosen-state',
      fills: ['availability'],
      availabilities: ['DoNotDisturb', 'Away', 'BeRightBack', 'Offline', 'Busy'],
      howSet: ['user'],
      always: [],
      onlyByHand: [],
      neverByHand: [],
    },
    {
      ...UNLIMITED,
      id: 'appointment',
      why: 'Appointments: displayed via Outlook integration: whichever calendar of ProCall says so, and never Teams',
      of: { ...ANY_CLAIM, activities: ['InAMeeting'] },
      kind: 'show',
      fills: ['availability'],
      availability: null,
      activity: null,
      tone: null,
      label: null,
    },
    {
      ...UNLIMITED,
      id: 'own-presence',
      why: 'Not in the seed: without any of these ProCall shows what console, SIP presence and lines say, in this order',
      kind: 'winning-technology',
      callOutOfSightMs: 300_000,
    },
  ],
});

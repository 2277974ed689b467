/**
 * The default profile. Source: call-states.md, "To presence (the default profile)", and DESIGN section 7.
 *
 * Winning technology: Teams comes first, since it knows calendar, meetings and choices by hand, and the rows "as Teams
 * says" give it the word; then SIP presence, which says something of the person; then lines, which only know calls
 * (and calls have rules of their own above); a console's status comes last, because what a person chose there is
 * already covered by the two rules for chosen states, and a forgotten "Available" must not hide a meeting.
 */
import { CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';

const CALL_ACTIVITIES = ['InACall', 'InAConferenceCall', 'Presenting'] as const;

export const lamplightProfile: Profile = deepFreeze({
  id: 'lamplight',
  title: 'Every system keeps its own view; calls decide, and choices by hand count',
  description:
    'A live call at a line always decides the lamp. Do-not-disturb, Away and Offline chosen by hand decide availability, ' +
    'and a chosen Available never hides a call. Calls are written to Teams and told to other systems; ringing is shown ' +
    'and writes nothing.',
  writes: 'on',
  winningTechnology: [MSTEAMS, SIPSIMPLE, PBX, CONSOLE],
  participants: {
    technologies: [MSTEAMS],
    everybody: true,
    groups: [],
    people: [],
    exceptGroups: [],
    exceptPeople: [],
    paused: false,
    pausedUntil: null,
  },
  sharedKinds: ['shared'],
  placeKinds: ['room', 'park', 'queue'],
  lampsByTechnology: {},
  statuses: {},
  calendars: {},
  times: {},
  lamps: {
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
    },
    toneByActivity: { OutOfOffice: 'out-of-office' },
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
  },
  rules: [
    {
      ...UNLIMITED,
      id: 'call-turned-meeting',
      why: 'Teams InACall turning to InAMeeting: keeps talking for 60 s by rule, then lets go',
      kind: 'keep-after-change',
      technologies: [MSTEAMS],
      from: ['InACall'],
      to: ['InAMeeting'],
      forMs: 60_000,
    },
    {
      ...UNLIMITED,
      id: 'twinned-call-ended',
      why: 'twinned (one call seen by PBX and Teams): InACall ignored for 10 s after hang-up',
      kind: 'ignore-after-hang-up',
      telephony: ['twinned'],
      technologies: [MSTEAMS],
      activities: ['InACall'],
      forMs: 10_000,
    },
    {
      ...UNLIMITED,
      id: 'chosen-by-hand',
      why: 'chosen by hand DoNotDisturb, Away, BeRightBack, Offline: decides availability',
      kind: 'chosen-state',
      availabilities: ['DoNotDisturb', 'Away', 'BeRightBack', 'Offline'],
      howSet: ['user', 'inferred'],
      always: ['DoNotDisturb'],
      // Graph, "Manage presence state": Teams makes these of a manual choice only; without a session it is Offline/Offline.
      onlyByHand: [
        { availability: 'BeRightBack', activity: 'BeRightBack' },
        { availability: 'Offline', activity: 'OffWork' },
      ],
      neverByHand: [{ availability: 'Offline', activity: 'Offline' }],
    },
    {
      ...UNLIMITED,
      id: 'live-call-at-a-line',
      why: 'talking: Busy/InACall, tone busy; held: the line says held; conference by evidence: Busy/InAConferenceCall',
      kind: 'live-call',
      pairs: {
        talking: { availability: 'Busy', activity: 'InACall' },
        held: { availability: 'Busy', activity: 'InACall' },
        conference: { availability: 'Busy', activity: 'InAConferenceCall' },
      },
      lamp: 'line',
    },
    {
      ...UNLIMITED,
      id: 'ringing-at-a-line',
      why: 'ringing, dialling: on the line, tone of a ringing line; availability untouched',
      kind: 'ringing-call',
    },
    {
      ...UNLIMITED,
      id: 'do-not-disturb-at-a-phone',
      why: 'phone on do-not-disturb: do-not-disturb flag and tone',
      kind: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'call-as-reported',
      why: 'Teams InACall, InAConferenceCall, Presenting: as Teams says',
      kind: 'reported-call',
      activities: CALL_ACTIVITIES,
    },
    {
      ...UNLIMITED,
      id: 'busy-by-hand',
      why: 'a choice by hand outranks what is computed',
      kind: 'chosen-state',
      availabilities: ['Busy'],
      howSet: ['user'],
      always: [],
      onlyByHand: [],
      neverByHand: [],
    },
    {
      ...UNLIMITED,
      id: 'winning-technology',
      why: 'Teams InAMeeting alone: Busy, "in a meeting"; everything else as the first system that knows says',
      kind: 'winning-technology',
      callOutOfSightMs: 300_000,
    },
    {
      ...UNLIMITED,
      id: 'without-teams',
      why: 'person without Teams, guest, unlicensed: line only, "no Teams", not "unknown"',
      kind: 'missing-technology',
      technology: MSTEAMS,
      flag: 'no-teams',
    },
    {
      ...UNLIMITED,
      id: 'call-to-teams',
      why: 'talking, held, conference: to Teams, unless a fresh independent Teams state already shows a call or do-not-disturb',
      kind: 'write-session',
      technology: MSTEAMS,
      pairs: {
        talking: { availability: 'Busy', activity: 'InACall' },
        conference: { availability: 'Busy', activity: 'InAConferenceCall' },
      },
      reportedTalking: [],
      reportedConference: [],
      protectCalls: 'off',
      whenOffline: 'write',
      unlessActivities: CALL_ACTIVITIES,
      unlessAvailabilities: ['DoNotDisturb'],
      // Only what the pair itself proves: an inferred Away would be written and not written in turn, since writing
      // changes what can be inferred. A session never shows through a choice by hand, so writing does no harm there.
      unlessPairs: [
        { availability: 'BeRightBack', activity: 'BeRightBack' },
        { availability: 'Offline', activity: 'OffWork' },
      ],
      exceptTelephony: ['teams', 'twinned'],
    },
    {
      ...UNLIMITED,
      id: 'talking-to-other-systems',
      why: 'talking and Teams calls: talking at the PBX of another system; InAMeeting alone: nothing',
      kind: 'tell-talking',
      technologies: [MSTEAMS],
      activities: CALL_ACTIVITIES,
      unconfirmedFlags: ['inferred-call'],
      sameCallTelephony: ['twinned'],
      toSystems: null,
    },
  ],
});

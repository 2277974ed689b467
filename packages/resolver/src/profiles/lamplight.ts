/**
 * The default profile. Source: call-states.md, "To presence (the default profile)", and DESIGN section 7.
 *
 * Winning technology: Teams comes first, since it knows calendar, meetings and choices by hand, and the rows "as Teams
 * says" give it the word; then SIP presence, which says something of the person; then lines, which only know calls
 * (and calls have rules of their own above); a console's status comes last, because what a person chose there is
 * already covered by the two rules for chosen states, and a forgotten "Available" must not hide a meeting.
 */
import { CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';

const CALL_ACTIVITIES = ['InACall', 'InAConferenceCall', 'Presenting'] as const;

export const lamplightProfile: Profile = deepFreeze({
  id: 'lamplight',
  version: 1,
  winningTechnology: [MSTEAMS, SIPSIMPLE, PBX, CONSOLE],
  sharedKinds: ['shared'],
  placeKinds: ['room', 'park', 'queue'],
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
      id: 'call-turned-meeting',
      kind: 'keep-after-change',
      technologies: [MSTEAMS],
      from: ['InACall'],
      to: ['InAMeeting'],
      forMs: 60_000,
    },
    {
      id: 'twinned-call-ended',
      kind: 'ignore-after-hang-up',
      telephony: ['twinned'],
      technologies: [MSTEAMS],
      activities: ['InACall'],
      forMs: 10_000,
    },
    {
      id: 'chosen-by-hand',
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
      id: 'live-call-at-a-line',
      kind: 'live-call',
      pairs: {
        talking: { availability: 'Busy', activity: 'InACall' },
        held: { availability: 'Busy', activity: 'InACall' },
        conference: { availability: 'Busy', activity: 'InAConferenceCall' },
      },
    },
    { id: 'ringing-at-a-line', kind: 'ringing-call' },
    { id: 'do-not-disturb-at-a-phone', kind: 'do-not-disturb' },
    { id: 'call-as-reported', kind: 'reported-call', activities: CALL_ACTIVITIES },
    {
      id: 'busy-by-hand',
      kind: 'chosen-state',
      availabilities: ['Busy'],
      howSet: ['user'],
      always: [],
      onlyByHand: [],
      neverByHand: [],
    },
    { id: 'winning-technology', kind: 'winning-technology', callOutOfSightMs: 300_000 },
    { id: 'without-teams', kind: 'missing-technology', technology: MSTEAMS, flag: 'no-teams' },
    {
      id: 'call-to-teams',
      kind: 'write-session',
      technology: MSTEAMS,
      pairs: {
        talking: { availability: 'Busy', activity: 'InACall' },
        conference: { availability: 'Busy', activity: 'InAConferenceCall' },
      },
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
      id: 'talking-to-other-systems',
      kind: 'tell-talking',
      technologies: [MSTEAMS],
      activities: CALL_ACTIVITIES,
      unconfirmedFlags: ['inferred-call'],
      sameCallTelephony: ['twinned'],
    },
  ],
});

/**
 * The behaviour of Enreach Voice. Source: seed enreach-presence-sync.txt: the two-way integration of in-a-call status, and
 * of nothing else. So everything Teams says apart from calls is left out: presence, view and details.
 */
import { CALL_ACTIVITIES, CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';
import {
  CALLS_OF_TEAMS,
  CALLS_TO_TEAMS,
  EVERYBODY_IN_TEAMS,
  HEARD_OF_TEAMS,
  IN_A_CALL,
  OF_TEAMS,
  PLACE_KINDS,
  SHARED_KINDS,
  STANDARD_LAMPS,
  TWINNED_CALL_ENDED,
} from './shared-parts.ts';

export const enreachProfile: Profile = deepFreeze({
  id: 'enreach',
  title: 'As Enreach Voice: calls in both directions between Teams and the PBX, and nothing else',
  description:
    'A call, a joined meeting or a shared screen in Teams means talking at the PBX, and is shown so. A call at any terminal ' +
    'means Busy/InACall in Teams. Nothing else of Teams is shown or told, and nothing else is written there. Talking is ' +
    'told to the PBX; busy on busy, call waiting and the allocation of service calls are what the PBX makes of it. ' +
    'A meeting is joined when Teams says InAConferenceCall; InAMeeting alone is only the calendar and counts for nothing. ' +
    'Not in the seed: talking is shown before the availability that the PBX has; a conference at a terminal is a call, so ' +
    'Busy/InACall; ringing is shown and writes nothing; Teams is not written while it shows a call or do-not-disturb ' +
    'itself; the view of a shared screen keeps the availability that Teams gives it, in the colour and words of a call.',
  writes: 'on',
  winningTechnology: [CONSOLE, SIPSIMPLE, PBX, MSTEAMS],
  participants: EVERYBODY_IN_TEAMS,
  sharedKinds: SHARED_KINDS,
  placeKinds: PLACE_KINDS,
  lamps: STANDARD_LAMPS,
  lampsByTechnology: {
    [MSTEAMS]: {
      toneByAvailability: {},
      toneByActivity: { InACall: 'busy', InAConferenceCall: 'busy', Presenting: 'busy' },
      labelByAvailability: {},
      labelByActivity: { InACall: 'call-talking', InAConferenceCall: 'call-talking', Presenting: 'call-talking' },
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
      id: 'call-to-teams',
      why: 'When a user is on a call in Enreach Voice in any of their terminals, the user is set to Busy/InACall status in Microsoft Teams; User-configured > app-configured',
      ...CALLS_TO_TEAMS,
      pairs: { talking: IN_A_CALL, conference: IN_A_CALL },
    },
    {
      ...UNLIMITED,
      id: 'talking-at-the-pbx',
      why: 'When the user is on a Teams call, participating in a Teams meeting or sharing a screen, the user is set as ‘talking’ in Enreach Voice',
      of: CALLS_OF_TEAMS,
      kind: 'tell-talking',
      technologies: [MSTEAMS],
      activities: CALL_ACTIVITIES,
      unconfirmedFlags: ['inferred-call'],
      sameCallTelephony: ['twinned'],
      toSystems: null,
    },
    {
      ...UNLIMITED,
      id: 'call-at-a-terminal',
      why: 'The two-way integration of in-a-call status: a call at a terminal is a call',
      kind: 'live-call',
      pairs: { talking: IN_A_CALL, held: IN_A_CALL, conference: IN_A_CALL },
      lamp: 'line',
    },
    {
      ...UNLIMITED,
      id: 'talking-in-directories',
      why: 'The user is shown as ‘talking’ in directory views',
      of: CALLS_OF_TEAMS,
      kind: 'show',
      fills: ['availability', 'lamp'],
      ...IN_A_CALL,
      tone: 'busy',
      label: 'call-talking',
    },
    {
      ...UNLIMITED,
      id: 'no-other-presence-of-teams',
      why: 'Other parts of user presence are not synced: Available, Offline, Do not Disturb etc presence statuses in Teams',
      of: HEARD_OF_TEAMS,
      kind: 'leave-out',
      parts: ['presence', 'details'],
    },
    {
      ...UNLIMITED,
      id: 'no-other-view-of-teams',
      why: 'Other parts of user presence are not synced: Teams shows in Enreach Voice by its calls only',
      of: OF_TEAMS,
      except: CALLS_OF_TEAMS,
      kind: 'leave-out',
      parts: ['view'],
    },
    {
      ...UNLIMITED,
      id: 'ringing-at-a-terminal',
      why: 'Not in the seed: ringing and dialling light the lamp and change nothing else',
      kind: 'ringing-call',
    },
    {
      ...UNLIMITED,
      id: 'do-not-disturb-at-a-terminal',
      why: 'User availability in Enreach Voice (Available, Off work, DND, etc…) is the one of the PBX',
      kind: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'own-availability',
      why: 'User availability in Enreach Voice (Available, Off work, DND, etc…) is shown as it is',
      kind: 'winning-technology',
      callOutOfSightMs: 300_000,
    },
  ],
});

/**
 * The default profile. Source: call-states.md, "To presence (the default profile)", and DESIGN section 7.
 *
 * Winning technology: Teams comes first, since it knows calendar, meetings and choices by hand, and the rows "as Teams
 * says" give it the word; then SIP presence, which says something of the person; then lines, which only know calls
 * (and calls have rules of their own above); a console's status comes last, because what a person chose there is
 * already covered by the two rules for chosen states, and a forgotten "Available" must not hide a meeting.
 */
import { CALL_ACTIVITIES, CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';
import {
  CALLS_TO_TEAMS,
  EVERYBODY_IN_TEAMS,
  IN_A_CALL,
  IN_A_CONFERENCE_CALL,
  NEVER_BY_HAND,
  ONLY_BY_HAND,
  PLACE_KINDS,
  SHARED_KINDS,
  STANDARD_LAMPS,
  TWINNED_CALL_ENDED,
} from './shared-parts.ts';

export const lamplightProfile: Profile = deepFreeze({
  id: 'lamplight',
  title: 'Every system keeps its own view; calls decide, and choices by hand count',
  description:
    'A live call at a line always decides the lamp. Do-not-disturb, Away and Offline chosen by hand decide availability, ' +
    'and a chosen Available never hides a call. Calls are written to Teams and told to other systems; ringing is shown ' +
    'and writes nothing.',
  writes: 'on',
  winningTechnology: [MSTEAMS, SIPSIMPLE, PBX, CONSOLE],
  participants: EVERYBODY_IN_TEAMS,
  sharedKinds: SHARED_KINDS,
  placeKinds: PLACE_KINDS,
  lampsByTechnology: {},
  statuses: {},
  calendars: {},
  times: {},
  lamps: STANDARD_LAMPS,
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
      ...TWINNED_CALL_ENDED,
    },
    {
      ...UNLIMITED,
      id: 'chosen-by-hand',
      why: 'chosen by hand DoNotDisturb, Away, BeRightBack, Offline: decides availability',
      kind: 'chosen-state',
      fills: ['availability'],
      availabilities: ['DoNotDisturb', 'Away', 'BeRightBack', 'Offline'],
      howSet: ['user', 'inferred'],
      always: ['DoNotDisturb'],
      onlyByHand: ONLY_BY_HAND,
      neverByHand: NEVER_BY_HAND,
    },
    {
      ...UNLIMITED,
      id: 'live-call-at-a-line',
      why: 'talking: Busy/InACall, tone busy; held: the line says held; conference by evidence: Busy/InAConferenceCall',
      kind: 'live-call',
      pairs: { talking: IN_A_CALL, held: IN_A_CALL, conference: IN_A_CONFERENCE_CALL },
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
      fills: ['availability'],
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
      ...CALLS_TO_TEAMS,
      pairs: { talking: IN_A_CALL, conference: IN_A_CONFERENCE_CALL },
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

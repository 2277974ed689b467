/**
 * The behaviour of MiCollab with bi-directional presence. Source: seed micollab-bidirectional-presence.txt.
 *
 * Integration is on for whoever takes part and has an account in Teams: then only statuses of Teams show, together with what
 * the phone adds to them (busy, do-not-disturb), which is written to Teams and shown at once. For everybody else nothing is
 * managed, and their own statuses show.
 *
 * Two defects that the seed admits are not copied: do-not-disturb released at the phone but still chosen in Teams shows
 * do-not-disturb, and a hot-desk line counts like any line of whoever is logged in there.
 */
import { CALL_ACTIVITIES, CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { ALWAYS, ANY_CLAIM, type RuleCondition, UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';
import {
  CALLS_TO_TEAMS,
  EVERYBODY_IN_TEAMS,
  IN_A_CALL,
  IN_A_CONFERENCE_CALL,
  NEVER_BY_HAND,
  OF_TEAMS,
  ONLY_BY_HAND,
  PLACE_KINDS,
  SHARED_KINDS,
  STANDARD_LAMPS,
} from './shared-parts.ts';

const INTEGRATION_IS_ON: RuleCondition = { ...ALWAYS, accounts: [MSTEAMS] };

export const micollabProfile: Profile = deepFreeze({
  id: 'micollab',
  title: 'As MiCollab: Teams manages the status, and the phone counts towards it',
  description:
    'Of whoever takes part, only statuses of Teams show; statuses made in the client or by an administrator are neither ' +
    'shown nor used, and it is said that Teams manages them. Busy and do-not-disturb of the phone are written to Teams and ' +
    'shown at once. A status chosen by hand in Teams goes before whatever is computed. How a status is shown (label, tone, hint for ' +
    'a transfer) can be set for the tenant and for a person; its name and do-not-disturb cannot. Whoever does not take ' +
    'part shows their own statuses, and nothing is locked. ' +
    'Not in the seed: Teams does not say who chose a status; do-not-disturb, Away, Be right back and Appear offline ' +
    'count as chosen, Available and Busy only where the system says so, and an Away that was only inactivity gives way ' +
    'once Teams shows the call; among computed ones do-not-disturb goes before busy, as in Teams; a conference at the ' +
    'phone is Busy/InAConferenceCall; while Teams cannot be heard, its last status stays, marked as stale, and then ' +
    'nothing is known: own statuses stay unused, since nobody can change them; of whoever does not take part a call goes before their own status; ringing is shown at the line ' +
    'only; calls in Teams are not told to the PBX; our do-not-disturb in Teams lapses every hour for ' +
    'two minutes, to see whether anybody is still signed in.',
  writes: 'on',
  winningTechnology: [MSTEAMS, CONSOLE, SIPSIMPLE, PBX],
  participants: EVERYBODY_IN_TEAMS,
  sharedKinds: SHARED_KINDS,
  placeKinds: PLACE_KINDS,
  lamps: STANDARD_LAMPS,
  lampsByTechnology: {},
  statuses: {},
  calendars: {},
  times: {},
  rules: [
    {
      ...UNLIMITED,
      id: 'do-not-disturb-to-teams',
      why: 'Your presence status is automatically calculated based on … also the state of the PBX phone (Busy, Do not disturb, etc)',
      kind: 'write-do-not-disturb',
      technology: MSTEAMS,
      lookAgainEveryMs: 3_600_000,
      lookAgainForMs: 120_000,
      unlessActivities: CALL_ACTIVITIES,
      unlessAvailabilities: ['DoNotDisturb'],
      exceptTelephony: ['teams', 'twinned'],
      readBack: false,
    },
    {
      ...UNLIMITED,
      id: 'call-to-teams',
      why: 'Your presence status is automatically calculated based on … also the state of the PBX phone (Busy, Do not disturb, etc)',
      ...CALLS_TO_TEAMS,
      pairs: { talking: IN_A_CALL, conference: IN_A_CONFERENCE_CALL },
    },
    {
      ...UNLIMITED,
      id: 'no-statuses-of-the-client',
      why: 'The dynamic statuses created by MiCollab administrator via the MiCollab user profiles, or statuses created by the user in the MiCollab client will not be displayed or utilized',
      when: INTEGRATION_IS_ON,
      of: { ...ANY_CLAIM, technologies: [CONSOLE] },
      kind: 'leave-out',
      parts: ['presence', 'view', 'details'],
    },
    {
      ...UNLIMITED,
      id: 'chosen-by-hand',
      why: 'When you manually select a presence status, it will take precedence over any automatically calculated status',
      of: OF_TEAMS,
      kind: 'chosen-state',
      fills: ['availability', 'lamp'],
      availabilities: ['DoNotDisturb', 'Away', 'BeRightBack', 'Offline'],
      howSet: ['user', 'inferred'],
      always: ['DoNotDisturb'],
      onlyByHand: ONLY_BY_HAND,
      neverByHand: NEVER_BY_HAND,
    },
    {
      ...UNLIMITED,
      id: 'available-or-busy-by-hand',
      why: 'When you manually select a presence status, it will take precedence over any automatically calculated status',
      of: OF_TEAMS,
      kind: 'chosen-state',
      fills: ['availability', 'lamp'],
      availabilities: ['Busy', 'Available'],
      howSet: ['user'],
      always: [],
      onlyByHand: [],
      neverByHand: [],
    },
    {
      ...UNLIMITED,
      id: 'do-not-disturb-at-the-phone',
      why: 'Automatically calculated based on … the state of the PBX phone (Busy, Do not disturb, etc)',
      of: { ...ANY_CLAIM, doNotDisturb: true },
      kind: 'show',
      fills: ['availability', 'lamp'],
      availability: 'DoNotDisturb',
      activity: 'DoNotDisturb',
      tone: 'do-not-disturb',
      label: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'call-at-the-phone',
      why: 'Automatically calculated based on … the state of the PBX phone (Busy, Do not disturb, etc)',
      kind: 'live-call',
      pairs: { talking: IN_A_CALL, held: IN_A_CALL, conference: IN_A_CONFERENCE_CALL },
      lamp: 'status',
    },
    {
      ...UNLIMITED,
      id: 'no-statuses-of-other-systems',
      why: 'The MiCollab client will display only the Microsoft Teams statuses',
      when: INTEGRATION_IS_ON,
      // Not what has not been heard yet: until then nobody is said to be free, since a call may be there.
      of: { ...ANY_CLAIM, freshness: ['fresh', 'stale'] },
      except: { ...ANY_CLAIM, technologies: [MSTEAMS, CONSOLE] },
      kind: 'leave-out',
      parts: ['presence', 'view'],
    },
    {
      ...UNLIMITED,
      id: 'status-of-teams',
      why: 'The MiCollab’s dynamic status will change based on the status change (manual or automatic presence change) in the Microsoft Teams client',
      kind: 'winning-technology',
      callOutOfSightMs: 300_000,
    },
    {
      ...UNLIMITED,
      id: 'managed-by-teams',
      why: 'An informative message will be displayed on the MiCollab client, stating that the presence status is now managed by Microsoft Teams account; the dynamic status dropdown will be deactivated',
      kind: 'managed-by',
      technology: MSTEAMS,
      lockedFields: ['availability', 'activity', 'doNotDisturb'],
      notice: 'managed-by-teams',
    },
  ],
});

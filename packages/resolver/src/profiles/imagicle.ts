/**
 * The behaviour of Imagicle's attendant console. Source: seed imagicle-teams-presence.txt: "RichPresence.WinningTechnology",
 * "Presence Update Notes" and "Presence Icons on Attendant Console". It only reads.
 */
import { CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { ANY_CLAIM, UNLIMITED } from '../condition.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { Profile } from '../profile.ts';
import { EVERYBODY_IN_TEAMS, PLACE_KINDS, SHARED_KINDS, STANDARD_LAMPS } from './shared-parts.ts';

export const imagicleProfile: Profile = deepFreeze({
  id: 'imagicle',
  title: 'As Imagicle: one technology wins, colours differ by platform, and nothing is written',
  description:
    'The winning technology decides what is shown, SIP presence by default; put MSTEAMS first where Teams shall win, or any ' +
    'other technology. Where it knows nothing, the next one is shown. AvailableIdle and BusyIdle are shown as such, and what ' +
    'was last known stays until Teams says otherwise. Away is orange and busy is red where Teams says so. Nothing is ' +
    'written anywhere. ' +
    'Not in the seed: how other platforms show away and busy: Away and Be right back stand back (neutral), busy said in ' +
    'words is "in use"; a call at a line, ringing, and do-not-disturb of a phone light the lamp in their own colours ' +
    'whichever technology wins, since a lamp that says free during a call would be wrong; what was last known is marked stale when its source has ' +
    'lapsed; out-of-office, note and location ride along.',
  writes: 'on',
  winningTechnology: [SIPSIMPLE, MSTEAMS, PBX, CONSOLE],
  participants: EVERYBODY_IN_TEAMS,
  sharedKinds: SHARED_KINDS,
  placeKinds: PLACE_KINDS,
  lamps: {
    ...STANDARD_LAMPS,
    toneByAvailability: {
      ...STANDARD_LAMPS.toneByAvailability,
      Away: 'neutral',
      BeRightBack: 'neutral',
      Busy: 'in-use',
      BusyIdle: 'in-use',
    },
  },
  lampsByTechnology: { [MSTEAMS]: STANDARD_LAMPS },
  statuses: {},
  calendars: {},
  times: {},
  rules: [
    {
      ...UNLIMITED,
      id: 'call-at-a-line',
      why: 'Not in the seed: a call at a line lights the lamp in its own colour; availability is the winning technology’s',
      of: { ...ANY_CLAIM, callStates: ['talking', 'held', 'conference'] },
      kind: 'show',
      fills: ['lamp'],
      availability: null,
      activity: null,
      tone: null,
      label: null,
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
      why: 'Not in the seed: do-not-disturb of a phone lights the lamp, whichever technology wins',
      kind: 'do-not-disturb',
    },
    {
      ...UNLIMITED,
      id: 'winning-technology',
      why: 'This parameter defines the Rich Presence technology priority while assigning and showing presence status on Attendant Console. Default value is SipSimple',
      kind: 'winning-technology',
      callOutOfSightMs: 300_000,
    },
  ],
});

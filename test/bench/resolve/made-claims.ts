/**
 * Distinct sets of claims of one person, drawn from a seed: accounts in Teams, lines of two PBXs, statuses at a console, in
 * the proportions of an office. All are fresh and not masked, which is what most answers are made of, and what the
 * peer's rules can say too.
 */
import { type BoundClaim, type CallState, SILENT_CLAIM, systemId } from '@lamplight/domain';
import { type Random, seededRandom } from '@lamplight/runtime';

const NOW = Date.UTC(2026, 10, 21, 9);

const TEAMS_PAIRS = [
  ['Available', 'Available'],
  ['Available', 'Available'],
  ['AvailableIdle', 'Available'],
  ['Busy', 'InACall'],
  ['Busy', 'InAConferenceCall'],
  ['Busy', 'InAMeeting'],
  ['Busy', 'Busy'],
  ['BusyIdle', 'Busy'],
  ['DoNotDisturb', 'DoNotDisturb'],
  ['DoNotDisturb', 'Presenting'],
  ['DoNotDisturb', 'Focusing'],
  ['BeRightBack', 'BeRightBack'],
  ['Away', 'Away'],
  ['Offline', 'Offline'],
  ['Offline', 'OffWork'],
  ['PresenceUnknown', 'PresenceUnknown'],
] as const;
const CONSOLE_STATUSES = ['Available', 'Busy', 'Away', 'DoNotDisturb', 'PresenceUnknown'] as const;
const CALL_STATES: readonly CallState[] = [
  'idle',
  'idle',
  'idle',
  'ringing',
  'dialling',
  'talking',
  'held',
  'conference',
];

const PLACES = ['entra', 'pbx-1', 'pbx-2', 'console'] as const;
const TECHNOLOGIES = { entra: 'MSTEAMS', 'pbx-1': 'SIPSIMPLE', 'pbx-2': 'PBX', console: 'CONSOLE' } as const;

/** Sets of `size` claims, no two of them the same. */
export function madeClaimSets(size: number, count: number, seed = 1): readonly (readonly BoundClaim[])[] {
  const random = seededRandom(seed);
  const sets = new Map<string, readonly BoundClaim[]>();
  while (sets.size < count) {
    const set = Array.from({ length: size }, (_, index) => madeClaim(index, random));
    sets.set(JSON.stringify(set), set);
  }
  return [...sets.values()];
}

function madeClaim(index: number, random: Random): BoundClaim {
  const place = PLACES[index % PLACES.length] ?? 'entra';
  const isLine = place === 'pbx-1' || place === 'pbx-2';
  return {
    systemId: systemId(place),
    technology: TECHNOLOGIES[place],
    address: String(200 + index),
    lineKind: isLine ? 'desk' : null,
    role: 'owner',
    primary: false,
    freshness: 'fresh',
    staleSince: null,
    claim: { ...SILENT_CLAIM, since: NOW - Math.floor(random.next() * 36) * 100_000, ...saidAt(place, random) },
  };
}

function saidAt(place: (typeof PLACES)[number], random: Random) {
  const oneOf = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value | undefined =>
    values[Math.floor(random.next() * values.length)];
  if (place === 'entra') {
    const [availability, activity] = oneOf(TEAMS_PAIRS) ?? ['Available', 'Available'];
    return { availability, activity, howSet: 'inferred' } as const;
  }
  if (place === 'console') {
    const availability = oneOf(CONSOLE_STATUSES) ?? 'Available';
    return { availability, activity: availability, howSet: 'user' } as const;
  }
  const state = oneOf(CALL_STATES) ?? 'idle';
  const count = state === 'idle' ? 0 : 1;
  const direction = random.next() < 0.5 ? 'incoming' : 'outgoing';
  return {
    call: { state, count, direction, remoteParty: null, since: null, groupCall: false },
    doNotDisturb: random.next() < 0.1,
  } as const;
}

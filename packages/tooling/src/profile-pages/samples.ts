/** The states that the pages show each profile on, as claims of one person: an account in Teams and a desk phone. */
import {
  type BoundClaim,
  type CallState,
  type Claim,
  MSTEAMS,
  PBX,
  PLAIN_FACTS,
  type PresencePair,
  type Resolution,
  SILENT_CLAIM,
  systemId,
} from '@lamplight/domain';
import { type Profile, resolve } from '@lamplight/resolver';

/** Wall time in ms of every sample; no rule that is shown depends on it. */
const NOW = 1_000_000;

/** Every pair that Teams is known to show. Source: Graph, "Manage presence state", and what its lists name besides. */
export const TEAMS_STATUSES: readonly PresencePair[] = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'AvailableIdle', activity: 'Available' },
  { availability: 'Available', activity: 'AvailableInactive' },
  { availability: 'Available', activity: 'OutOfOffice' },
  { availability: 'Busy', activity: 'Busy' },
  { availability: 'BusyIdle', activity: 'Busy' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InACall + OOF' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Busy', activity: 'InAMeeting' },
  { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
  { availability: 'DoNotDisturb', activity: 'Focusing' },
  { availability: 'DoNotDisturb', activity: 'UrgentInterruptionsOnly' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Offline', activity: 'Offline' },
  { availability: 'Offline', activity: 'OffWork' },
  { availability: 'OutOfOffice', activity: 'OutOfOffice' },
  { availability: 'PresenceUnknown', activity: 'PresenceUnknown' },
];

/** As reasons name them: "Anna at Teams". */
export const ACCOUNT = { systemId: 'Teams', address: 'Anna' } as const;
export const PHONE = { systemId: 'PBX', address: '101' } as const;

/** Who chose it is not said: Graph does not. */
export function teams({ availability, activity }: PresencePair): BoundClaim {
  return heard(MSTEAMS, ACCOUNT.systemId, ACCOUNT.address, { availability, activity, howSet: 'inferred' });
}

export function phone(state: CallState, doNotDisturb: boolean | null = null): BoundClaim {
  const count = state === 'idle' ? 0 : 1;
  const call = { state, count, direction: 'unknown', remoteParty: null, since: null, groupCall: false } as const;
  return { ...heard(PBX, PHONE.systemId, PHONE.address, { call, doNotDisturb }), lineKind: 'desk' };
}

/** A system without lines, such as one for online meetings. */
export function otherSystem({ availability, activity }: PresencePair): BoundClaim {
  return heard('OTHER', 'other', 'Anna', { availability, activity });
}

export function answer(profile: Profile, claims: readonly BoundClaim[]): Resolution {
  return resolve(claims, PLAIN_FACTS, profile, NOW);
}

function heard(technology: string, system: string, address: string, claim: Partial<Claim>): BoundClaim {
  return {
    systemId: systemId(system),
    technology,
    address,
    lineKind: null,
    role: 'owner',
    primary: false,
    freshness: 'fresh',
    staleSince: null,
    claim: { ...SILENT_CLAIM, ...claim },
  };
}

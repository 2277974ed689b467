/** Claims of one person, as short as tests need them: an account in Teams, a desk phone, a console. */
import {
  type BoundClaim,
  type BoundSubject,
  type CallState,
  type Claim,
  CONSOLE,
  type Freshness,
  MSTEAMS,
  SILENT_CLAIM,
  SIPSIMPLE,
  systemId,
} from '@lamplight/domain';

/** Wall time in ms at which sources of stale claims were lost. */
export const LOST_AT = 500;

interface Telling {
  readonly freshness?: Freshness;
  readonly bound?: Partial<BoundSubject>;
}

export function claimOf(subject: BoundSubject, claim: Partial<Claim>, telling: Telling = {}): BoundClaim {
  const freshness = telling.freshness ?? 'fresh';
  const heard = freshness === 'fresh' || freshness === 'stale';
  return {
    ...subject,
    ...telling.bound,
    freshness,
    claim: heard ? { ...SILENT_CLAIM, ...claim } : null,
    staleSince: freshness === 'stale' ? LOST_AT : null,
  };
}

export function inTeams(
  availability: string,
  activity: string,
  telling: Telling & { readonly claim?: Partial<Claim> } = {},
): BoundClaim {
  const account: BoundSubject = {
    systemId: systemId('entra'),
    technology: MSTEAMS,
    address: 'aad-1',
    lineKind: null,
    role: 'owner',
    primary: false,
  };
  return claimOf(account, { availability, activity, ...telling.claim }, telling);
}

export function atConsole(
  availability: string,
  telling: Telling & { readonly claim?: Partial<Claim> } = {},
): BoundClaim {
  const console: BoundSubject = {
    systemId: systemId('console'),
    technology: CONSOLE,
    address: 'anna',
    lineKind: null,
    role: 'owner',
    primary: false,
  };
  return claimOf(console, { availability, activity: availability, howSet: 'user', ...telling.claim }, telling);
}

export function atLine(state: CallState, telling: Telling & { readonly claim?: Partial<Claim> } = {}): BoundClaim {
  const line: BoundSubject = {
    systemId: systemId('pbx'),
    technology: SIPSIMPLE,
    address: '201',
    lineKind: 'desk',
    role: 'owner',
    primary: true,
  };
  const count = state === 'idle' || state === 'unknown' || state === 'unreachable' ? 0 : 1;
  const call = { state, count, direction: 'unknown', remoteParty: null, since: null, groupCall: false } as const;
  return claimOf(line, { call, ...telling.claim }, telling);
}

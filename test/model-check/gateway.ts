/** The gateway for one person: its ledger of claims, what it concludes, and what it wants of the two systems. */
import { type BoundClaim, type Claim, type Desired, MSTEAMS, PBX, type Resolution, systemId } from '@lamplight/domain';
import { carriedOn, isUnheardPending, type LeaseInput, nextDue } from '@lamplight/gateway/decisions';
import type { Ports } from './ports.ts';
import { HORIZON_TICKS } from './times.ts';
import type { Concluded, Gateway, SystemState, World } from './world.ts';

export const PBX_SYSTEM = systemId('pbx');
export const TEAMS_SYSTEM = systemId('teams');
const LINE = { systemId: PBX_SYSTEM, address: '201', technology: PBX, lineKind: 'desk', primary: true } as const;
const ACCOUNT = { systemId: TEAMS_SYSTEM, address: 'p', technology: MSTEAMS, lineKind: null, primary: true } as const;

export type SystemName = 'pbx' | 'teams';

/** One step of a system's lease, with what becomes of the claim. */
export function stepSystem(world: World, name: SystemName, input: LeaseInput, ports: Ports): World {
  const before = world.gateway[name];
  const { state, effects } = ports.stepLease(before.lease, input, world.now);
  let entry = before.entry;
  if (input.kind === 'begin' && entry !== null) {
    entry = { ...entry, earlier: true };
  }
  let dirty = world.gateway.dirty;
  for (const effect of effects) {
    switch (effect.kind) {
      case 'stale':
        if (entry !== null && entry.staleSince === null && (effect.which === 'all' || entry.earlier)) {
          entry = { ...entry, staleSince: world.now };
          dirty = true;
        }
        break;
      case 'withdraw':
        if (entry !== null && (effect.which === 'all' || entry.earlier)) {
          entry = null;
          dirty = true;
        }
        break;
      case 'settle-unheard':
        dirty = true;
        break;
      case 'lapsed':
        break;
    }
  }
  return withSystem(world, name, { lease: state, entry }, dirty);
}

/** The active source claims something. */
export function takeClaim(world: World, name: SystemName, claim: Claim): World {
  const { lease, entry } = world.gateway[name];
  const held = carriedOn(entry?.claim ?? null, claim);
  return withSystem(world, name, { lease, entry: { claim: held, earlier: false, staleSince: null } }, true);
}

/** Whether a lease changes by time alone now. */
export function isLeaseDue({ gateway, now }: World, name: SystemName): boolean {
  return (nextDue(gateway[name].lease) ?? Infinity) <= now;
}

/** Concludes the person if something has changed or the answer asked to be revisited. */
export function concludeDue(world: World, cache: ResolutionCache, ports: Ports): World {
  const { gateway, now } = world;
  if (!gateway.dirty && (gateway.revisitAt === null || gateway.revisitAt > now)) {
    return world;
  }
  const { concluded, revisitIn } = cache.resolve(gateway, now, ports);
  const revisitAt = ports.revisitAt(revisitIn === null ? null : now + revisitIn);
  return { ...world, gateway: { ...gateway, concluded, revisitAt, dirty: false } };
}

interface Answer {
  readonly concluded: Concluded;
  readonly revisitIn: number | null;
}

/** The resolver is pure and few claims differ, so that each question is asked once. Times are asked as ages. */
export class ResolutionCache {
  readonly #answers = new Map<string, Answer>();

  /** How many different questions were asked. */
  get size(): number {
    return this.#answers.size;
  }

  resolve(gateway: Gateway, now: number, ports: Ports): Answer {
    const line = bound(gateway.pbx, LINE, now);
    const account = bound(gateway.teams, ACCOUNT, now);
    const key = `${keyOf(line)}|${keyOf(account)}`;
    const known = this.#answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = summaryOf(ports.resolve([line, account], 0));
    this.#answers.set(key, answer);
    return answer;
  }
}

function withSystem(world: World, name: SystemName, system: SystemState, dirty: boolean): World {
  const { gateway } = world;
  return { ...world, gateway: { ...gateway, [name]: system, dirty } };
}

function bound(
  { lease, entry }: SystemState,
  subject: Omit<BoundClaim, 'freshness' | 'claim' | 'staleSince' | 'role'>,
  now: number,
): BoundClaim {
  if (entry === null || entry.claim === null) {
    const freshness = isUnheardPending(lease) ? 'pending' : 'withdrawn';
    return { ...subject, role: 'owner', freshness, claim: null, staleSince: null };
  }
  const { claim, staleSince } = entry;
  const call = claim.call === null ? null : { ...claim.call, since: age(claim.call.since, now) };
  const aged = { ...claim, call, since: age(claim.since, now) };
  const freshness = staleSince === null ? 'fresh' : 'stale';
  return { ...subject, role: 'owner', freshness, claim: aged, staleSince: age(staleSince, now) };
}

/** The instant seen from now, which is 0. */
function age(instant: number | null, now: number): number | null {
  return instant === null ? null : Math.max(instant - now, -HORIZON_TICKS);
}

function keyOf({ freshness, claim, staleSince }: BoundClaim): string {
  if (claim === null) {
    return freshness;
  }
  const { availability, activity, call, masked, since, previous, flags } = claim;
  const before = `${previous?.availability},${previous?.activity},${previous?.callState}`;
  return `${freshness},${staleSince},${availability},${activity},${call?.state},${call?.since},${masked},${since},${before},${flags.join()}`;
}

function summaryOf({ presence, effects, revisitAt }: Resolution): Answer {
  const wanted = (system: string): Desired | null =>
    effects.find((effect) => effect.systemId === system)?.desired ?? null;
  const view = presence.views.find((candidate) => candidate.systemId === TEAMS_SYSTEM);
  const { availability, activity, tone, labelId, freshness, call } = presence;
  return {
    revisitIn: revisitAt,
    concluded: {
      availability,
      activity,
      tone,
      labelId,
      freshness,
      call: call?.state ?? '',
      teamsMasked: view?.masked ?? false,
      teamsView: view === undefined ? '' : view.activity,
      atTeams: wanted(TEAMS_SYSTEM),
      atLine: wanted(PBX_SYSTEM),
    },
  };
}

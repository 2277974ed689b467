/** What follows by itself from a change in the world, at the same instant: claims travel, people are concluded, writes are sent. */
import { type Claim, sameDesired } from '@lamplight/domain';
import { claimOf, sendDue, stepAttribution, tickAdapter, wantedInput } from './adapter.ts';
import { concludeDue, isLeaseDue, type ResolutionCache, stepSystem, takeClaim } from './gateway.ts';
import { withHistory } from './graph.ts';
import type { Ports } from './ports.ts';
import type { World } from './world.ts';

/** A way to run the world: the decisions, and what they have answered so far. */
export interface Model {
  readonly ports: Ports;
  readonly cache: ResolutionCache;
}

/** More turns than that at one instant do not come to an end. */
const MOST_TURNS = 100;

/** The world once everything has followed that follows from the change from `before` to `changed`. */
export function settled(before: World, changed: World, model: Model): World {
  let world = withHistory(before, changed);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const next = turned(world, model);
    if (next === world) {
      return world;
    }
    world = next;
  }
  throw new Error(`the world is still changing after ${MOST_TURNS} turns at one instant`);
}

function turned(world: World, { ports, cache }: Model): World {
  let next = tickAdapter(world, ports);
  for (const name of ['pbx', 'teams'] as const) {
    if (isLeaseDue(next, name)) {
      next = stepSystem(next, name, { kind: 'tick' }, ports);
    }
  }
  next = claimed(next, ports);
  const wanted = next.gateway.concluded.atTeams;
  next = concludeDue(next, cache, ports);
  if (!sameDesired(wanted, next.gateway.concluded.atTeams)) {
    next = stepAttribution(next, wantedInput(next.gateway.concluded.atTeams, true), ports);
  }
  return sendDue(told(next, ports), ports);
}

/** What Teams' adapter has to say travels to the gateway; its first word completes its snapshot. */
function claimed(world: World, ports: Ports): World {
  const claim = claimOf(world, ports);
  if (claim === null || (world.adapter.claim !== null && sameClaim(claim, world.adapter.claim))) {
    return world;
  }
  const taken = takeClaim({ ...world, adapter: { ...world.adapter, claim } }, 'teams', claim);
  return world.adapter.claim === null ? stepSystem(taken, 'teams', { kind: 'complete' }, ports) : taken;
}

/** The PBX's adapter carries out what is wanted at the line, for as long as it is there. */
function told(world: World, ports: Ports): World {
  const { pbx, gateway } = world;
  if (pbx.link !== 'up' && pbx.link !== 'coming') {
    return world;
  }
  const next = ports.tell(pbx.told, gateway.concluded.atLine, pbx.refuses);
  return next === pbx.told ? world : { ...world, pbx: { ...pbx, told: next } };
}

function sameClaim(a: Claim, b: Claim): boolean {
  return (
    a.availability === b.availability &&
    a.activity === b.activity &&
    a.masked === b.masked &&
    a.since === b.since &&
    a.previous?.activity === b.previous?.activity &&
    a.previous?.availability === b.previous?.availability &&
    a.flags.join() === b.flags.join()
  );
}

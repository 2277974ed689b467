/** The PBX's connector: what it says of the line, and how it comes and goes. */
import { type Call, type CallState, type Claim, SILENT_CLAIM } from '@lamplight/domain';
import { stepSystem, takeClaim } from './gateway.ts';
import type { Ports } from './ports.ts';
import type { World } from './world.ts';

/** The connector says what it sees, if it is heard and that is news. */
export function say(world: World): World {
  const { pbx, truth, now } = world;
  if (pbx.link !== 'up') {
    return world;
  }
  const state = pbx.blind ? 'unknown' : truth.line;
  if (pbx.said?.call?.state === state && world.gateway.pbx.entry !== null) {
    return world;
  }
  return sayAnew({ ...world, pbx: { ...pbx, said: lineClaim(pbx.said, state, now) } });
}

/** The stream is gone without a word. */
export function lose(world: World, ports: Ports): World {
  return stepSystem({ ...world, pbx: { ...world.pbx, link: 'down' } }, 'pbx', { kind: 'lose' }, ports);
}

/** The connector leaves in order, and nobody takes over. */
export function leave(world: World, ports: Ports): World {
  const left = { ...world, pbx: { ...world.pbx, link: 'down' as const } };
  return stepSystem(left, 'pbx', { kind: 'leave', handover: false }, ports);
}

/** The same connector is back: within its lease it goes on, after it and after a start of the gateway it begins anew. */
export function comeBack(world: World, ports: Ports): World {
  const back = { ...world, pbx: { ...world.pbx, link: 'up' as const } };
  if (back.gateway.pbx.lease.kind === 'active') {
    return say(stepSystem(back, 'pbx', { kind: 'continue' }, ports));
  }
  return complete(stepSystem(back, 'pbx', { kind: 'begin' }, ports), ports);
}

/** A new connector, which knows nothing of the one before. */
export function begin(world: World, ports: Ports): World {
  const begun = { ...world, pbx: { ...world.pbx, link: 'coming' as const, said: null } };
  return stepSystem(begun, 'pbx', { kind: 'begin' }, ports);
}

/** The connector says everything that there is. */
export function complete(world: World, ports: Ports): World {
  const { pbx, truth, now } = world;
  const state = pbx.blind ? 'unknown' : truth.line;
  const said = pbx.said?.call?.state === state ? pbx.said : lineClaim(pbx.said, state, now);
  const spoken = sayAnew({ ...world, pbx: { ...pbx, link: 'up', said } });
  return stepSystem(spoken, 'pbx', { kind: 'complete' }, ports);
}

function sayAnew(world: World): World {
  return world.pbx.said === null ? world : takeClaim(world, 'pbx', world.pbx.said);
}

/** As the SIP adapter makes it of what it knows: nobody knows when a state began that was there when it first looked. */
function lineClaim(previous: Claim | null, state: CallState, now: number): Claim {
  const before = previous?.call?.state ?? null;
  const since = state === 'unknown' || (before !== null && before !== 'unknown') ? now : null;
  const call: Call = { state, count: 0, direction: 'unknown', remoteParty: null, since, groupCall: false };
  return {
    ...SILENT_CLAIM,
    call,
    howSet: 'user',
    since,
    previous: before === null ? null : { availability: null, activity: null, callState: before },
  };
}

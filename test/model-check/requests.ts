/** Requests to Graph under way: what a read may answer, and the ways in which a write may end. */
import { samePair } from '@lamplight/domain';
import { type AttributionInput, viewOf } from '@lamplight/teams-adapter/decisions';
import { stepAttribution } from './adapter.ts';
import { landed, looksLikeCall, mayShow, others, oursInForce, shown } from './graph.ts';
import type { Ports } from './ports.ts';
import { ATTRIBUTION_TIMES } from './times.ts';
import type { Shown, World } from './world.ts';
import type { WriteEnd } from './write-order.ts';

export function beginRead(world: World): World {
  return { ...world, read: { begunAt: world.now, mayShow: mayShow(world) } };
}

/** The read under way is answered with what some replica showed meanwhile. */
export function endRead(world: World, answer: Shown, ports: Ports): World {
  const begunAt = world.read?.begunAt ?? world.now;
  const { now, adapter } = world;
  const heard: World = { ...world, read: null, adapter: { ...adapter, seen: true, lastGoodReadAt: now } };
  const read = { begunAt, endedAt: now, seenAt: now, pair: answer.pair, sequenceNumber: null };
  return stepAttribution(heard, { kind: 'read', read }, ports);
}

/** A read that nothing delays. */
export function readNow(world: World, ports: Ports): World {
  return endRead(world, { pair: shown(world), others: others(world) }, ports);
}

/**
 * The invariant of attribution: what `answer` showed is claimed as a call only if others would have shown it without us.
 */
export function isPhantom(after: World, answer: Shown): boolean {
  const { independent, masked } = viewOf(after.adapter.attribution);
  return (
    !masked &&
    independent !== null &&
    independent.endedAt === after.now &&
    looksLikeCall(independent.pair) &&
    samePair(independent.pair, answer.pair) &&
    !samePair(answer.pair, answer.others)
  );
}

/** The write under way takes effect; nobody knows yet. */
export function landWrite(world: World): World {
  if (world.write === null) {
    return world;
  }
  const nothing = world.write.write.kind === 'clear' && oursInForce(world) === null;
  const write = { ...world.write, landed: nothing ? ('nothing-to-clear' as const) : ('done' as const) };
  return { ...landed(world, world.write.write), write };
}

/** The write under way is answered. `unknown`: the answer is lost, and what has not landed may do so later. */
export function endWrite(world: World, end: WriteEnd, ports: Ports): World {
  const { write: underWay, adapter, now } = world;
  if (underWay === null || adapter.queue === null) {
    return world;
  }
  const { write, sentAt, landed: landing } = underWay;
  const lost = end === 'unknown' && landing === null;
  const graph = lost ? { ...world.graph, landing: { write, until: now + ATTRIBUTION_TIMES.landingMs } } : world.graph;
  const queue = ports.writeAnswered(adapter.queue, end, now);
  const input: AttributionInput =
    write.kind === 'set'
      ? { kind: 'set-answered', way: write.way, pair: write.pair, sentAt, outcome: end === 'done' ? 'accepted' : end }
      : {
          kind: 'clear-answered',
          way: write.way,
          outcome: end !== 'done' ? end : landing === 'nothing-to-clear' ? 'not-found' : 'cleared',
        };
  return stepAttribution({ ...world, graph, write: null, adapter: { ...adapter, queue } }, input, ports);
}

/** A write whose answer was lost takes effect after all. */
export function landLate(world: World): World {
  const { landing } = world.graph;
  return landing === null ? world : landed({ ...world, graph: { ...world.graph, landing: null } }, landing.write);
}

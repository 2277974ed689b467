/** Graph as published: sessions, the strongest of which shows, a choice by hand over them, replicas that lag. */
import { type PresencePair, samePair } from '@lamplight/domain';
import type { Write } from '@lamplight/teams-adapter/decisions';
import { ATTRIBUTION_TIMES, VISIBLE_TICKS } from './times.ts';
import type { Shown, World } from './world.ts';

export const IN_A_CALL: PresencePair = { availability: 'Busy', activity: 'InACall' };
export const PRESENTING: PresencePair = { availability: 'DoNotDisturb', activity: 'Presenting' };
const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
const IN_A_MEETING: PresencePair = { availability: 'Busy', activity: 'InAMeeting' };
const OFFLINE: PresencePair = { availability: 'Offline', activity: 'Offline' };
const CHOSEN = {
  Available: AVAILABLE,
  Away: { availability: 'Away', activity: 'Away' },
  DoNotDisturb: { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
} as const;

/** Strongest first. Source: Graph, "Manage presence state"; within one availability a guess of the simulator. */
const STRENGTH: readonly string[] = ['Presenting', 'InACall', 'InAMeeting', 'Available'];

/** What Teams and other applications make of the person. */
export function others(world: World): PresencePair {
  return aggregate(world, null);
}

/** What Graph shows now, to a replica that has seen everything. */
export function shown(world: World): PresencePair {
  return aggregate(world, oursInForce(world));
}

export function oursInForce({ graph, now }: World): PresencePair | null {
  return graph.ours !== null && graph.ours.until > now ? graph.ours.pair : null;
}

/** Our session in force is all that can be seen. */
export function isMasked(world: World): boolean {
  const ours = oursInForce(world);
  return ours !== null && samePair(ours, shown(world));
}

/** Whether a pair is taken for a call: the activities that the default profile names. */
export function looksLikeCall(pair: PresencePair): boolean {
  return pair.activity === 'InACall' || pair.activity === 'Presenting';
}

function aggregate({ truth, foreign, now }: World, ours: PresencePair | null): PresencePair {
  const sessions: PresencePair[] = [];
  if (truth.signedIn) {
    sessions.push(truth.call ? IN_A_CALL : AVAILABLE);
  }
  if (foreign.pair !== null && foreign.until > now) {
    sessions.push(foreign.pair);
  }
  if (ours !== null) {
    sessions.push(ours);
  }
  if (sessions.length === 0) {
    return OFFLINE;
  }
  if (truth.chosen !== 'none') {
    return CHOSEN[truth.chosen];
  }
  if (truth.meeting) {
    sessions.push(IN_A_MEETING);
  }
  return sessions.reduce((best, pair) =>
    STRENGTH.indexOf(pair.activity) < STRENGTH.indexOf(best.activity) ? pair : best,
  );
}

/** What a read begun now may answer. */
export function mayShow(world: World): readonly Shown[] {
  const current = { pair: shown(world), others: others(world) };
  return distinct([current, ...world.graph.before.filter(({ until }) => until >= world.now)]);
}

/** Notes what has changed since `before`: replicas and reads under way may show either. */
export function withHistory(before: World, after: World): World {
  const { now } = after;
  const was = { pair: shown(before), others: others(before) };
  const is = { pair: shown(after), others: others(after) };
  const callShownAt = looksLikeCall(is.others) || looksLikeCall(was.others) ? now : after.callShownAt;
  const kept = after.graph.before.filter(({ until }) => until >= now);
  const changed = !samePair(was.pair, is.pair) || !samePair(was.others, is.others);
  if (!changed && kept.length === after.graph.before.length && callShownAt === after.callShownAt) {
    return after;
  }
  const history = changed
    ? [...kept.filter((shown) => !sameShown(shown, was)), { ...was, until: now + VISIBLE_TICKS }]
    : kept;
  const read =
    changed && after.read !== null ? { ...after.read, mayShow: distinct([...after.read.mayShow, is]) } : after.read;
  return { ...after, callShownAt, read, graph: { ...after.graph, before: history } };
}

/** A write takes effect. */
export function landed(world: World, write: Write): World {
  const { graph, now } = world;
  const ours = write.kind === 'set' ? { pair: write.pair, until: now + ATTRIBUTION_TIMES.leaseMs } : null;
  return { ...world, graph: { ...graph, ours } };
}

function distinct(list: readonly Shown[]): readonly Shown[] {
  return list
    .filter((entry, index) => list.findIndex((other) => sameShown(entry, other)) === index)
    .map(({ pair, others: without }) => ({ pair, others: without }));
}

function sameShown(a: Shown, b: Shown): boolean {
  return samePair(a.pair, b.pair) && samePair(a.others, b.others);
}

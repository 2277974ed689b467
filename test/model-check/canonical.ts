/**
 * A world as a short text: two worlds with the same text have the same future. Instants become ages, and an age beyond
 * everything that it is compared with is cut off there.
 */
import type { Claim, PresencePair } from '@lamplight/domain';
import type { LeaseState } from '@lamplight/gateway/decisions';
import type { AttributionState, LatchBreakerState } from '@lamplight/teams-adapter/decisions';
import { ATTRIBUTION_TIMES, BLIND_TICKS, BREAKER_TIMES, HORIZON_TICKS, SHORT_HORIZON_TICKS as SHORT } from './times.ts';
import type { Adapter, Gateway, Shown, SystemState, World } from './world.ts';

export function canonical(world: World): string {
  const { now, truth, foreign, graph, read, write, pbx, adapter, gateway } = world;
  const text = [
    `${truth.line}${flag(truth.signedIn)}${flag(truth.call)}${flag(truth.meeting)}${truth.chosen}`,
    `${pair(foreign.pair)}${foreign.pair === null ? '' : at(foreign.until, now)}${flag(foreign.copies)}`,
    graph.ours === null || graph.ours.until <= now ? '' : `${pair(graph.ours.pair)}${at(graph.ours.until, now)}`,
    graph.before
      .filter(({ until }) => until >= now)
      .map((entry) => `${shown(entry)}${at(entry.until, now)}`)
      .sort()
      .join(),
    graph.landing === null ? '' : `${graph.landing.write.kind}${at(graph.landing.until, now)}`,
    read === null ? '' : `${at(read.begunAt, now)}${read.mayShow.map(shown).sort().join()}`,
    write === null ? '' : `${write.write.kind}${at(write.sentAt, now)}${write.landed}`,
    `${pbx.link}${flag(pbx.blind)}${flag(pbx.refuses)}${flag(pbx.told)}${lineClaim(pbx.said, now)}`,
    pbx.told ? at(world.callShownAt, now) : '',
    adapterText(adapter, now),
    gatewayText(gateway, now),
  ];
  return text.join('|');
}

function adapterText(adapter: Adapter, now: number): string {
  const { attribution, queue, breaker, claim } = adapter;
  return [
    attributionText(attribution, now),
    independentText(attribution.independent, now),
    at(adapter.tickAt, now),
    queue === null
      ? ''
      : `${flag(queue.cleared)}${Math.min(queue.failures, 2)},${due(queue.notBefore, now)},${due(queue.clearMayLandUntil, now)},${queue.held === null ? '' : `${pair(queue.held.pair)}${due(queue.held.renewAt, now)}`}`,
    breakerText(breaker, now),
    claim === null ? '-' : `${claim.availability}${claim.activity}${flag(claim.masked)}${claim.flags.join()}`,
    `${flag(adapter.seen)}${Math.min(now - adapter.lastGoodReadAt, BLIND_TICKS + 1)}${Math.min(now - adapter.decidedAt, BLIND_TICKS + 1)}`,
  ].join(';');
}

/**
 * When a window began is compared only with the last read and with the write under way; the last read with nothing
 * else, since one read at a time is under way.
 */
function attributionText(state: AttributionState, now: number): string {
  const readAt = state.lastRead?.begunAt ?? -Infinity;
  // What is past retention is dropped before anything looks at it.
  const kept = state.windows.filter(({ until }) => until + ATTRIBUTION_TIMES.retentionMs >= now);
  const windows = kept.map(
    ({ way, pair: ours, sentAt, until }) =>
      `${way}${pair(ours)}${at(until, now)}${flag(readAt < sentAt)}${until === Infinity ? at(sentAt, now) : ''}`,
  );
  const rest = plainText({ ...state, windows: null, lastRead: null, independent: null }, now);
  return `${rest}${windows.sort().join()}${flag(state.lastRead === null)}`;
}

function independentText(state: AttributionState['independent'], now: number): string {
  return state === null
    ? ''
    : `${pair(state.pair)}${at(state.endedAt, now, SHORT)}${turnedText(state, state.pair, now)}`;
}

/** The rest of attribution is data whose every number is an instant, so it is spelt out whatever its fields are. */
function plainText(value: unknown, now: number): string {
  switch (typeof value) {
    case 'number':
      return at(value, now);
    case 'string':
      return value;
    case 'boolean':
      return flag(value);
    case 'object':
      return value === null
        ? '.'
        : `(${Object.values(value)
            .map((part) => plainText(part, now))
            .join('')})`;
    default:
      throw new TypeError(`attribution holds a ${typeof value}: expected plain data`);
  }
}

function breakerText({ hangUps, calls, suspendedUntil, suspects }: LatchBreakerState, now: number): string {
  const ended = hangUps
    .filter((hangUp) => hangUp.at + BREAKER_TIMES.windowMs > now)
    .map((hangUp) => `${at(hangUp.at, now)}${flag(hangUp.inferred)}`)
    .join();
  const inferred = [...calls.values()].map(({ since, suspendedAt }) => `${at(since, now)}${at(suspendedAt, now)}`);
  const suspected = [...suspects.values()].map((until) => at(until, now));
  return `${ended}/${inferred.join()}/${due(suspendedUntil, now)}/${suspected.join()}`;
}

function gatewayText({ pbx, teams, concluded, revisitAt }: Gateway, now: number): string {
  const { availability, activity, tone, labelId, atTeams, atLine } = concluded;
  return [
    `${system(pbx, now)}${lineClaim(pbx.entry?.claim ?? null, now)}`,
    `${system(teams, now)}${accountClaim(teams.entry?.claim ?? null, now)}`,
    `${availability}${activity}${tone}${labelId}${atTeams?.kind}${atLine?.kind}`,
    at(revisitAt, now),
  ].join(';');
}

interface Turned {
  readonly since: number | null;
  readonly previous: { readonly activity: string | null } | null;
}

function system({ lease, entry }: SystemState, now: number): string {
  const held = entry === null ? '' : `${flag(entry.earlier)}${at(entry.staleSince, now)}`;
  return `${leaseText(lease, now)}/${held}/`;
}

function leaseText(lease: LeaseState, now: number): string {
  switch (lease.kind) {
    case 'pending':
      return `p${at(lease.until, now)}`;
    case 'lapsed':
      return `l${at(lease.withdrawAt, now)}`;
    case 'withdrawn':
      return 'w';
    case 'active': {
      const { snapshot } = lease;
      const awaited = snapshot.kind === 'awaited' ? `${at(snapshot.staleAt, now)}${at(snapshot.withdrawAt, now)}` : '';
      return `${lease.connection}${at(lease.expiresAt, now)}${at(lease.pendingUntil, now)}${snapshot.kind}${awaited}`;
    }
  }
}

/** What was before, and since when it is over, counts only while the line is out of sight. */
function lineClaim(claim: Claim | null, now: number): string {
  if (claim === null || claim.call === null) {
    return '';
  }
  const { state } = claim.call;
  return state === 'unknown' ? `${state}${at(claim.since, now, SHORT)}${claim.previous?.callState}` : state;
}

function accountClaim(claim: Claim | null, now: number): string {
  if (claim === null) {
    return '';
  }
  const { availability, activity, masked, flags, since, previous } = claim;
  const pair = { availability: availability ?? '', activity: activity ?? '' };
  return `${availability}${activity}${flag(masked)}${flags.join()}${turnedText({ since, previous }, pair, now)}`;
}

/** What was before, and since when it is over, counts only for a call that has turned into a meeting. */
function turnedText({ since, previous }: Turned, { activity }: PresencePair, now: number): string {
  return activity === 'InAMeeting' ? `${previous?.activity}${at(since, now, SHORT)}` : '';
}

function shown({ pair: visible, others }: Shown): string {
  return `${pair(visible)}${pair(others)}`;
}

function pair(value: PresencePair | null): string {
  return value === null ? '-' : `${value.availability}${value.activity}`;
}

/** An instant as its distance from now, cut off beyond `horizon`. */
function at(instant: number | null, now: number, horizon: number = HORIZON_TICKS): string {
  return instant === null ? '.' : `${Math.max(Math.min(instant - now, horizon), -horizon)},`;
}

/** A time from which on something may happen: how long ago makes no difference. */
function due(instant: number, now: number): number {
  return Math.max(instant - now, 0);
}

function flag(value: boolean): string {
  return value ? '1' : '0';
}

/** The Teams adapter for one person: what its tracker, its latch breaker and its write queue do together. */
import type { Claim, Desired } from '@lamplight/domain';
import {
  type AttributionInput,
  type LatchBreakerInput,
  nextBreakerTickAt,
  nextTickAt,
  stepLatchBreaker,
  toClaim,
  UNKNOWN_CLAIM,
  viewOf,
} from '@lamplight/teams-adapter/decisions';
import { PERSON, type Ports } from './ports.ts';
import { ATTRIBUTION_TIMES, BLIND_TICKS, BREAKER_TIMES } from './times.ts';
import { type Adapter, newAdapter, type World } from './world.ts';
import { dueAt, intended, taken } from './write-order.ts';

/** A process starts: whatever stands at Graph may be another one's. */
export function startAdapter(world: World, ports: Ports): World {
  const started = { ...world, adapter: newAdapter(world.now), read: null, write: null };
  return stepAttribution(stepAttribution(started, { kind: 'start' }, ports), wantedInput(null, false), ports);
}

export function stepAttribution(world: World, input: AttributionInput, ports: Ports): World {
  const { now } = world;
  const { state, effects } = ports.attribute(world.adapter.attribution, input, now);
  let adapter: Adapter = { ...world.adapter, attribution: state };
  for (const effect of effects) {
    switch (effect.kind) {
      case 'intend':
        adapter = { ...adapter, queue: intended(adapter.queue, effect.intention) };
        break;
      // The model reads at any time, so also at the times that are asked for.
      case 'read-at':
      // Of preferred statuses, which the default profile never wants.
      case 'choice-lost':
        break;
      default:
        adapter = stepBreaker(adapter, { kind: effect.kind, address: PERSON }, now);
    }
  }
  return { ...world, adapter: { ...adapter, tickAt: nextTickAt(state, now, ATTRIBUTION_TIMES) } };
}

/** What the gateway wants of the person, as the tracker hands it on. `decided`: what is wanted has been named completely. */
export function wantedInput(desired: Desired | null, decided: boolean): AttributionInput {
  if (!decided || desired?.kind === 'leave') {
    return { kind: 'wanted', wanted: { kind: 'leave' } };
  }
  return desired?.kind === 'session'
    ? {
        kind: 'wanted',
        wanted: { kind: 'session', pair: { availability: desired.availability, activity: desired.activity } },
      }
    : { kind: 'wanted', wanted: { kind: 'nothing' } };
}

/** Everything of the adapter that is due by time alone. */
export function tickAdapter(world: World, ports: Ports): World {
  const { now } = world;
  let next = world;
  if (next.adapter.tickAt !== null && next.adapter.tickAt <= now) {
    next = stepAttribution(next, { kind: 'tick' }, ports);
  }
  if (next.adapter.breakerTickAt !== null && next.adapter.breakerTickAt <= now) {
    next = { ...next, adapter: stepBreaker(next.adapter, { kind: 'tick' }, now) };
  }
  return next;
}

/** Sends the write that is due, if there is one and none is under way. */
export function sendDue(world: World, ports: Ports): World {
  const { adapter, now } = world;
  if (adapter.queue === null || world.write !== null || dueAt(adapter.queue) > now) {
    return world;
  }
  const next = taken(adapter.queue);
  if (next === null) {
    return world;
  }
  const { entry, write } = next;
  const { way } = write;
  const input: AttributionInput =
    write.kind === 'set' ? { kind: 'set-sent', way, pair: write.pair } : { kind: 'clear-sent', way };
  const sent = stepAttribution({ ...world, adapter: { ...adapter, queue: entry } }, input, ports);
  return { ...sent, write: { write, sentAt: now, landed: null } };
}

/** What is to be claimed now; null: nothing can be said yet, or nothing new. */
export function claimOf({ adapter, now }: World, ports: Ports): Claim | null {
  if (now - adapter.lastGoodReadAt > BLIND_TICKS) {
    return UNKNOWN_CLAIM;
  }
  const view = viewOf(adapter.attribution);
  const { own } = adapter.attribution;
  const isCovered = own.kind === 'setting' || own.kind === 'live';
  const undecided = view.independent === null && view.masked && adapter.claim === null && !isCovered;
  const overdue = now - adapter.decidedAt > BLIND_TICKS;
  return adapter.seen && (!undecided || overdue) ? toClaim(view, null, ports.marks(adapter.breaker, now)) : null;
}

function stepBreaker(adapter: Adapter, input: LatchBreakerInput, now: number): Adapter {
  const breaker = stepLatchBreaker(adapter.breaker, input, now, BREAKER_TIMES);
  return { ...adapter, breaker, breakerTickAt: nextBreakerTickAt(breaker, BREAKER_TIMES) };
}

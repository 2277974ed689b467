/**
 * Faults that the search has to catch. Each is a port that behaves otherwise: an altered argument or answer around the
 * real decision.
 */
import type { BoundClaim, Claim, DesiredEffect, Resolution } from '@lamplight/domain';
import type { Profile, Rule } from '@lamplight/resolver';
import { attribute } from '@lamplight/teams-adapter/decisions';
import { PBX_SYSTEM, TEAMS_SYSTEM } from './gateway.ts';
import { type Ports, realPorts } from './ports.ts';
import { SCOPES, type Scope } from './scopes.ts';
import { ATTRIBUTION_TIMES, DEFAULT_PROFILE } from './times.ts';

export interface Fault {
  readonly name: string;
  readonly room: 'attribution' | 'resolver' | 'profile' | 'leases' | 'effects' | 'time';
  readonly scope: Scope;
  readonly ports: Ports;
  /** What the search has to say of it. */
  readonly caught: RegExp;
}

const real = realPorts();

const attributionFaults: readonly Fault[] = [
  {
    name: 'an echo is taken for somebody else’s state',
    room: 'attribution',
    scope: SCOPES.echoes,
    caught: /is claimed, and it is our own/,
    ports: {
      ...real,
      attribute: (state, input, now) => {
        const step = real.attribute(input.kind === 'read' ? { ...state, windows: [] } : state, input, now);
        return input.kind === 'read' ? { ...step, state: { ...step.state, windows: state.windows } } : step;
      },
    },
  },
  {
    name: 'settling ends too early',
    room: 'attribution',
    scope: SCOPES.echoes,
    caught: /is claimed, and it is our own/,
    ports: {
      ...real,
      attribute: (state, input, now) =>
        attribute(state, input, now, { ...ATTRIBUTION_TIMES, visibilityMs: 0, settleMs: 0 }),
    },
  },
  {
    name: 'a read begun before the clear is taken for one begun after it',
    room: 'attribution',
    scope: SCOPES.slowReads,
    caught: /is claimed, and it is our own/,
    ports: {
      ...real,
      attribute: (state, input, now) =>
        input.kind === 'read'
          ? real.attribute(state, { ...input, read: { ...input.read, begunAt: now } }, now)
          : real.attribute(state, input, now),
    },
  },
  {
    name: 'a set without an answer is taken for one that failed',
    room: 'attribution',
    scope: SCOPES.echoes,
    caught: /is claimed, and it is our own/,
    ports: {
      ...real,
      attribute: (state, input, now) =>
        input.kind === 'set-answered' && input.outcome === 'unknown'
          ? real.attribute(state, { ...input, outcome: 'failed' }, now)
          : real.attribute(state, input, now),
    },
  },
  {
    name: 'what the process before left is not doubted',
    room: 'attribution',
    scope: SCOPES.restarts,
    caught: /is claimed, and it is our own/,
    ports: {
      ...real,
      attribute: (state, input, now) =>
        input.kind === 'start' ? { state, effects: [] } : real.attribute(state, input, now),
    },
  },
  {
    name: 'what the process before left is never cleared',
    room: 'attribution',
    scope: SCOPES.restarts,
    caught: /outlives the call/,
    ports: {
      ...real,
      attribute: (state, input, now) => {
        const step = real.attribute(state, input, now);
        const { own, intention } = step.state;
        return own.kind === 'inherited' && intention.kind === 'clear'
          ? { state: { ...step.state, intention: { kind: 'rest' } }, effects: [] }
          : step;
      },
    },
  },
  {
    name: 'nothing that the process before had under way takes effect late',
    room: 'attribution',
    scope: SCOPES.orphans,
    caught: /outlives the call|there never was one|was over|is claimed/,
    ports: {
      ...real,
      attribute: (state, input, now) => {
        const step = real.attribute(state, input, now);
        return { ...step, state: { ...step.state, formerMayLandUntil: null } };
      },
    },
  },
  {
    name: 'our session gives way to the choice that it brings to light',
    room: 'attribution',
    scope: SCOPES.hiddenChoices,
    caught: /does not stand|by itself/,
    ports: {
      ...real,
      attribute: (state, input, now) => {
        const step = real.attribute(state, input, now);
        return { ...step, state: { ...step.state, setOverSignedOut: false } };
      },
    },
  },
  {
    name: 'there is no latch breaker',
    room: 'attribution',
    scope: SCOPES.copier,
    caught: /nobody is in a call/,
    ports: { ...real, marks: () => ({ suspended: false, foreignWriter: false }) },
  },
];

const resolverFaults: readonly Fault[] = [
  {
    name: 'a chosen Available hides a call',
    room: 'profile',
    scope: SCOPES.statuses,
    caught: /is shown instead of/,
    ports: realPorts(
      withRule(DEFAULT_PROFILE, (rule) =>
        rule.kind === 'chosen-state' && rule.id === 'chosen-by-hand'
          ? { ...rule, availabilities: [...rule.availabilities, 'Available'] }
          : rule,
      ),
    ),
  },
  {
    name: 'a known Teams call is written over',
    room: 'resolver',
    scope: SCOPES.statuses,
    caught: /a session is set over a known InACall/,
    ports: {
      ...real,
      attribute: (state, input, now) => attribute(state, input, now, { ...ATTRIBUTION_TIMES, freshMs: -1 }),
      resolve: (claims, now) => {
        const asFree = claims.map((claim): BoundClaim => ({ ...claim, claim: freeInstead(claim.claim) }));
        const answer = real.resolve(claims, now);
        const atPbx = answer.effects.filter(({ systemId }) => systemId === PBX_SYSTEM);
        const atTeams = real.resolve(asFree, now).effects.filter(({ systemId }) => systemId === TEAMS_SYSTEM);
        return { ...answer, effects: [...atPbx, ...atTeams] };
      },
    },
  },
  {
    name: 'a call of a source that has lapsed causes effects',
    room: 'resolver',
    scope: SCOPES.sources,
    caught: /a session is set while the line is not heard/,
    ports: {
      ...real,
      resolve: (claims, now) => {
        const asFresh = claims.map(
          (claim): BoundClaim => (claim.freshness === 'stale' ? { ...claim, freshness: 'fresh' } : claim),
        );
        return { ...real.resolve(claims, now), effects: real.resolve(asFresh, now).effects };
      },
    },
  },
  {
    name: 'a ringing line is written as a call',
    room: 'resolver',
    scope: SCOPES.statuses,
    caught: /a session is set while the line is ringing/,
    ports: {
      ...real,
      resolve: (claims, now) => {
        const asTalking = claims.map((claim): BoundClaim => ({ ...claim, claim: talkingInstead(claim.claim) }));
        return { ...real.resolve(claims, now), effects: real.resolve(asTalking, now).effects };
      },
    },
  },
  {
    name: 'a call is told to the system that is its only cause',
    room: 'resolver',
    scope: SCOPES.statuses,
    caught: /there never was one/,
    ports: {
      ...real,
      resolve: (claims, now) => {
        const talks = claims.some(({ claim }) => claim?.call?.state === 'talking');
        const back: DesiredEffect = {
          systemId: PBX_SYSTEM,
          address: '201',
          desired: { kind: 'talking', causeSystemId: PBX_SYSTEM },
        };
        return withEffects(real.resolve(claims, now), talks ? [back] : []);
      },
    },
  },
  {
    name: 'what is not wanted any more is left to its lease',
    room: 'resolver',
    scope: SCOPES.statuses,
    caught: /outlives the call/,
    ports: {
      ...real,
      resolve: (claims, now) => {
        const answer = real.resolve(claims, now);
        const left: DesiredEffect = {
          systemId: TEAMS_SYSTEM,
          address: 'p',
          desired: { kind: 'leave', reason: 'unknown' },
        };
        const wanted = answer.effects.some(({ systemId }) => systemId === TEAMS_SYSTEM);
        return withEffects(answer, wanted ? [] : [left]);
      },
    },
  },
];

const otherFaults: readonly Fault[] = [
  {
    name: 'what is stale is never withdrawn',
    room: 'leases',
    scope: SCOPES.sources,
    caught: /is shown instead of|what is shown is stale/,
    ports: {
      ...real,
      stepLease: (state, input, now) =>
        state.kind === 'lapsed' && input.kind === 'tick' && now >= state.withdrawAt
          ? { state: { kind: 'withdrawn' }, effects: [] }
          : real.stepLease(state, input, now),
    },
  },
  {
    name: 'everything is withdrawn as soon as the stream is lost',
    room: 'leases',
    scope: SCOPES.sources,
    caught: /a stream lost within its lease changes/,
    ports: {
      ...real,
      stepLease: (state, input, now) =>
        real.stepLease(state, input.kind === 'lose' ? { kind: 'leave', handover: false } : input, now),
    },
  },
  {
    name: 'a clear that was refused is forgotten',
    room: 'effects',
    scope: SCOPES.echoes,
    caught: /outlives the call/,
    ports: {
      ...real,
      writeAnswered: (entry, end, now) =>
        real.writeAnswered(entry, entry.underWay?.kind === 'clear' && end === 'failed' ? 'done' : end, now),
    },
  },
  {
    name: 'a session is not renewed',
    room: 'effects',
    scope: SCOPES.statuses,
    caught: /our session does not stand|comes and goes/,
    ports: {
      ...real,
      writeAnswered: (entry, end, now) => {
        const next = real.writeAnswered(entry, end, now);
        return next === null || next.held === null ? next : { ...next, held: { ...next.held, renewAt: Infinity } };
      },
    },
  },
  {
    name: 'a lamp at the PBX is never taken back',
    room: 'effects',
    scope: SCOPES.statuses,
    caught: /the PBX shows a Teams call|told of a call at a line that talks itself/,
    ports: { ...real, tell: (told, desired, refuses) => told || real.tell(told, desired, refuses) },
  },
  {
    name: 'revisitAt is ignored',
    room: 'time',
    scope: SCOPES.statuses,
    caught: /is shown instead of|the PBX shows a Teams call/,
    ports: { ...real, revisitAt: () => null },
  },
];

export const FAULTS: readonly Fault[] = [...attributionFaults, ...resolverFaults, ...otherFaults];

function withRule(profile: Profile, change: (rule: Rule) => Rule): Profile {
  return { ...profile, rules: profile.rules.map(change) };
}

function withEffects(answer: Resolution, more: readonly DesiredEffect[]): Resolution {
  return { ...answer, effects: [...answer.effects, ...more] };
}

function talkingInstead(claim: Claim | null): Claim | null {
  return claim?.call?.state === 'ringing' ? { ...claim, call: { ...claim.call, state: 'talking' } } : claim;
}

function freeInstead(claim: Claim | null): Claim | null {
  return claim?.activity === 'InACall' ? { ...claim, availability: 'Available', activity: 'Available' } : claim;
}

/**
 * The life of one account's subscription, as a state machine: (state, input, now) -> (state, effects). One request is
 * under way at a time; after every input the machine compares what stands with what is wanted and names the next one.
 *
 * | situation | what is done | source |
 * | --- | --- | --- |
 * | renewal, or reauthorizationRequired | PATCH, which also reauthorizes. `reauthorize` is never called: it must not come within ten minutes of a PATCH | Graph, lifecycle events |
 * | PATCH refused | DELETE and POST, and for a day without trying PATCH | contradictory: docs say PATCH, an issue says it is not supported |
 * | PATCH answers 404, or the expiry has passed | POST | Graph, update subscription |
 * | POST answers 409 | an earlier one of this account stands: list, DELETE it if it delivers to our own address, POST | reported: one subscription per account and application |
 * | other people | the resource cannot be changed by PATCH: DELETE and POST, once changes have settled | Graph, update subscription |
 * | POST answers 400 or 404, not for the receiver | perhaps an id: it is looked for by halving and left out for a day (`refused-ids.ts`) | not documented |
 * | after every POST | everybody is read once: changes in between are lost | Graph, lifecycle events |
 *
 * Times are monotonic milliseconds.
 */
import type { GraphFailure } from '../graph-api.ts';
import { beginSearch, stepSearch } from './refused-ids.ts';
import { nextMove, PATCH_APART_MS } from './subscription-schedule.ts';
import type { LifeEffect, LifeInput, LifeState, LifeStep, Outcome, Trouble } from './subscription-state.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const PATCH_REFUSED_FOR_MS = 24 * 60 * MINUTE;
/** Part of its life after which a subscription is renewed, and as much again at random. */
const RENEW_FROM = 0.55;
const RENEW_SPREAD = 0.15;
/**
 * Its end is told as a time of day, and clocks differ, so it is believed within these bounds only. Graph grants no less than
 * 45 minutes and no more than an hour; renewed from the least on, two PATCHes are still ten minutes apart.
 */
const SHORTEST_LIFE_MS = 20 * MINUTE;
const LONGEST_LIFE_MS = 60 * MINUTE;
/** An id because of which Graph refuses is left out for that long, and so many are looked for. */
const REFUSED_ID_FOR_MS = 24 * 60 * MINUTE;
const MOST_REFUSED_IDS = 20;
/** Between two tries in the search for one. */
const SEARCH_APART_MS = SECOND;
/** So often a DELETE is tried. */
const MOST_DELETES = 3;
/** So often a conflict is looked into at once. */
const MOST_CONFLICTS = 2;

/** First and longest pause. */
const PAUSES: Readonly<Record<Trouble, readonly [number, number]>> = {
  'endpoint-unreachable': [MINUTE, 15 * MINUTE],
  'consent-missing': [5 * MINUTE, 30 * MINUTE],
  'sign-in-needed': [5 * MINUTE, 30 * MINUTE],
  'other-installation': [5 * MINUTE, 15 * MINUTE],
  throttled: [30 * SECOND, 5 * MINUTE],
  unavailable: [5 * SECOND, 5 * MINUTE],
  refused: [5 * MINUTE, 30 * MINUTE],
};

export function stepLife(state: LifeState, input: LifeInput, now: number): LifeStep {
  const effects: LifeEffect[] = [];
  const taken = lapsed(take({ ...state, bornAt: state.bornAt ?? now }, input, now, effects), now);
  const move = nextMove(taken);
  if (move === null || now < move.at) {
    return { state: taken, effects };
  }
  effects.push(move.effect);
  // Stopped, it is deleted once only: what is left ends by itself within the hour.
  return { state: { ...taken, underWay: move.effect, live: taken.stopped ? null : taken.live }, effects };
}

function take(state: LifeState, input: LifeInput, now: number, effects: LifeEffect[]): LifeState {
  switch (input.kind) {
    case 'people':
      return compared({ ...state, told: input.ids, search: null, searchedInVain: false }, now);
    case 'certificate':
      return { ...state, certificateId: input.id };
    case 'answer':
      return answered({ ...state, underWay: null }, state.underWay, input, now, effects);
    case 'reauthorization-required': {
      const { live } = state;
      if (live === null || live.reauthorizeAt !== null) {
        return state;
      }
      const last = live.patchedAt ?? (now < state.patchRefusedUntil ? live.createdAt : -Infinity);
      return { ...state, live: { ...live, reauthorizeAt: Math.max(now, last + PATCH_APART_MS) } };
    }
    case 'found-dead':
      return state.live === null ? state : { ...state, live: { ...state.live, condemned: true } };
    case 'try-again':
      return { ...state, pausedUntil: -Infinity, failures: 0, trouble: null, searchedInVain: false };
    case 'tick':
      return state;
    case 'stop':
      return { ...state, stopped: true, pausedUntil: -Infinity };
  }
}

function compared(given: LifeState, now: number): LifeState {
  const refusedIds = new Map([...given.refusedIds].filter(([, until]) => now < until));
  const people = given.told.filter((id) => !refusedIds.has(id));
  const state = { ...given, refusedIds, people };
  const before = new Set(state.live?.people ?? []);
  const joined = state.people.some((id) => !before.has(id));
  if (!joined && before.size === state.people.length) {
    return { ...state, difference: null };
  }
  return { ...state, difference: { since: state.difference?.since ?? now, changedAt: now, joined } };
}

function answered(
  state: LifeState,
  request: LifeEffect | null,
  { outcome, jitter }: Extract<LifeInput, { kind: 'answer' }>,
  now: number,
  effects: LifeEffect[],
): LifeState {
  const well = { ...state, failures: 0, trouble: null, pausedUntil: -Infinity };
  switch (outcome.kind) {
    case 'created': {
      if (request?.kind !== 'create') {
        return state;
      }
      const { people, certificateId } = request;
      const after = searched(well, true, now);
      const isTry = state.search !== null;
      if (!isTry) {
        effects.push({ kind: 'resync', people });
      }
      return compared(
        {
          ...after,
          mustList: null,
          difference: null,
          live: {
            id: outcome.id,
            people,
            certificateId,
            createdAt: now,
            ...expiry(outcome.expiresInMs, jitter, now),
            patchedAt: null,
            reauthorizeAt: null,
            condemned: isTry,
          },
        },
        now,
      );
    }
    case 'renewed':
      return request?.kind !== 'renew' || state.live === null
        ? state
        : compared(
            {
              ...well,
              live: {
                ...state.live,
                ...expiry(outcome.expiresInMs, jitter, now),
                certificateId: request.certificateId ?? state.live.certificateId,
                patchedAt: now,
                reauthorizeAt: null,
              },
            },
            now,
          );
    case 'deleted':
      return request?.kind === 'delete' ? without({ ...state, pausedUntil: -Infinity }, request.id) : state;
    case 'listed':
      return listed(state, outcome, jitter, now);
    case 'exists':
      return conflicted(state, jitter, now);
    case 'gone':
      return { ...well, live: null };
    case 'failed':
      return failed(state, request, outcome, jitter, now);
  }
}

/** Twice in a row, Graph's list or its memory lags: asked again after a pause. */
function conflicted(state: LifeState, jitter: number, now: number): LifeState {
  const again = state.failures >= MOST_CONFLICTS;
  const next = again
    ? paused(state, 'unavailable', null, null, jitter, now)
    : { ...state, failures: state.failures + 1 };
  return { ...next, mustList: 'conflict' };
}

function listed(
  state: LifeState,
  { own, otherHosts }: Extract<Outcome, { kind: 'listed' }>,
  jitter: number,
  now: number,
): LifeState {
  const leftovers = own.filter((id) => id !== state.live?.id);
  const found = { ...state, mustList: null, leftovers };
  if (leftovers.length > 0 || state.mustList !== 'conflict') {
    return found;
  }
  // Graph said that there is one. One that delivers elsewhere is another installation's and not ours to remove; with none
  // to be seen, the list lags.
  return paused(found, otherHosts.length > 0 ? 'other-installation' : 'unavailable', null, null, jitter, now);
}

/** Graph took what was tried in a search, or not; also begins one. Unchanged where there is none. */
function searched(state: LifeState, accepted: boolean, now: number): LifeState {
  if (state.search === null && (accepted || state.refusedIds.size >= MOST_REFUSED_IDS)) {
    return state;
  }
  const step = state.search === null ? beginSearch(state.people) : stepSearch(state.search, accepted);
  switch (step.kind) {
    case 'try':
      return { ...state, search: step.search, pausedUntil: now + SEARCH_APART_MS };
    case 'guilty':
      return compared(
        { ...state, search: null, refusedIds: new Map([...state.refusedIds, [step.id, now + REFUSED_ID_FOR_MS]]) },
        now,
      );
    case 'no-id':
      return { ...state, search: null };
  }
}

function failed(
  state: LifeState,
  request: LifeEffect | null,
  { trouble, pauseMs, failure, perhapsId }: Extract<Outcome, { kind: 'failed' }>,
  jitter: number,
  now: number,
): LifeState {
  if (request?.kind === 'create' && perhapsId === true && !state.searchedInVain) {
    const after = searched(state, false, now);
    if (after.search !== null || after.refusedIds !== state.refusedIds) {
      return after;
    }
    return paused({ ...after, searchedInVain: true }, trouble, pauseMs, failure, jitter, now);
  }
  if (request?.kind === 'renew' && state.live !== null && (trouble === 'refused' || trouble === 'consent-missing')) {
    return {
      ...state,
      patchRefusedUntil: now + PATCH_REFUSED_FOR_MS,
      live: { ...state.live, condemned: true },
    };
  }
  const after = paused(state, trouble, pauseMs, failure, jitter, now);
  return request?.kind === 'delete' && after.failures >= MOST_DELETES ? without(after, request.id) : after;
}

function paused(
  state: LifeState,
  kind: Trouble,
  pauseMs: number | null,
  failure: GraphFailure | null,
  jitter: number,
  now: number,
): LifeState {
  const [first, longest] = PAUSES[kind];
  const own = Math.min(longest, first * 2 ** Math.min(state.failures, 20)) * (0.8 + 0.4 * jitter);
  return {
    ...state,
    failures: state.failures + 1,
    trouble: { kind, failure },
    pausedUntil: now + (pauseMs ?? own),
  };
}

function without(state: LifeState, id: string): LifeState {
  const live = state.live?.id === id ? null : state.live;
  return { ...state, live, leftovers: state.leftovers.filter((other) => other !== id) };
}

function expiry(expiresInMs: number, jitter: number, now: number): { expiresAt: number; renewAt: number } {
  const life = Math.min(Math.max(expiresInMs, SHORTEST_LIFE_MS), LONGEST_LIFE_MS);
  return { expiresAt: now + life, renewAt: now + Math.round(life * (RENEW_FROM + RENEW_SPREAD * jitter)) };
}

/** Past its expiry it is gone, whatever was under way. */
function lapsed(state: LifeState, now: number): LifeState {
  return state.live === null || now < state.live.expiresAt || state.underWay !== null
    ? state
    : compared({ ...state, live: null, difference: null }, now);
}

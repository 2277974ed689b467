/**
 * The life of one Subscribe stream: awaiting-hello → live → draining → closed.
 *
 * When the client may see more or less than before (`mask-changed`), the stream starts over without ending: `reset`,
 * everybody watched anew, `caught_up`. That goes before everything else, and once for any number of changes meanwhile.
 *
 * Pure: {@link transition} takes an input, {@link nextStep} says what to do next given what there is to send, and
 * {@link wakeAt} when to look again. "Blocked" and "a snapshot is under way for request N" are data of a live stream,
 * not states. Requests are answered one after another; while one waits, reading is paused, so that what a client sends
 * ahead is held by its own flow control window and not here.
 */
import type { Problem, SubscribeRequest } from '@lamplight/domain';
import { problem } from '../problem.ts';
import type { WatchRequest, Work } from './outbox.ts';
import type { Resume } from './resume-token.ts';
import { LONGEST_UPDATE_INTERVAL_MS, type SubscribeSettings } from './stream-settings.ts';

/** When a client that is sent away may come back, in milliseconds from now. */
export interface ReconnectWindow {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface DrainOrder {
  readonly reason: 'draining' | 'stream_age';
  readonly window: ReconnectWindow;
  /** From now until the stream is ended at the latest. */
  readonly endAfterMs: number;
}

interface Conversation {
  readonly openedAt: number;
  readonly lastSentAt: number;
  /** Since when the reader takes nothing; null: it takes. */
  readonly blockedSince: number | null;
  /** Revision of an accepted token, until the first watch. */
  readonly resumeFrom: number | null;
  readonly hadWatch: boolean;
  /** The watch whose snapshot is under way. */
  readonly answering: { readonly requestId: number; readonly resumed: boolean } | null;
  readonly waiting: readonly WatchRequest[];
  /** What was sent was seen under another mask: everything is to be sent anew. */
  readonly startsOver: boolean;
}

export type StreamState =
  | { readonly phase: 'awaiting-hello'; readonly openedAt: number }
  | { readonly phase: 'live'; readonly talk: Conversation }
  | {
      readonly phase: 'draining';
      readonly talk: Conversation;
      readonly order: DrainOrder;
      readonly announced: boolean;
      readonly endAt: number;
    }
  | { readonly phase: 'closed' };

export type StreamInput =
  | { readonly kind: 'request'; readonly request: SubscribeRequest; readonly resume: Resume }
  /** The request could not be read. */
  | { readonly kind: 'violation'; readonly problem: Problem }
  | { readonly kind: 'watch-applied'; readonly requestId: number; readonly resumed: boolean }
  | { readonly kind: 'watch-refused'; readonly requestId: number; readonly problem: Problem }
  /** A message was handed over. */
  | { readonly kind: 'sent'; readonly writable: boolean }
  | { readonly kind: 'writable' }
  /** Time passed, or somebody was marked dirty. */
  | { readonly kind: 'tick' }
  /** The client may see more or less than before. */
  | { readonly kind: 'mask-changed' }
  | { readonly kind: 'drain'; readonly order: DrainOrder }
  /** Ends at once: the key was revoked, or the service stops. */
  | { readonly kind: 'stop'; readonly problem: Problem }
  | { readonly kind: 'half-closed' }
  | { readonly kind: 'cancelled' };

export type StreamEffect =
  | { readonly kind: 'welcome'; readonly updateIntervalMs: number }
  | { readonly kind: 'reset'; readonly reason: string }
  | {
      readonly kind: 'take-watch';
      readonly request: WatchRequest;
      readonly resumeFrom: number | null;
      readonly isFirst: boolean;
    }
  | { readonly kind: 'refuse-watch'; readonly requestId: number; readonly problem: Problem }
  | { readonly kind: 'send-changes' }
  /** Everybody watched is to be sent as if never sent. */
  | { readonly kind: 'start-over' }
  /** Everybody dirty is to be sent now, held or not. */
  | { readonly kind: 'release-all' }
  | { readonly kind: 'caught-up'; readonly requestId: number; readonly resumed: boolean }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'draining'; readonly order: DrainOrder }
  | { readonly kind: 'pause-reading' }
  | { readonly kind: 'resume-reading' }
  /** The stream is over; null: orderly. Everything it holds is let go. */
  | { readonly kind: 'end'; readonly problem: Problem | null }
  /** The client is gone: as `end`, with nobody to tell. */
  | { readonly kind: 'let-go' };

export interface Step {
  readonly state: StreamState;
  readonly effects: readonly StreamEffect[];
}

/** The `caught_up` of a snapshot that no watch asked for. */
const UNASKED = 0;
const CLOSED: StreamState = { phase: 'closed' };
/** A stream of age ends as soon as it has announced it, and its client may come back at once. */
const AGE_DRAIN: DrainOrder = { reason: 'stream_age', window: { minMs: 0, maxMs: 1000 }, endAfterMs: 1000 };

export function openStream(now: number): StreamState {
  return { phase: 'awaiting-hello', openedAt: now };
}

export function transition(state: StreamState, input: StreamInput, now: number, settings: SubscribeSettings): Step {
  if (state.phase === 'closed') {
    return { state, effects: [] };
  }
  switch (input.kind) {
    case 'cancelled':
      return { state: CLOSED, effects: [{ kind: 'let-go' }] };
    case 'half-closed':
      return end(null);
    case 'stop':
    case 'violation':
      return end(input.problem);
    case 'drain':
      return drain(state, input.order, now);
    case 'request':
      return request(state, input.request, input.resume, now, settings);
    case 'tick':
      return tick(state, now, settings);
    case 'mask-changed':
      return inTalk(state, (talk) => ({ ...talk, startsOver: talk.hadWatch || talk.resumeFrom !== null }));
    case 'watch-applied':
      return inTalk(state, (talk) => ({ ...talk, answering: { requestId: input.requestId, resumed: input.resumed } }));
    case 'watch-refused':
      return { state, effects: [{ kind: 'refuse-watch', requestId: input.requestId, problem: input.problem }] };
    case 'sent':
      return inTalk(state, (talk) => ({
        ...talk,
        lastSentAt: now,
        blockedSince: input.writable ? null : (talk.blockedSince ?? now),
      }));
    case 'writable':
      return inTalk(state, (talk) => ({ ...talk, blockedSince: null }));
  }
}

/** The next thing to do, of which there may be one more after it; null: wait for an input. */
export function nextStep(state: StreamState, work: Work): Step | null {
  if (state.phase === 'awaiting-hello' || state.phase === 'closed' || state.talk.blockedSince !== null) {
    return null;
  }
  if (state.phase === 'draining' && state.announced) {
    return null;
  }
  const { talk } = state;
  if (talk.startsOver) {
    const answered = talk.hadWatch ? { requestId: UNASKED, resumed: false } : null;
    const answering = talk.answering === null ? answered : { ...talk.answering, resumed: false };
    return {
      state: { ...state, talk: { ...talk, startsOver: false, resumeFrom: null, answering } },
      effects: [{ kind: 'reset', reason: 'mask_changed' }, { kind: 'start-over' }],
    };
  }
  if (work.snapshot) {
    return { state, effects: [{ kind: 'send-changes' }] };
  }
  if (talk.answering !== null) {
    return {
      state: { ...state, talk: { ...talk, answering: null } },
      effects: [{ kind: 'caught-up', ...talk.answering }],
    };
  }
  const [first, ...others] = talk.waiting;
  if (first !== undefined) {
    const { resumeFrom } = talk;
    const taken = { ...talk, waiting: others, resumeFrom: null, hadWatch: true };
    const take: StreamEffect = { kind: 'take-watch', request: first, resumeFrom, isFirst: !talk.hadWatch };
    return {
      state: { ...state, talk: taken },
      effects: others.length === 0 ? [take, { kind: 'resume-reading' }] : [take],
    };
  }
  if (work.ready) {
    return { state, effects: [{ kind: 'send-changes' }] };
  }
  if (state.phase === 'draining') {
    const ended = state.order.reason === 'stream_age' ? end(drainProblem(state.order)) : null;
    return {
      state: ended?.state ?? { ...state, announced: true },
      effects: [{ kind: 'draining', order: state.order }, ...(ended?.effects ?? [])],
    };
  }
  return null;
}

/** When to put in a tick if nothing happens before; null: never. */
export function wakeAt(state: StreamState, work: Work, settings: SubscribeSettings): number | null {
  switch (state.phase) {
    case 'closed':
      return null;
    case 'awaiting-hello':
      return state.openedAt + settings.helloDeadlineMs;
    case 'draining':
      return state.endAt;
    case 'live': {
      const { talk } = state;
      const age = talk.openedAt + settings.streamAgeMs;
      if (talk.blockedSince !== null) {
        return Math.min(age, talk.blockedSince + settings.stallLimitMs);
      }
      return Math.min(age, talk.lastSentAt + settings.heartbeatIntervalMs, work.nextAt ?? Infinity);
    }
  }
}

function request(
  state: StreamState,
  asked: SubscribeRequest,
  resume: Resume,
  now: number,
  settings: SubscribeSettings,
): Step {
  if (state.phase === 'awaiting-hello') {
    return asked.kind === 'hello'
      ? hello(state.openedAt, asked.minUpdateIntervalMs, resume, now, settings)
      : end(problem('hello_expected', `the first request is ${nameOf(asked)}: send hello first, then watch`));
  }
  switch (asked.kind) {
    case 'hello':
      return end(problem('protocol_violation', 'hello came a second time: it is sent exactly once, first'));
    case 'unrecognised':
      return { state, effects: [] };
    case 'watch': {
      const step = inTalk(state, (talk) => ({ ...talk, waiting: [...talk.waiting, asked] }));
      return { ...step, effects: [{ kind: 'pause-reading' }] };
    }
  }
}

function hello(
  openedAt: number,
  askedIntervalMs: number | null,
  resume: Resume,
  now: number,
  settings: SubscribeSettings,
): Step {
  const updateIntervalMs = Math.min(
    Math.max(askedIntervalMs ?? settings.defaultUpdateIntervalMs, settings.minUpdateIntervalMs),
    LONGEST_UPDATE_INTERVAL_MS,
  );
  const talk: Conversation = {
    openedAt,
    lastSentAt: now,
    blockedSince: null,
    resumeFrom: resume.kind === 'accepted' ? resume.revision : null,
    hadWatch: false,
    answering: null,
    waiting: [],
    startsOver: false,
  };
  const welcome: StreamEffect = { kind: 'welcome', updateIntervalMs };
  return {
    state: { phase: 'live', talk },
    effects: resume.kind === 'refused' ? [welcome, { kind: 'reset', reason: resume.reason }] : [welcome],
  };
}

function drain(state: StreamState, order: DrainOrder, now: number): Step {
  switch (state.phase) {
    case 'awaiting-hello':
      return end(drainProblem(order));
    case 'live': {
      const drained: StreamState = {
        phase: 'draining',
        talk: state.talk,
        order,
        announced: false,
        endAt: now + order.endAfterMs,
      };
      return { state: drained, effects: [{ kind: 'release-all' }] };
    }
    default:
      return { state, effects: [] };
  }
}

function tick(state: StreamState, now: number, settings: SubscribeSettings): Step {
  switch (state.phase) {
    case 'awaiting-hello':
      return now >= state.openedAt + settings.helloDeadlineMs
        ? end(problem('hello_late', `no hello within ${settings.helloDeadlineMs} ms: send it when the stream opens`))
        : { state, effects: [] };
    case 'draining':
      if (now < state.endAt) {
        return { state, effects: [] };
      }
      return end(drainProblem(state.order), state.announced ? [] : [{ kind: 'draining', order: state.order }]);
    case 'live': {
      const { talk } = state;
      if (talk.blockedSince !== null && now >= talk.blockedSince + settings.stallLimitMs) {
        const text = `nothing was read for ${settings.stallLimitMs} ms: read faster, or watch fewer people`;
        return end(problem('slow_consumer', text));
      }
      if (now >= talk.openedAt + settings.streamAgeMs) {
        return drain(state, AGE_DRAIN, now);
      }
      return talk.blockedSince === null && now >= talk.lastSentAt + settings.heartbeatIntervalMs
        ? { state, effects: [{ kind: 'heartbeat' }] }
        : { state, effects: [] };
    }
    case 'closed':
      return { state, effects: [] };
  }
}

/** The one place that changes what is said while the stream is open. */
function inTalk(state: StreamState, change: (talk: Conversation) => Conversation): Step {
  return state.phase === 'live' || state.phase === 'draining'
    ? { state: { ...state, talk: change(state.talk) }, effects: [] }
    : { state, effects: [] };
}

function end(reason: Problem | null, before: readonly StreamEffect[] = []): Step {
  return { state: CLOSED, effects: [...before, { kind: 'end', problem: reason }] };
}

function drainProblem(order: DrainOrder): Problem {
  return order.reason === 'stream_age'
    ? problem('stream_age', 'this stream has reached its age: open another one with the last token')
    : problem('draining', 'the gateway is being restarted: come back with the last token', {
        reconnect_after_min_ms: String(order.window.minMs),
        reconnect_after_max_ms: String(order.window.maxMs),
      });
}

function nameOf(asked: SubscribeRequest): string {
  return asked.kind === 'unrecognised' ? 'of a kind that is not known' : `a ${asked.kind}`;
}

/**
 * The subscriber state machine for one line (RFC 6665, 4.1), pure. Whoever runs it carries out the effects in order
 * and calls again with `due` at {@link subscriptionDueAt}.
 *
 * A subscription that is lost makes its line unknown at once, never idle. Only a version gap waits a moment: the
 * refresh that it causes usually closes it before anybody could act on the state that was missed.
 */
import { endsSubscription, retryAfterStatus, retryDelayMs } from './retry-policy.ts';
import { stepNotify } from './step-notify.ts';
import type {
  LineProblem,
  Phase,
  StepMoment,
  SubscribeAnswer,
  SubscriptionDialog,
  SubscriptionInput,
  SubscriptionOptions,
  SubscriptionState,
  SubscriptionStep,
} from './subscription.ts';
import {
  type Established,
  end,
  failed,
  hold,
  isQueued,
  problem,
  queue,
  renewalAt,
  renewNow,
} from './subscription-moves.ts';

/** Timer N: 64 T1 (RFC 6665, 4.1.2.4). */
export const NOTIFY_WAIT_MS = 32_000;
/** How long an orderly end waits for the PBX. */
const ENDING_MS = 2_000;
/** A longer interval than a day is not asked for, whatever Min-Expires says. */
const LONGEST_EXPIRES_SECONDS = 86_400;
/** Tries of an answered challenge that may be under way when the end is sent: its CSeq must be higher. */
const SEQUENCE_MARGIN = 10;

export function newSubscription(options: SubscriptionOptions): SubscriptionState {
  return { phase: { kind: 'idle' }, failures: 0, expiresSeconds: options.expiresSeconds, sequence: 0 };
}

/** When the machine wants a `due`, in monotonic ms. */
export function subscriptionDueAt({ phase }: SubscriptionState): number | undefined {
  switch (phase.kind) {
    case 'waiting':
      return phase.until ?? undefined;
    case 'awaiting-notify':
    case 'ending':
      return phase.by;
    case 'established': {
      const { renewal } = phase;
      const renewalAt =
        renewal.kind === 'scheduled' ? renewal.at : renewal.kind === 'awaiting-notify' ? renewal.by : undefined;
      return Math.min(phase.expiresAt, renewalAt ?? phase.expiresAt, phase.unknownAt ?? phase.expiresAt);
    }
    default:
      return undefined;
  }
}

export function stepSubscription(
  state: SubscriptionState,
  input: SubscriptionInput,
  moment: StepMoment,
): SubscriptionStep {
  switch (input.kind) {
    case 'start':
      return state.phase.kind === 'idle' ? queue(state, []) : { state, effects: [] };
    case 'stop':
      return stop(state, moment.now);
    case 'turn':
      return takeTurn(state, input.callId, input.localTag);
    case 'answer':
      return isOfCurrentCall(state.phase, input.callId)
        ? answered({ ...state, sequence: Math.max(state.sequence, input.lastSequence) }, input, moment)
        : { state, effects: [] };
    case 'no-answer':
      return isOfCurrentCall(state.phase, input.callId)
        ? failed(state, { kind: 'back-off' }, problem('no-answer', 'the PBX did not answer'), moment)
        : { state, effects: [] };
    case 'credentials-refused':
      return isOfCurrentCall(state.phase, input.callId)
        ? hold(state, problem('credentials-refused', input.why))
        : { state, effects: [] };
    case 'notify':
      return stepNotify(state, input, moment);
    case 'content':
      return contentTaken(state, input.outcome, moment);
    case 'pbx-lost':
      return lostPbx(state, input.problem);
    case 'release':
      return state.phase.kind === 'waiting' ? queue(state, []) : { state, effects: [] };
    case 'verify':
      return verify(state);
    case 'due':
      return due(state, moment);
  }
}

function takeTurn(state: SubscriptionState, callId: string, localTag: string): SubscriptionStep {
  const { phase, expiresSeconds } = state;
  const sequence = state.sequence + 1;
  if (phase.kind === 'queued') {
    return {
      state: { ...state, sequence, phase: { kind: 'subscribing', callId, localTag, dialog: null, isCancelled: false } },
      effects: [{ kind: 'subscribe', callId, localTag, dialog: null, sequence, expiresSeconds }],
    };
  }
  if (phase.kind === 'established' && phase.renewal.kind === 'queued') {
    const { dialog } = phase;
    return {
      state: { ...state, sequence, phase: { ...phase, renewal: { kind: 'sent', notified: false } } },
      effects: [
        { kind: 'subscribe', callId: dialog.callId, localTag: dialog.localTag, dialog, sequence, expiresSeconds },
      ],
    };
  }
  return { state, effects: [] };
}

function answered(state: SubscriptionState, answer: SubscribeAnswer, moment: StepMoment): SubscriptionStep {
  const { phase } = state;
  const isAccepted = answer.status < 300;
  if (phase.kind === 'ending') {
    // Accepted: the last NOTIFY is still to come and to be answered.
    return isAccepted ? { state, effects: [] } : end(state);
  }
  if (!isAccepted) {
    return refused(state, answer, moment);
  }
  // A PBX that leaves Expires out grants what was asked (seen at Asterisk).
  const expiresAt = moment.now + (answer.expiresSeconds ?? state.expiresSeconds) * 1_000;
  if (phase.kind === 'subscribing') {
    const dialog = phase.dialog ?? dialogOf(phase, answer);
    if (phase.isCancelled) {
      return unsubscribe(state, dialog, moment.now);
    }
    return phase.dialog === null
      ? {
          state: { ...state, phase: { kind: 'awaiting-notify', dialog, by: moment.now + NOTIFY_WAIT_MS, expiresAt } },
          effects: [],
        }
      : { state: { ...state, phase: established(dialog, expiresAt, moment) }, effects: [] };
  }
  if (phase.kind === 'established' && phase.renewal.kind === 'sent') {
    const renewal = phase.renewal.notified
      ? ({ kind: 'scheduled', at: renewalAt(expiresAt, moment) } as const)
      : ({ kind: 'awaiting-notify', by: moment.now + NOTIFY_WAIT_MS } as const);
    return { state: { ...state, phase: { ...phase, expiresAt, renewal } }, effects: [] };
  }
  return { state, effects: [] };
}

function established(dialog: SubscriptionDialog, expiresAt: number, moment: StepMoment): Established {
  const renewal = { kind: 'scheduled', at: renewalAt(expiresAt, moment) } as const;
  return { kind: 'established', dialog, since: moment.now, expiresAt, renewal, disorder: 0, unknownAt: null };
}

function refused(state: SubscriptionState, answer: SubscribeAnswer, moment: StepMoment): SubscriptionStep {
  const { phase } = state;
  const { status, minExpiresSeconds } = answer;
  if (phase.kind === 'subscribing' && phase.isCancelled) {
    return end(state);
  }
  const isTooBrief = status === 423 && minExpiresSeconds !== undefined && minExpiresSeconds > state.expiresSeconds;
  if (isTooBrief && minExpiresSeconds <= LONGEST_EXPIRES_SECONDS) {
    const raised = { ...state, expiresSeconds: minExpiresSeconds };
    return phase.kind === 'established'
      ? renewNow(raised, { ...phase, renewal: { kind: 'scheduled', at: moment.now } }, true)
      : queue(raised, []);
  }
  if (phase.kind === 'established' && !endsSubscription(status)) {
    // The subscription stands until it expires; the refresh is tried again before that.
    const waitMs = retryDelayMs({ kind: 'back-off' }, state.failures + 2, answer.retryAfterSeconds, moment.jitter);
    return {
      state: { ...state, phase: { ...phase, renewal: { kind: 'scheduled', at: moment.now + waitMs } } },
      effects: [],
    };
  }
  const why = problem('refused', `the PBX answered ${status} ${answer.reason}`, status);
  const step = failed(state, retryAfterStatus(status), why, moment, answer.retryAfterSeconds);
  return phase.kind === 'established' && status === 481
    ? { ...step, effects: [...step.effects, { kind: 'suspect-restart' }] }
    : step;
}

function contentTaken(
  state: SubscriptionState,
  outcome: 'applied' | 'old' | 'gap',
  moment: StepMoment,
): SubscriptionStep {
  const { phase } = state;
  if (phase.kind !== 'established' || outcome === 'old') {
    return { state, effects: [] };
  }
  if (outcome === 'applied') {
    return { state: { ...state, phase: { ...phase, disorder: 0, unknownAt: null } }, effects: [] };
  }
  if (phase.disorder > 0 && phase.renewal.kind === 'scheduled') {
    // The refresh did not bring the whole state: perhaps a new subscription does.
    return failed(
      state,
      { kind: 'at-once' },
      problem('version-gap', 'the PBX leaves out versions of its state'),
      moment,
    );
  }
  const unknownAt = phase.unknownAt ?? moment.now + GAP_GRACE_MS;
  return renewNow(state, { ...phase, disorder: phase.disorder + 1, unknownAt }, true);
}

/** How long a line keeps its state after a version gap while the whole state is asked for. */
const GAP_GRACE_MS = 1_000;

function lostPbx(state: SubscriptionState, why: LineProblem): SubscriptionStep {
  switch (state.phase.kind) {
    case 'idle':
      return { state, effects: [] };
    case 'ending':
      return end(state);
    default:
      return hold({ ...state, failures: 0 }, why);
  }
}

function verify(state: SubscriptionState): SubscriptionStep {
  return state.phase.kind === 'established' ? renewNow(state, state.phase, false) : { state, effects: [] };
}

function due(state: SubscriptionState, moment: StepMoment): SubscriptionStep {
  const { phase } = state;
  const { now } = moment;
  switch (phase.kind) {
    case 'waiting':
      return phase.until !== null && now >= phase.until ? queue(state, []) : { state, effects: [] };
    case 'awaiting-notify':
      return now >= phase.by ? failed(state, { kind: 'back-off' }, NO_NOTIFY, moment) : { state, effects: [] };
    case 'ending':
      return now >= phase.by ? end(state) : { state, effects: [] };
    case 'established':
      return dueEstablished(state, phase, moment);
    default:
      return { state, effects: [] };
  }
}

const NO_NOTIFY = problem('no-notify', 'the PBX accepted the subscription but sent no NOTIFY');

function dueEstablished(state: SubscriptionState, phase: Established, moment: StepMoment): SubscriptionStep {
  const { now } = moment;
  if (now >= phase.expiresAt) {
    return failed(
      state,
      { kind: 'at-once' },
      problem('expired', 'the subscription expired before it was renewed'),
      moment,
    );
  }
  if (phase.renewal.kind === 'awaiting-notify' && now >= phase.renewal.by) {
    return failed(state, { kind: 'at-once' }, NO_NOTIFY, moment);
  }
  if (phase.unknownAt !== null && now >= phase.unknownAt) {
    const why = problem('version-gap', 'a change was missed and the whole state has not come yet');
    return {
      state: { ...state, phase: { ...phase, unknownAt: null } },
      effects: [{ kind: 'line-unknown', problem: why }],
    };
  }
  return phase.renewal.kind === 'scheduled' && now >= phase.renewal.at
    ? renewNow(state, phase, false)
    : { state, effects: [] };
}

function stop(state: SubscriptionState, now: number): SubscriptionStep {
  const { phase } = state;
  switch (phase.kind) {
    case 'idle':
    case 'waiting':
      return end(state);
    case 'queued': {
      const ended = end(state);
      return { ...ended, effects: [{ kind: 'drop-turn' }, ...ended.effects] };
    }
    case 'subscribing':
      return { state: { ...state, phase: { ...phase, isCancelled: true } }, effects: [] };
    case 'awaiting-notify':
      return unsubscribe(state, phase.dialog, now);
    case 'established': {
      const step = unsubscribe(state, phase.dialog, now);
      return isQueued(phase) ? { ...step, effects: [{ kind: 'drop-turn' }, ...step.effects] } : step;
    }
    case 'ending':
      return { state, effects: [] };
  }
}

function unsubscribe(state: SubscriptionState, dialog: SubscriptionDialog, now: number): SubscriptionStep {
  const { callId, localTag } = dialog;
  const sequence = state.sequence + SEQUENCE_MARGIN;
  return {
    state: { ...state, sequence, phase: { kind: 'ending', callId, localTag, by: now + ENDING_MS } },
    effects: [{ kind: 'subscribe', callId, localTag, dialog, sequence, expiresSeconds: 0 }],
  };
}

function isOfCurrentCall(phase: Phase, callId: string): boolean {
  switch (phase.kind) {
    case 'subscribing':
    case 'ending':
      return phase.callId === callId;
    case 'established':
      return phase.dialog.callId === callId;
    default:
      return false;
  }
}

function dialogOf(phase: Extract<Phase, { kind: 'subscribing' }>, answer: SubscribeAnswer): SubscriptionDialog {
  return {
    callId: phase.callId,
    localTag: phase.localTag,
    remoteTag: answer.toTag ?? '',
    remoteTarget: answer.contact ?? '',
    routes: answer.routes,
    remoteSequence: undefined,
  };
}

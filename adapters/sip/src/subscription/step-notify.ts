/** What a NOTIFY does to a subscription (RFC 6665, 4.1.2.4 and 4.1.3). Part of the machine in step-subscription.ts. */
import { retryAfterReason } from './retry-policy.ts';
import type {
  NotifyInput,
  Phase,
  StepMoment,
  SubscriptionDialog,
  SubscriptionEffect,
  SubscriptionState,
  SubscriptionStep,
} from './subscription.ts';
import { type Established, failed, problem, renewalAt, renewNow } from './subscription-moves.ts';

/** When a document that could not be read is asked for again. */
const UNREADABLE_RETRY_MS = 30_000;

export function stepNotify(state: SubscriptionState, notify: NotifyInput, moment: StepMoment): SubscriptionStep {
  const { phase } = state;
  switch (phase.kind) {
    case 'subscribing':
      if (phase.callId !== notify.callId) {
        return unknownCall(state);
      }
      return phase.dialog === null || phase.dialog.remoteTag === notify.fromTag
        ? overtaking(state, phase, notify, moment)
        : unknownCall(state);
    case 'awaiting-notify': {
      if (phase.dialog.callId !== notify.callId) {
        return unknownCall(state);
      }
      // The dialog is the NOTIFY's, also where its tag is not that of the answer (4.4.1).
      const dialog = dialogOf(phase.dialog.callId, phase.dialog.localTag, notify);
      const { expiresAt } = phase;
      const next: Established = {
        kind: 'established',
        dialog,
        since: moment.now,
        expiresAt,
        renewal: { kind: 'scheduled', at: renewalAt(expiresAt, moment) },
        disorder: 0,
        unknownAt: null,
      };
      return take({ ...state, phase: next }, next, notify, moment);
    }
    case 'established':
      if (phase.dialog.callId !== notify.callId || phase.dialog.remoteTag !== notify.fromTag) {
        return unknownCall(state);
      }
      return isOutOfOrder(phase.dialog, notify)
        ? outOfOrder(state, phase, moment)
        : inOrder(state, phase, notify, moment);
    case 'ending':
      return phase.callId === notify.callId ? lastNotify(state, notify) : unknownCall(state);
    default:
      return unknownCall(state);
  }
}

/** The NOTIFY came before the answer to the SUBSCRIBE. */
function overtaking(
  state: SubscriptionState,
  phase: Extract<Phase, { kind: 'subscribing' }>,
  notify: NotifyInput,
  moment: StepMoment,
): SubscriptionStep {
  if (phase.dialog !== null && isOutOfOrder(phase.dialog, notify)) {
    return { state, effects: [{ kind: 'answer-notify', status: 500 }] };
  }
  if (notify.subscription.state === 'terminated') {
    return terminated(state, notify, moment);
  }
  const dialog = dialogOf(phase.callId, phase.localTag, notify);
  return { state: { ...state, phase: { ...phase, dialog } }, effects: contentEffects(notify) };
}

function inOrder(
  state: SubscriptionState,
  phase: Established,
  notify: NotifyInput,
  moment: StepMoment,
): SubscriptionStep {
  const { dialog } = phase;
  const next: Established = {
    ...phase,
    dialog: { ...dialog, remoteSequence: notify.sequence, remoteTarget: notify.contact ?? dialog.remoteTarget },
    renewal: renewalAfter(phase, moment),
  };
  return take({ ...state, phase: next }, next, notify, moment);
}

/** A NOTIFY while the answer to a refresh is under way, or after it, is what the refresh asked for. */
function renewalAfter(phase: Established, moment: StepMoment): Established['renewal'] {
  switch (phase.renewal.kind) {
    case 'sent':
      return { kind: 'sent', notified: true };
    case 'awaiting-notify':
      return { kind: 'scheduled', at: renewalAt(phase.expiresAt, moment) };
    default:
      return phase.renewal;
  }
}

function take(state: SubscriptionState, phase: Established, notify: NotifyInput, moment: StepMoment): SubscriptionStep {
  if (notify.subscription.state === 'terminated') {
    return terminated(state, notify, moment);
  }
  const { expiresSeconds } = notify.subscription;
  let next = phase;
  if (expiresSeconds !== undefined) {
    // What the PBX says last holds (4.1.2.4); it may shorten a subscription at any time.
    const expiresAt = moment.now + expiresSeconds * 1_000;
    const latest = renewalAt(expiresAt, moment);
    next = { ...next, expiresAt };
    if (next.renewal.kind === 'scheduled' && next.renewal.at > latest) {
      next = { ...next, renewal: { kind: 'scheduled', at: latest } };
    }
  }
  if (typeof notify.content === 'object' && next.renewal.kind === 'scheduled') {
    const at = Math.min(next.renewal.at, moment.now + UNREADABLE_RETRY_MS);
    next = { ...next, renewal: { kind: 'scheduled', at } };
  }
  return { state: { ...state, phase: next }, effects: contentEffects(notify) };
}

function contentEffects({ content, subscription }: NotifyInput): SubscriptionEffect[] {
  if (typeof content === 'object') {
    return [
      { kind: 'answer-notify', status: content.status },
      { kind: 'forget-dialogs' },
      { kind: 'line-unknown', problem: problem('unreadable', content.unreadable) },
    ];
  }
  const answer: SubscriptionEffect = { kind: 'answer-notify', status: 200 };
  return subscription.state === 'pending'
    ? [answer, { kind: 'line-unknown', problem: problem('pending', 'the PBX has not allowed the subscription yet') }]
    : [answer, { kind: 'take-content' }];
}

function terminated(state: SubscriptionState, notify: NotifyInput, moment: StepMoment): SubscriptionStep {
  const { reason, retryAfterSeconds } = notify.subscription;
  const why = problem('terminated', `the PBX ended the subscription: ${reason ?? 'no reason given'}`);
  const step = failed(state, retryAfterReason(reason), why, moment, retryAfterSeconds);
  return { ...step, effects: [{ kind: 'answer-notify', status: 200 }, ...step.effects] };
}

/**
 * A CSeq that does not rise. The state in it may be old, so it is not taken. The first time the whole state is asked
 * for; when it happens again before a document fitted, the PBX counts anew (FreeSWITCH does at the turn of the year)
 * and only a new subscription follows it.
 */
function outOfOrder(state: SubscriptionState, phase: Established, moment: StepMoment): SubscriptionStep {
  const answer: SubscriptionEffect = { kind: 'answer-notify', status: 500, reason: 'CSeq Out of Order' };
  const step =
    phase.disorder === 0
      ? renewNow(state, { ...phase, disorder: 1 }, true)
      : failed(state, { kind: 'at-once' }, problem('version-gap', 'the PBX counts its NOTIFYs anew'), moment);
  return { ...step, effects: [answer, ...step.effects] };
}

function lastNotify(state: SubscriptionState, notify: NotifyInput): SubscriptionStep {
  const answer: SubscriptionEffect = { kind: 'answer-notify', status: 200 };
  return notify.subscription.state === 'terminated'
    ? { state: { ...state, phase: { kind: 'idle' } }, effects: [answer, { kind: 'ended' }] }
    : { state, effects: [answer] };
}

function unknownCall(state: SubscriptionState): SubscriptionStep {
  return { state, effects: [{ kind: 'answer-notify', status: 481 }] };
}

function isOutOfOrder(dialog: SubscriptionDialog, notify: NotifyInput): boolean {
  return dialog.remoteSequence !== undefined && notify.sequence <= dialog.remoteSequence;
}

function dialogOf(callId: string, localTag: string, notify: NotifyInput): SubscriptionDialog {
  return {
    callId,
    localTag,
    remoteTag: notify.fromTag,
    remoteTarget: notify.contact ?? '',
    routes: notify.routes,
    remoteSequence: notify.sequence,
  };
}

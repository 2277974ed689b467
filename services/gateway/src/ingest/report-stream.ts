/**
 * One Report stream as a state machine: (state, input) -> (state, effects). What other streams of the same system do
 * arrives as inputs from the election; whoever holds the stream carries the effects out.
 *
 * ```
 * awaiting-hello --hello--> standby <--superseded, lapsed-- active
 *                              |  ------------granted--------^  |
 *       every state: end, draining, closed -----------------> ended
 * ```
 */
import type {
  ClaimItem,
  EffectResult,
  GatewayMessage,
  Health,
  LeaseId,
  Problem,
  ReportHello,
  SourceId,
  SourceMessage,
} from '@lamplight/domain';
import type { ErrorReason } from '@lamplight/runtime';
import { problem } from '../problem.ts';
import type { ReportSettings } from './ports.ts';

/** Why claims of a stream that is not active are refused. */
export type InactiveReason = 'not_active' | 'lease_superseded' | 'lease_lapsed';

export type StreamState =
  | { readonly kind: 'awaiting-hello' }
  | { readonly kind: 'standby'; readonly hello: ReportHello; readonly refusal: InactiveReason }
  | {
      readonly kind: 'active';
      readonly hello: ReportHello;
      readonly lease: LeaseId;
      /** The highest sequence taken under this lease; -1: none yet. */
      readonly acceptedThrough: number;
      /** The lease was continued, so the source may repeat what it has not seen accepted. */
      readonly replaying: boolean;
    }
  | { readonly kind: 'ended' };

export type StreamInput =
  | { readonly kind: 'message'; readonly message: SourceMessage }
  | {
      readonly kind: 'granted';
      readonly lease: LeaseId;
      readonly continued: boolean;
      readonly acceptedThrough: number;
    }
  | { readonly kind: 'standing-by'; readonly activeSourceId: SourceId }
  | { readonly kind: 'superseded'; readonly bySourceId: SourceId }
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'draining'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'end'; readonly problem: Problem }
  | { readonly kind: 'closed' };

export type StreamEffect =
  | { readonly kind: 'send'; readonly message: GatewayMessage }
  /** Roster and effects begin anew, with a snapshot. */
  | { readonly kind: 'feed' }
  | { readonly kind: 'stop-feed' }
  | { readonly kind: 'join'; readonly hello: ReportHello }
  /** The active source said something: its lease begins anew. */
  | { readonly kind: 'renew' }
  /** A source that is not active said something: it could become so. */
  | { readonly kind: 'speak' }
  | { readonly kind: 'take'; readonly sequence: number; readonly items: readonly ClaimItem[] }
  | { readonly kind: 'complete' }
  | { readonly kind: 'confirm'; readonly through: number }
  | {
      readonly kind: 'refuse';
      readonly sequence: number;
      readonly items: readonly ClaimItem[];
      readonly reason: ErrorReason;
      readonly message: string;
    }
  | { readonly kind: 'results'; readonly items: readonly EffectResult[] }
  | { readonly kind: 'health'; readonly health: Health }
  | { readonly kind: 'leave'; readonly handover: boolean }
  /** The stream is no longer one of its system's. */
  | { readonly kind: 'depart'; readonly acceptedThrough: number }
  | { readonly kind: 'end'; readonly problem: Problem | null };

export interface StreamStep {
  readonly state: StreamState;
  readonly effects: readonly StreamEffect[];
}

const ENDED: StreamState = Object.freeze({ kind: 'ended' });

export const NEW_STREAM: StreamState = Object.freeze({ kind: 'awaiting-hello' });

export function stepStream(state: StreamState, input: StreamInput, settings: ReportSettings): StreamStep {
  if (state.kind === 'ended') {
    return { state, effects: [] };
  }
  switch (input.kind) {
    case 'message':
      return stepMessage(state, input.message, settings);
    case 'closed':
      return { state: ENDED, effects: departure(state) };
    case 'end':
      return ended(state, input.problem);
    case 'draining':
      return drained(state, input.minMs, input.maxMs);
    case 'granted':
      return state.kind === 'awaiting-hello' ? { state, effects: [] } : granted(state.hello, input, settings);
    case 'standing-by':
      return { state, effects: [send({ kind: 'standby', activeSourceId: input.activeSourceId })] };
    case 'superseded':
      return state.kind === 'awaiting-hello' ? { state, effects: [] } : superseded(state, input.bySourceId);
    case 'lapsed':
      return state.kind === 'active'
        ? {
            state: { kind: 'standby', hello: state.hello, refusal: 'lease_lapsed' },
            effects: [{ kind: 'stop-feed' }],
          }
        : { state, effects: [] };
  }
}

type Open = Exclude<StreamState, { readonly kind: 'ended' }>;
type Greeted = Exclude<Open, { readonly kind: 'awaiting-hello' }>;

function stepMessage(state: Open, message: SourceMessage, settings: ReportSettings): StreamStep {
  if (state.kind === 'awaiting-hello') {
    return message.kind === 'hello'
      ? {
          state: { kind: 'standby', hello: message, refusal: 'not_active' },
          effects: [{ kind: 'join', hello: message }],
        }
      : ended(
          state,
          problem(
            'hello_expected',
            `kind: the first request of Report must be hello, got ${message.kind}. Send hello first.`,
          ),
        );
  }
  if (message.kind === 'hello') {
    return ended(
      state,
      problem('protocol_violation', 'kind: hello was sent twice. Open a new stream to say hello again.'),
    );
  }
  return state.kind === 'active' ? stepActive(state, message, settings) : stepStandby(state, message);
}

type Later = Exclude<SourceMessage, ReportHello>;

function stepActive(
  state: Extract<StreamState, { readonly kind: 'active' }>,
  message: Later,
  settings: ReportSettings,
): StreamStep {
  const renew: StreamEffect = { kind: 'renew' };
  switch (message.kind) {
    case 'claims':
      return claims(state, message.sequence, message.items, settings);
    case 'claims-complete': {
      const through = Math.max(state.acceptedThrough, message.sequence);
      return {
        state: { ...state, acceptedThrough: through },
        effects: [renew, { kind: 'complete' }, { kind: 'confirm', through }],
      };
    }
    case 'effect-results':
      return { state, effects: [renew, { kind: 'results', items: message.items }] };
    case 'health':
      return { state, effects: [renew, { kind: 'health', health: message.health }] };
    case 'heartbeat':
      return { state, effects: [renew] };
    case 'leaving':
      return {
        state: ENDED,
        effects: [{ kind: 'stop-feed' }, { kind: 'leave', handover: message.handover }, { kind: 'end', problem: null }],
      };
  }
}

function claims(
  state: Extract<StreamState, { readonly kind: 'active' }>,
  sequence: number,
  items: readonly ClaimItem[],
  settings: ReportSettings,
): StreamStep {
  const renew: StreamEffect = { kind: 'renew' };
  const { acceptedThrough } = state;
  if (sequence <= acceptedThrough) {
    return state.replaying
      ? { state, effects: [renew, { kind: 'confirm', through: acceptedThrough }] }
      : {
          state,
          effects: [
            renew,
            {
              kind: 'refuse',
              sequence,
              items,
              reason: 'claim_out_of_order',
              message: `sequence: got ${sequence} after ${acceptedThrough}. Sequences rise within a lease; send the current state under a higher one.`,
            },
          ],
        };
  }
  const limit = settings.maxItemsPerMessage;
  const effects: StreamEffect[] = [renew, { kind: 'take', sequence, items: items.slice(0, limit) }];
  if (items.length > limit) {
    effects.push({
      kind: 'refuse',
      sequence,
      items: items.slice(limit),
      reason: 'request_limit',
      message: `items: got ${items.length}, at most ${limit} are taken of one message. Send the others in further messages.`,
    });
  }
  effects.push({ kind: 'confirm', through: sequence });
  return { state: { ...state, acceptedThrough: sequence, replaying: false }, effects };
}

function stepStandby(state: Extract<StreamState, { readonly kind: 'standby' }>, message: Later): StreamStep {
  const speak: StreamEffect = { kind: 'speak' };
  switch (message.kind) {
    case 'claims':
      return {
        state,
        effects: [
          {
            kind: 'refuse',
            sequence: message.sequence,
            items: message.items,
            reason: state.refusal,
            message: INACTIVE_MESSAGES[state.refusal],
          },
          speak,
        ],
      };
    case 'health':
      return { state, effects: [{ kind: 'health', health: message.health }, speak] };
    case 'leaving':
      return { state: ENDED, effects: [...departure(state), { kind: 'end', problem: null }] };
    case 'heartbeat':
    case 'claims-complete':
    case 'effect-results':
      return { state, effects: [speak] };
  }
}

const INACTIVE_MESSAGES: Readonly<Record<InactiveReason, string>> = {
  not_active: 'This source stands by, so its claims are not taken. Wait for welcome, then send a full snapshot.',
  lease_superseded:
    'The lease of this source was superseded, so its claims are not taken. Wait for welcome, then send a full snapshot.',
  lease_lapsed:
    'Nothing was heard of this source for a lease time, so its lease has lapsed. Wait for the next welcome, then send a full snapshot.',
};

function granted(
  hello: ReportHello,
  input: Extract<StreamInput, { readonly kind: 'granted' }>,
  settings: ReportSettings,
): StreamStep {
  const { lease, continued, acceptedThrough } = input;
  const { leaseMs, renewMs, credit, maxItemsPerMessage } = settings;
  const effects: StreamEffect[] = [
    send({ kind: 'welcome', lease, leaseMs, renewMs, credit, continued, maxItemsPerMessage }),
  ];
  if (continued && acceptedThrough >= 0) {
    effects.push({ kind: 'confirm', through: acceptedThrough });
  }
  effects.push({ kind: 'feed' });
  return { state: { kind: 'active', hello, lease, acceptedThrough, replaying: continued }, effects };
}

function superseded(state: Greeted, bySourceId: SourceId): StreamStep {
  return {
    state: { kind: 'standby', hello: state.hello, refusal: 'lease_superseded' },
    effects: [{ kind: 'stop-feed' }, send({ kind: 'superseded', bySourceId })],
  };
}

function drained(state: Open, minMs: number, maxMs: number): StreamStep {
  const reason = 'draining';
  return {
    state: ENDED,
    effects: [
      ...departure(state),
      send({ kind: 'draining', reason, reconnectAfterMinMs: minMs, reconnectAfterMaxMs: maxMs }),
      {
        kind: 'end',
        problem: problem(reason, `The gateway is stopping. Come back in ${minMs} to ${maxMs} ms; the lease goes on.`),
      },
    ],
  };
}

function ended(state: Open, reason: Problem): StreamStep {
  return { state: ENDED, effects: [...departure(state), { kind: 'end', problem: reason }] };
}

function departure(state: Open): readonly StreamEffect[] {
  switch (state.kind) {
    case 'awaiting-hello':
      return [];
    case 'standby':
      return [{ kind: 'depart', acceptedThrough: -1 }];
    case 'active':
      return [{ kind: 'stop-feed' }, { kind: 'depart', acceptedThrough: state.acceptedThrough }];
  }
}

function send(message: GatewayMessage): StreamEffect {
  return { kind: 'send', message };
}

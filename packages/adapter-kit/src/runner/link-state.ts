/**
 * The link of one source to the gateway, as a state machine: (link, input) -> (link, effects). The runner carries the
 * effects out. Only `active` speaks for the system.
 *
 *   offline -> greeting -> active <-> standby
 *      ^-----------------------+  the stream ended: wait, then greet again with the lease that was held
 */
import type { GatewayMessage, LeaseId, Problem, ReportWelcome } from '@lamplight/domain';
import { kindOfGrpcCode, type WireErrorKind } from '@lamplight/wire';
import type { LinkState } from '../port/source-adapter.ts';

export type LinkPhase =
  /** No stream. */
  | { readonly phase: 'offline' }
  /** Said hello, not answered yet. */
  | { readonly phase: 'greeting' }
  | { readonly phase: 'standby'; readonly proven: boolean }
  | { readonly phase: 'active'; readonly welcome: ReportWelcome; readonly proven: boolean }
  /** For good. */
  | { readonly phase: 'stopped' };

export interface Link {
  readonly state: LinkPhase;
  /** The lease to continue; null once another source has superseded this one. */
  readonly lease: LeaseId | null;
  /** Announced by `draining`: when to come back. */
  readonly window: { readonly minMs: number; readonly maxMs: number } | null;
  /** Another source has taken over; coming back at once would be a quarrel. */
  readonly superseded: boolean;
}

export type LinkInput =
  | { readonly kind: 'opened' }
  | { readonly kind: 'message'; readonly message: GatewayMessage }
  /** Everything known has been sent and accepted, or the stream has held for an interval: it is worth something. */
  | { readonly kind: 'proven' }
  | { readonly kind: 'ended'; readonly problem: Problem | null }
  | { readonly kind: 'stopped' };

/** How long to wait before the next stream. */
export type Reconnect =
  | { readonly kind: 'backoff' }
  /** The gateway refuses or is overloaded: only a person or time will mend it. */
  | { readonly kind: 'slow' }
  | { readonly kind: 'window'; readonly minMs: number; readonly maxMs: number };

export type LinkEffect =
  | { readonly kind: 'tell'; readonly state: LinkState }
  /** A stream became active: send everything known. */
  | { readonly kind: 'activate'; readonly welcome: ReportWelcome }
  | { readonly kind: 'reset-backoff' }
  | { readonly kind: 'reconnect'; readonly after: Reconnect }
  /** The gateway does not want this source as it is configured. */
  | { readonly kind: 'report-refusal'; readonly problem: Problem };

export interface LinkStep {
  readonly link: Link;
  readonly effects: readonly LinkEffect[];
}

export const INITIAL_LINK: Link = Object.freeze({
  state: Object.freeze({ phase: 'offline' }),
  lease: null,
  window: null,
  superseded: false,
});

/** Ends that trying again at once does not mend. */
const REFUSALS: ReadonlySet<WireErrorKind> = new Set<WireErrorKind>([
  'unauthenticated',
  'permission_denied',
  'invalid_argument',
  'not_found',
  'already_exists',
  'failed_precondition',
  'unimplemented',
]);

/** What the adapter is told of the phase. */
export function linkStateOf(phase: LinkPhase): LinkState {
  return phase.phase === 'active' || phase.phase === 'standby' ? phase.phase : 'offline';
}

export function stepLink(link: Link, input: LinkInput): LinkStep {
  if (link.state.phase === 'stopped') {
    return { link, effects: [] };
  }
  switch (input.kind) {
    case 'opened':
      return { link: { ...link, state: { phase: 'greeting' }, window: null }, effects: [] };
    case 'message':
      return onMessage(link, input.message);
    case 'proven':
      return onProven(link);
    case 'ended':
      return onEnded(link, input.problem);
    case 'stopped':
      return moveTo(link, { phase: 'stopped' }, []);
  }
}

function onMessage(link: Link, message: GatewayMessage): LinkStep {
  switch (message.kind) {
    case 'welcome': {
      const welcomed = { ...link, lease: message.lease, superseded: false };
      return moveTo(welcomed, { phase: 'active', welcome: message, proven: false }, [
        { kind: 'activate', welcome: message },
      ]);
    }
    case 'standby':
      return moveTo(link, { phase: 'standby', proven: false }, []);
    case 'superseded':
      return moveTo({ ...link, lease: null, superseded: true }, { phase: 'standby', proven: false }, []);
    case 'draining':
      return {
        link: {
          ...link,
          window: {
            minMs: message.reconnectAfterMinMs,
            maxMs: Math.max(message.reconnectAfterMinMs, message.reconnectAfterMaxMs),
          },
        },
        effects: [],
      };
    default:
      return { link, effects: [] };
  }
}

function onProven(link: Link): LinkStep {
  const { state } = link;
  return (state.phase === 'active' || state.phase === 'standby') && !state.proven
    ? { link: { ...link, state: { ...state, proven: true } }, effects: [{ kind: 'reset-backoff' }] }
    : { link, effects: [] };
}

function onEnded(link: Link, problem: Problem | null): LinkStep {
  const refused = problem !== null && REFUSALS.has(kindOfGrpcCode(problem.code));
  return moveTo({ ...link, window: null }, { phase: 'offline' }, [
    ...(refused ? [{ kind: 'report-refusal', problem } as const] : []),
    { kind: 'reconnect', after: reconnectAfter(link, problem, refused) },
  ]);
}

function reconnectAfter(link: Link, problem: Problem | null, refused: boolean): Reconnect {
  if (refused || link.superseded) {
    return { kind: 'slow' };
  }
  if (link.window !== null) {
    return { kind: 'window', ...link.window };
  }
  return problem !== null && kindOfGrpcCode(problem.code) === 'resource_exhausted'
    ? { kind: 'slow' }
    : { kind: 'backoff' };
}

/** The one place that changes the phase; tells the adapter first, and only what is new to it. */
function moveTo(link: Link, state: LinkPhase, effects: readonly LinkEffect[]): LinkStep {
  const told = linkStateOf(state);
  const tell: readonly LinkEffect[] = told === linkStateOf(link.state) ? [] : [{ kind: 'tell', state: told }];
  return { link: { ...link, state }, effects: [...tell, ...effects] };
}

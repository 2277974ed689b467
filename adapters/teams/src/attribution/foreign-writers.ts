/**
 * What speaks for another application that writes a person's presence: a pure state machine per person, beside the latch
 * breaker of the tenant. Graph names no author of a session, so everything here is a suspicion with its evidence.
 *
 * - `kept-up`: a call that we had inferred ended when the PBX stopped following it (the latch breaker found it so).
 *   Once is enough: nothing but an echo of the PBX behaves so.
 * - `signed-out`: a call began at somebody who was signed in nowhere and left them signed in nowhere. A Teams call needs
 *   a client; a session of an application does not. Twice: between two reads somebody may sign in and out.
 *
 * A suspicion ends when its evidence is old, so without new evidence it passes.
 */
import { type PresencePair, samePair } from '@lamplight/domain';
import { isCall, isSignedOut } from './teams-state.ts';

export interface ForeignWriterTiming {
  /** How long evidence counts; ms. */
  readonly suspicionMs: number;
  /** So many calls at somebody signed out. */
  readonly leastSignedOut: number;
}

export const DEFAULT_FOREIGN_WRITER_TIMING: ForeignWriterTiming = Object.freeze({
  suspicionMs: 86_400_000,
  leastSignedOut: 2,
});

/** `after-ours`: a call was inferred after a write of ours; told, and proves nothing by itself. */
type EvidenceKind = 'kept-up' | 'signed-out' | 'after-ours';

interface Call {
  readonly pair: PresencePair;
  /** Wall time in ms; null: it began unseen. */
  readonly since: number | null;
  /** Monotonic ms of the read that first showed it. */
  readonly seenAt: number;
  readonly fromSignedOut: boolean;
  /** How long it had shown when it ended; null: it goes on. */
  readonly lastedMs: number | null;
}

/** Times: monotonic ms. */
export interface Suspicion {
  readonly evidence: readonly { readonly kind: EvidenceKind; readonly at: number }[];
  /** The last call that showed. */
  readonly call: Call | null;
}

export type SuspicionInput =
  /** Another independent state shows. `since`: wall time in ms, null if it began unseen. */
  | {
      readonly kind: 'shown';
      readonly before: PresencePair | null;
      readonly pair: PresencePair;
      readonly since: number | null;
    }
  | { readonly kind: 'kept-up' | 'after-ours' }
  /** The person is not read any more, so how a call goes on stays unseen. */
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'tick' };

/** What is told of one person for whom another application seems to write. */
export interface ForeignWriter {
  /** What it showed last. */
  readonly pair: PresencePair | null;
  /** Wall time in ms; null: it began unseen. */
  readonly since: number | null;
  /** How long it showed; null: it still does. */
  readonly lastedMs: number | null;
  /** Calls have shown again and again right after our own writes ended: it copies the line. */
  readonly followsOurs: boolean;
  readonly signedOut: boolean;
}

const NOTHING: Suspicion = Object.freeze({ evidence: Object.freeze([]), call: null });

/** Null: nothing is kept of the person. */
export function stepSuspicion(
  state: Suspicion | null,
  input: SuspicionInput,
  now: number,
  timing: ForeignWriterTiming,
): Suspicion | null {
  const { evidence, call } = state ?? NOTHING;
  const known = { evidence: evidence.filter(({ at }) => at + timing.suspicionMs > now), call };
  const next = stepped(known, input, now);
  return next.evidence.length > 0 || next.call?.lastedMs === null ? next : null;
}

/** When the next `tick` changes something, in monotonic ms; null: never by itself. */
export function nextSuspicionTickAt(state: Suspicion | null, timing: ForeignWriterTiming): number | null {
  const oldest = state?.evidence[0];
  return oldest === undefined ? null : oldest.at + timing.suspicionMs;
}

/** Null: nobody is suspected. */
export function foreignWriterOf(state: Suspicion | null, timing: ForeignWriterTiming): ForeignWriter | null {
  const { evidence, call } = state ?? NOTHING;
  if (count(evidence, 'kept-up') === 0 && count(evidence, 'signed-out') < timing.leastSignedOut) {
    return null;
  }
  return {
    pair: call?.pair ?? null,
    since: call?.since ?? null,
    lastedMs: call?.lastedMs ?? null,
    followsOurs: count(evidence, 'after-ours') >= 2,
    signedOut: count(evidence, 'signed-out') > 0,
  };
}

function stepped(known: Suspicion, input: SuspicionInput, now: number): Suspicion {
  switch (input.kind) {
    case 'tick':
      return known;
    case 'forgotten':
      return known.call?.lastedMs === null ? { ...known, call: null } : known;
    case 'shown':
      return shown(known, input, now);
    case 'kept-up':
    case 'after-ours':
      return withEvidence(known, input.kind, now);
  }
}

function shown(
  { evidence, call }: Suspicion,
  { before, pair, since }: Extract<SuspicionInput, { kind: 'shown' }>,
  now: number,
): Suspicion {
  if (isCall(pair)) {
    const goesOn = call?.lastedMs === null && samePair(call.pair, pair);
    const fromSignedOut = before !== null && isSignedOut(before);
    return goesOn
      ? { evidence, call }
      : { evidence, call: { pair, since, seenAt: now, fromSignedOut, lastedMs: null } };
  }
  if (call?.lastedMs !== null) {
    return { evidence, call };
  }
  const ended = { evidence, call: { ...call, lastedMs: now - call.seenAt } };
  return call.fromSignedOut && isSignedOut(pair) ? withEvidence(ended, 'signed-out', now) : ended;
}

function withEvidence({ evidence, call }: Suspicion, kind: EvidenceKind, at: number): Suspicion {
  const same = evidence.filter((piece) => piece.kind === kind);
  const tooOld = same.length < MOST_KEPT ? undefined : same[0];
  return { evidence: [...evidence.filter((piece) => piece !== tooOld), { kind, at }], call };
}

/** More pieces of one kind for one person say nothing new. */
const MOST_KEPT = 9;

function count(evidence: Suspicion['evidence'], kind: EvidenceKind): number {
  return evidence.filter((piece) => piece.kind === kind).length;
}

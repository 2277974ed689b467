/**
 * Which source speaks for a system: (state, input) -> (state, effects). One holds the lease, the others stand by in
 * the order in which they came. A lost stream keeps its lease until that lapses, so the standbys wait; a lapse, an
 * orderly leaving or a takeover moves the lease on.
 */
import type { LeaseId, SourceId } from '@lamplight/domain';

/** A stream that has said hello. */
export interface Contender {
  readonly streamId: number;
  readonly sourceId: SourceId;
  readonly instanceId: string;
}

export interface Holder {
  readonly lease: LeaseId;
  readonly sourceId: SourceId;
  readonly instanceId: string;
  /** Null: the stream is lost. */
  readonly streamId: number | null;
  /** Left in order, announcing a successor. */
  readonly leaving: boolean;
  /** The highest sequence taken, for a stream that continues the lease; -1: none. */
  readonly acceptedThrough: number;
}

export interface ElectionState {
  readonly holder: Holder | null;
  /** Longest waiting first. */
  readonly standbys: readonly Contender[];
}

export type ElectionInput =
  | {
      readonly kind: 'join';
      readonly contender: Contender;
      readonly previousLease: LeaseId | null;
      readonly takeOver: boolean;
      /** What the holder's stream, if there is one, has taken so far; -1: nothing. */
      readonly acceptedThrough: number;
      /** The lease to grant if one is granted. */
      readonly newLease: LeaseId;
    }
  /** One that stands by said something. */
  | { readonly kind: 'speak'; readonly streamId: number; readonly newLease: LeaseId }
  | { readonly kind: 'depart'; readonly streamId: number; readonly acceptedThrough: number }
  | { readonly kind: 'leave'; readonly streamId: number; readonly handover: boolean; readonly newLease: LeaseId }
  | { readonly kind: 'lapse'; readonly newLease: LeaseId };

export type ElectionEffect =
  | {
      readonly kind: 'grant';
      readonly streamId: number;
      readonly lease: LeaseId;
      readonly continued: boolean;
      readonly acceptedThrough: number;
    }
  | { readonly kind: 'stand-by'; readonly streamId: number; readonly activeSourceId: SourceId }
  /** Told, and stands by from now on. */
  | { readonly kind: 'supersede'; readonly streamId: number; readonly bySourceId: SourceId }
  /** The same instance has opened another stream: this one ends. */
  | { readonly kind: 'replace'; readonly streamId: number }
  | { readonly kind: 'refuse-lease'; readonly streamId: number }
  | { readonly kind: 'lapsed'; readonly streamId: number };

export interface ElectionStep {
  readonly state: ElectionState;
  readonly effects: readonly ElectionEffect[];
}

export const NOBODY: ElectionState = Object.freeze({ holder: null, standbys: Object.freeze([]) });

export function stepElection(state: ElectionState, input: ElectionInput): ElectionStep {
  switch (input.kind) {
    case 'join':
      return join(state, input);
    case 'speak': {
      const speaker = state.standbys.find((standby) => standby.streamId === input.streamId);
      return state.holder === null && speaker !== undefined
        ? promote(state.standbys, speaker, input.newLease)
        : { state, effects: [] };
    }
    case 'depart':
      return depart(state, input.streamId, input.acceptedThrough);
    case 'leave':
      return leave(state, input);
    case 'lapse':
      return lapse(state, input.newLease);
  }
}

function join(state: ElectionState, input: Extract<ElectionInput, { readonly kind: 'join' }>): ElectionStep {
  const { contender, previousLease } = input;
  const { holder } = state;
  if (holder !== null && previousLease === holder.lease && contender.sourceId !== holder.sourceId) {
    return { state, effects: [{ kind: 'refuse-lease', streamId: contender.streamId }] };
  }
  const replaced = state.standbys.filter((standby) => isSameInstance(standby, contender));
  const standbys = state.standbys.filter((standby) => !replaced.includes(standby));
  const before = replaced.map(({ streamId }): ElectionEffect => ({ kind: 'replace', streamId }));
  const step = admit({ holder, standbys }, input);
  return { state: step.state, effects: [...before, ...step.effects] };
}

function admit(state: ElectionState, input: Extract<ElectionInput, { readonly kind: 'join' }>): ElectionStep {
  const { contender, newLease } = input;
  const { holder, standbys } = state;
  if (holder === null || holder.leaving) {
    return promote(standbys, contender, newLease);
  }
  if (isSameInstance(holder, contender)) {
    const over: readonly ElectionEffect[] =
      holder.streamId === null ? [] : [{ kind: 'replace', streamId: holder.streamId }];
    if (input.previousLease !== holder.lease) {
      const step = promote(standbys, contender, newLease);
      return { state: step.state, effects: [...over, ...step.effects] };
    }
    const { lease } = holder;
    const acceptedThrough = Math.max(holder.acceptedThrough, input.acceptedThrough);
    return {
      state: { holder: { ...holder, streamId: contender.streamId }, standbys },
      effects: [...over, { kind: 'grant', streamId: contender.streamId, lease, continued: true, acceptedThrough }],
    };
  }
  if (contender.sourceId === holder.sourceId || input.takeOver) {
    return supersede(holder, standbys, contender, newLease);
  }
  return {
    state: { holder, standbys: [...standbys, contender] },
    effects: [{ kind: 'stand-by', streamId: contender.streamId, activeSourceId: holder.sourceId }],
  };
}

function supersede(
  holder: Holder,
  standbys: readonly Contender[],
  contender: Contender,
  newLease: LeaseId,
): ElectionStep {
  if (holder.streamId === null) {
    return promote(standbys, contender, newLease);
  }
  const { streamId, sourceId, instanceId } = holder;
  const step = promote([...standbys, { streamId, sourceId, instanceId }], contender, newLease);
  return {
    state: step.state,
    effects: [{ kind: 'supersede', streamId, bySourceId: contender.sourceId }, ...step.effects],
  };
}

function depart(state: ElectionState, streamId: number, acceptedThrough: number): ElectionStep {
  const { holder } = state;
  if (holder?.streamId === streamId) {
    return { state: { ...state, holder: { ...holder, streamId: null, acceptedThrough } }, effects: [] };
  }
  return {
    state: { holder, standbys: state.standbys.filter((standby) => standby.streamId !== streamId) },
    effects: [],
  };
}

function leave(state: ElectionState, input: Extract<ElectionInput, { readonly kind: 'leave' }>): ElectionStep {
  const { holder, standbys } = state;
  if (holder?.streamId !== input.streamId) {
    return { state, effects: [] };
  }
  const next = standbys[0];
  if (next !== undefined) {
    return promote(standbys, next, input.newLease);
  }
  return {
    state: { holder: input.handover ? { ...holder, streamId: null, leaving: true } : null, standbys },
    effects: [],
  };
}

function lapse(state: ElectionState, newLease: LeaseId): ElectionStep {
  const { holder, standbys } = state;
  if (holder === null) {
    return { state, effects: [] };
  }
  const next = standbys[0];
  const { streamId, sourceId, instanceId } = holder;
  const silent: readonly Contender[] = streamId === null ? [] : [{ streamId, sourceId, instanceId }];
  if (next === undefined) {
    return {
      state: { holder: null, standbys: silent },
      effects: silent.map((former) => ({ kind: 'lapsed', streamId: former.streamId })),
    };
  }
  const step = promote([...standbys, ...silent], next, newLease);
  const told = silent.map(
    (former): ElectionEffect => ({ kind: 'supersede', streamId: former.streamId, bySourceId: next.sourceId }),
  );
  return { state: step.state, effects: [...told, ...step.effects] };
}

function promote(standbys: readonly Contender[], contender: Contender, lease: LeaseId): ElectionStep {
  const { streamId, sourceId, instanceId } = contender;
  return {
    state: {
      holder: { lease, sourceId, instanceId, streamId, leaving: false, acceptedThrough: -1 },
      standbys: standbys.filter((standby) => standby.streamId !== streamId),
    },
    effects: [{ kind: 'grant', streamId, lease, continued: false, acceptedThrough: -1 }],
  };
}

function isSameInstance(a: Contender | Holder, b: Contender): boolean {
  return a.sourceId === b.sourceId && a.instanceId === b.instanceId;
}

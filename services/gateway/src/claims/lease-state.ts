/**
 * The lease of one system's active source, and what it means for the claims held of that system: the table of
 * "Reporting" as a state machine. Pure: (state, input, now) -> (state, effects); the ledger carries the effects out.
 *
 * ```
 * pending --begin--> active --expiresAt--> lapsed --withdrawAt--> withdrawn
 *    |                 |  ^                  |                       |
 *    +--until--> withdrawn +------ begin ----+-----------------------+
 * ```
 * An active lease may be connected, lost (the stream broke; nothing changes until it expires) or leaving (a successor
 * was announced; the claims wait for it until the lease expires).
 *
 * A new lease begins with a snapshot. Claims of earlier leases are carried until it is complete, which withdraws what
 * it did not name. A snapshot that does not come to an end does not keep them for ever: `staleAt`, then `withdrawAt`.
 *
 * After a start of the gateway, a subject that nobody has named is pending until the first lease's snapshot is
 * complete or one lease time has passed since the start or, if a source came in that time, since it came.
 *
 * All times are monotonic milliseconds.
 */
export interface LeaseSettings {
  /** From the last message to the lapse. */
  readonly leaseMs: number;
  /** From the lapse to the withdrawal. */
  readonly withdrawAfterMs: number;
}

export type Connection = 'connected' | 'lost' | 'leaving';

export type SnapshotState =
  | {
      readonly kind: 'awaited';
      /** When carried claims become stale; null: they are already, or there are none. */
      readonly staleAt: number | null;
      /** When carried claims are withdrawn. */
      readonly withdrawAt: number;
    }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'complete' };

export interface ActiveLease {
  readonly kind: 'active';
  readonly connection: Connection;
  readonly expiresAt: number;
  /** Until when a subject that nobody has named is pending; null: it is withdrawn. */
  readonly pendingUntil: number | null;
  readonly snapshot: SnapshotState;
}

export type LeaseState =
  | { readonly kind: 'pending'; readonly until: number }
  | ActiveLease
  | { readonly kind: 'lapsed'; readonly withdrawAt: number }
  | { readonly kind: 'withdrawn' };

export type LeaseInput =
  /** A source becomes active under a new lease. */
  | { readonly kind: 'begin' }
  /** The stream came back within the lease. */
  | { readonly kind: 'continue' }
  /** The active source said something. */
  | { readonly kind: 'renew' }
  /** The active source's stream is gone. */
  | { readonly kind: 'lose' }
  | { readonly kind: 'leave'; readonly handover: boolean }
  /** The snapshot of the current lease is complete. */
  | { readonly kind: 'complete' }
  /** Time has passed. */
  | { readonly kind: 'tick' };

/** What becomes of the held claims: `earlier` are those of leases before the current one. */
export type LeaseEffect =
  | { readonly kind: 'stale'; readonly which: 'all' | 'earlier' }
  | { readonly kind: 'withdraw'; readonly which: 'all' | 'earlier' }
  /** Subjects that nobody has named are no longer pending. */
  | { readonly kind: 'settle-unheard' }
  /** How it was connected when it lapsed tells an operator what to look for: a hung source, a lost one, no successor. */
  | { readonly kind: 'lapsed'; readonly connection: Connection };

export interface LeaseStep {
  readonly state: LeaseState;
  readonly effects: readonly LeaseEffect[];
}

const NOTHING: readonly LeaseEffect[] = Object.freeze([]);

/** The state at the start of the gateway. */
export function initialLease(now: number, settings: LeaseSettings): LeaseState {
  return { kind: 'pending', until: now + settings.leaseMs };
}

/** True while a subject that nobody has named is pending. */
export function isUnheardPending(state: LeaseState): boolean {
  return state.kind === 'pending' || (state.kind === 'active' && state.pendingUntil !== null);
}

/** When the state next changes by itself; null: not by itself. */
export function nextDue(state: LeaseState): number | null {
  switch (state.kind) {
    case 'pending':
      return state.until;
    case 'lapsed':
      return state.withdrawAt;
    case 'withdrawn':
      return null;
    case 'active': {
      const { snapshot } = state;
      const snapshotDue = snapshot.kind === 'awaited' ? (snapshot.staleAt ?? snapshot.withdrawAt) : state.expiresAt;
      return Math.min(state.expiresAt, state.pendingUntil ?? state.expiresAt, snapshotDue);
    }
  }
}

export function stepLease(state: LeaseState, input: LeaseInput, now: number, settings: LeaseSettings): LeaseStep {
  switch (input.kind) {
    case 'begin':
      return { state: begun(state, now, settings), effects: NOTHING };
    case 'tick':
      return tick(state, now, settings);
    default:
      return state.kind === 'active' ? stepActive(state, input, now, settings) : { state, effects: NOTHING };
  }
}

function begun(state: LeaseState, now: number, settings: LeaseSettings): ActiveLease {
  return {
    kind: 'active',
    connection: 'connected',
    expiresAt: now + settings.leaseMs,
    pendingUntil:
      state.kind === 'pending' ? now + settings.leaseMs : state.kind === 'active' ? state.pendingUntil : null,
    snapshot: awaitedSnapshot(state, now, settings),
  };
}

function awaitedSnapshot(state: LeaseState, now: number, settings: LeaseSettings): SnapshotState {
  const staleAt = now + settings.leaseMs;
  switch (state.kind) {
    case 'active':
      if (state.snapshot.kind !== 'awaited') {
        return { kind: 'awaited', staleAt, withdrawAt: staleAt + settings.withdrawAfterMs };
      }
      // What the interrupted snapshot named has one lease time to be named again; sources that come and go without
      // ever completing one do not push the end further away.
      return {
        kind: 'awaited',
        staleAt: state.snapshot.staleAt ?? staleAt,
        withdrawAt: Math.max(state.snapshot.withdrawAt, state.snapshot.staleAt ?? staleAt),
      };
    case 'lapsed':
      // The successor has at least one lease time to name what is stale.
      return { kind: 'awaited', staleAt: null, withdrawAt: Math.max(state.withdrawAt, staleAt) };
    case 'pending':
    case 'withdrawn':
      return { kind: 'awaited', staleAt: null, withdrawAt: staleAt };
  }
}

function stepActive(
  state: ActiveLease,
  input: Exclude<LeaseInput, { readonly kind: 'begin' | 'tick' }>,
  now: number,
  settings: LeaseSettings,
): LeaseStep {
  switch (input.kind) {
    case 'continue':
      return {
        state: { ...state, connection: 'connected', expiresAt: now + settings.leaseMs },
        effects: NOTHING,
      };
    case 'renew':
      return { state: { ...state, expiresAt: now + settings.leaseMs }, effects: NOTHING };
    case 'lose':
      return {
        state: state.connection === 'connected' ? { ...state, connection: 'lost' } : state,
        effects: NOTHING,
      };
    case 'leave':
      return input.handover
        ? { state: { ...state, connection: 'leaving', expiresAt: now + settings.leaseMs }, effects: NOTHING }
        : {
            state: state.pendingUntil === null ? { kind: 'withdrawn' } : { kind: 'pending', until: state.pendingUntil },
            effects: [{ kind: 'withdraw', which: 'all' }],
          };
    case 'complete':
      return state.snapshot.kind === 'complete'
        ? { state, effects: NOTHING }
        : {
            state: { ...state, pendingUntil: null, snapshot: { kind: 'complete' } },
            effects: [{ kind: 'withdraw', which: 'earlier' }, ...settled(state)],
          };
  }
}

function tick(state: LeaseState, now: number, settings: LeaseSettings): LeaseStep {
  switch (state.kind) {
    case 'pending':
      return now < state.until
        ? { state, effects: NOTHING }
        : { state: { kind: 'withdrawn' }, effects: [{ kind: 'settle-unheard' }] };
    case 'lapsed':
      return now < state.withdrawAt
        ? { state, effects: NOTHING }
        : { state: { kind: 'withdrawn' }, effects: [{ kind: 'withdraw', which: 'all' }] };
    case 'withdrawn':
      return { state, effects: NOTHING };
    case 'active':
      return now < state.expiresAt
        ? tickActive(state, now)
        : {
            state: { kind: 'lapsed', withdrawAt: now + settings.withdrawAfterMs },
            effects: [
              ...settled(state),
              { kind: 'stale', which: 'all' },
              { kind: 'lapsed', connection: state.connection },
            ],
          };
  }
}

function tickActive(state: ActiveLease, now: number): LeaseStep {
  let next = state;
  const effects: LeaseEffect[] = [];
  if (next.pendingUntil !== null && now >= next.pendingUntil) {
    next = { ...next, pendingUntil: null };
    effects.push({ kind: 'settle-unheard' });
  }
  if (next.snapshot.kind === 'awaited' && next.snapshot.staleAt !== null && now >= next.snapshot.staleAt) {
    next = { ...next, snapshot: { ...next.snapshot, staleAt: null } };
    effects.push({ kind: 'stale', which: 'earlier' });
  }
  if (next.snapshot.kind === 'awaited' && now >= next.snapshot.withdrawAt) {
    next = { ...next, snapshot: { kind: 'overdue' } };
    effects.push({ kind: 'withdraw', which: 'earlier' });
  }
  return { state: next, effects };
}

function settled(state: ActiveLease): readonly LeaseEffect[] {
  return state.pendingUntil === null ? NOTHING : [{ kind: 'settle-unheard' }];
}

/**
 * What the systems of one tenant claim, subject by subject.
 *
 * A claim is held under a version (lease, sequence): leases of a system are numbered in the order in which they
 * began, sequences rise within a lease. `lease-state.ts` decides what lapses, goes stale and is withdrawn; this
 * class holds the claims, carries those decisions out and marks the people dirty whose subjects are touched.
 *
 * | held | lease | freshness of the subject |
 * |---|---|---|
 * | claim | has not lapsed since it was said | fresh |
 * | claim | has lapsed since | stale (what a stale claim still counts for, the resolver decides) |
 * | none | nobody answered yet after the start | pending |
 * | none | else | withdrawn |
 *
 * Only subjects that the directory binds to somebody are held, so memory is bounded by the directory: a claim for
 * another address is refused by itself with `subject_unknown`. Taking a claim costs a map lookup, whatever the size
 * of the system; only a lapse, a completed snapshot or a withdrawal walks over the system's claims.
 */
import type {
  Claim,
  ClaimItem,
  Directory,
  HeldClaim,
  LeaseId,
  PersonId,
  SourceId,
  SubjectRef,
  SystemId,
} from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Telemetry, TimerQueue } from '@lamplight/runtime';
import { carriedOn } from './carried-on.ts';
import {
  initialLease,
  isUnheardPending,
  type LeaseEffect,
  type LeaseInput,
  type LeaseSettings,
  type LeaseState,
  nextDue,
  stepLease,
} from './lease-state.ts';

/** A claim that could not be taken. */
export interface RefusedClaim {
  readonly address: string;
  readonly error: LamplightError;
}

/** Who said what is held of a subject, and when. */
export interface HeldOrigin {
  readonly sourceId: SourceId;
  readonly sequence: number;
}

export interface ClaimLedgerOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly settings: LeaseSettings;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What is known of the person has changed. */
  readonly onDirty: (personId: PersonId) => void;
  /** Who is logged in to a subject, by the claim that is held of it now; empty: nobody, or none is held. */
  readonly onLogin: (ref: SubjectRef, loggedIn: string) => void;
  /** The lease of the system's active source has lapsed. */
  readonly onLapsed: (systemId: SystemId) => void;
}

interface Entry {
  /** Null: said to be withdrawn while others are still pending. */
  claim: Claim | null;
  lease: Lease;
  sequence: number;
  /** Wall time; null unless stale. */
  staleSince: number | null;
}

interface Lease {
  readonly id: LeaseId;
  readonly sourceId: SourceId;
}

interface SystemClaims {
  readonly systemId: SystemId;
  readonly entries: Map<string, Entry>;
  state: LeaseState;
  lease: Lease | null;
}

export class ClaimLedger {
  readonly #options: ClaimLedgerOptions;
  readonly #logger: Logger;
  readonly #systems = new Map<SystemId, SystemClaims>();
  readonly #due: TimerQueue<SystemId>;

  constructor(options: ClaimLedgerOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('claims');
    this.#due = new TimerQueue(options.clock, (systemId) => this.#step(this.#system(systemId), { kind: 'tick' }));
    for (const systemId of options.directory.systems.keys()) {
      this.#system(systemId);
    }
  }

  /** A source becomes active under a new lease; what is held stays until its snapshot is complete. */
  begin(systemId: SystemId, leaseId: LeaseId, sourceId: SourceId): void {
    const system = this.#system(systemId);
    system.lease = { id: leaseId, sourceId };
    this.#step(system, { kind: 'begin' });
  }

  /** The stream came back within its lease. */
  continue(systemId: SystemId): void {
    this.#step(this.#system(systemId), { kind: 'continue' });
  }

  /** The active source said something. */
  renew(systemId: SystemId): void {
    const system = this.#system(systemId);
    // The deadline only moves away: the timer that is set finds that out, so renewing sets none.
    system.state = stepLease(
      system.state,
      { kind: 'renew' },
      this.#options.clock.monotonic(),
      this.#options.settings,
    ).state;
  }

  /** The active source's stream is gone; nothing changes until its lease lapses. */
  lose(systemId: SystemId): void {
    this.#step(this.#system(systemId), { kind: 'lose' });
  }

  /** The active source has left in order. */
  leave(systemId: SystemId, handover: boolean): void {
    this.#step(this.#system(systemId), { kind: 'leave', handover });
  }

  /** The snapshot of the current lease is complete: what it did not name is withdrawn. */
  complete(systemId: SystemId): void {
    this.#step(this.#system(systemId), { kind: 'complete' });
  }

  /** Takes the claims of one message under the current lease. Answers those that it refused, each with its reason. */
  take(systemId: SystemId, sequence: number, items: readonly ClaimItem[]): readonly RefusedClaim[] {
    const system = this.#system(systemId);
    const { lease } = system;
    if (lease === null || system.state.kind !== 'active') {
      return items.map(({ address }) => ({ address, error: lapsedError(systemId) }));
    }
    const refused: RefusedClaim[] = [];
    for (const item of items) {
      const error = this.#takeOne(system, lease, sequence, item);
      if (error !== null) {
        refused.push({ address: item.address, error });
      }
    }
    return refused;
  }

  /** What is held of a subject. */
  read(ref: SubjectRef): HeldClaim {
    const system = this.#system(ref.systemId);
    const entry = system.entries.get(ref.address);
    const { systemId, address } = ref;
    if (entry === undefined || entry.claim === null) {
      const freshness = entry === undefined && isUnheardPending(system.state) ? 'pending' : 'withdrawn';
      return { systemId, address, freshness, claim: null, staleSince: null };
    }
    return entry.staleSince === null
      ? { systemId, address, freshness: 'fresh', claim: entry.claim, staleSince: null }
      : { systemId, address, freshness: 'stale', claim: entry.claim, staleSince: entry.staleSince };
  }

  /** Who said what is held of a subject; undefined where nothing is. */
  origin(ref: SubjectRef): HeldOrigin | undefined {
    const entry = this.#system(ref.systemId).entries.get(ref.address);
    return entry === undefined ? undefined : { sourceId: entry.lease.sourceId, sequence: entry.sequence };
  }

  /** How many subjects of the system have a claim. */
  heldCount(systemId: SystemId): number {
    return this.#system(systemId).entries.size;
  }

  /** True once the current lease's snapshot is complete. */
  isComplete(systemId: SystemId): boolean {
    const { state } = this.#system(systemId);
    return state.kind === 'active' && state.snapshot.kind === 'complete';
  }

  /** Lets go of a subject that nobody is bound to any more. */
  forget(ref: SubjectRef): void {
    this.#let(this.#system(ref.systemId), ref.address);
  }

  /** A system has come: its subjects are pending until its source is heard, or a lease's time has passed. */
  admit(systemId: SystemId): void {
    this.#system(systemId);
  }

  /** A system has gone, with everything that it claimed. */
  drop(systemId: SystemId): void {
    const system = this.#systems.get(systemId);
    for (const address of [...(system?.entries.keys() ?? [])]) {
      this.#markPeople(systemId, address);
      this.forget({ systemId, address });
    }
    this.#due.delete(systemId);
    this.#systems.delete(systemId);
  }

  /** Lets go of the timer. */
  stop(): void {
    this.#due.clear();
  }

  #takeOne(system: SystemClaims, lease: Lease, sequence: number, item: ClaimItem): LamplightError | null {
    const { systemId, entries } = system;
    const { address } = item;
    if (this.#options.directory.peopleAt({ systemId, address }).length === 0) {
      return new LamplightError(
        'subject_unknown',
        `Nobody is bound to ${JSON.stringify(address.slice(0, 140))} of system ${systemId}. Report the subjects that the roster names, or bind it in the directory.`,
        { details: { system: systemId } },
      );
    }
    const held = entries.get(address);
    if (item.claim === null && !isUnheardPending(system.state)) {
      this.#let(system, address);
    } else {
      const claim = item.claim === null ? null : carriedOn(held?.claim ?? null, item.claim);
      entries.set(address, { claim, lease, sequence, staleSince: null });
      this.#options.onLogin({ systemId, address }, claim?.loggedIn ?? '');
    }
    // Only now: who is logged in decides whom it concerns.
    this.#markPeople(systemId, address);
    return null;
  }

  #system(systemId: SystemId): SystemClaims {
    const known = this.#systems.get(systemId);
    if (known !== undefined) {
      return known;
    }
    const system: SystemClaims = {
      systemId,
      entries: new Map(),
      state: initialLease(this.#options.clock.monotonic(), this.#options.settings),
      lease: null,
    };
    this.#systems.set(systemId, system);
    this.#arm(system);
    return system;
  }

  #step(system: SystemClaims, input: LeaseInput): void {
    const { clock, settings } = this.#options;
    const step = stepLease(system.state, input, clock.monotonic(), settings);
    system.state = step.state;
    this.#arm(system);
    for (const effect of step.effects) {
      this.#carryOut(system, effect);
    }
  }

  #arm(system: SystemClaims): void {
    const due = nextDue(system.state);
    if (due === null) {
      this.#due.delete(system.systemId);
    } else {
      this.#due.set(system.systemId, due);
    }
  }

  #carryOut(system: SystemClaims, effect: LeaseEffect): void {
    switch (effect.kind) {
      case 'stale':
        this.#markStale(system, effect.which);
        break;
      case 'withdraw':
        this.#withdraw(system, effect.which);
        break;
      case 'settle-unheard':
        this.#settleUnheard(system);
        break;
      case 'lapsed':
        this.#options.telemetry.count('lamplight_lease_lapsed_total', { system: system.systemId });
        this.#logger.warn(
          {
            system: system.systemId,
            source: system.lease?.sourceId ?? null,
            connection: effect.connection,
            claims: system.entries.size,
          },
          'lease lapsed',
        );
        this.#options.onLapsed(system.systemId);
        break;
    }
  }

  #markStale(system: SystemClaims, which: 'all' | 'earlier'): void {
    const now = this.#options.clock.now();
    for (const [address, entry] of system.entries) {
      if (entry.staleSince === null && (which === 'all' || entry.lease !== system.lease)) {
        entry.staleSince = now;
        this.#markPeople(system.systemId, address);
      }
    }
  }

  #withdraw(system: SystemClaims, which: 'all' | 'earlier'): void {
    const keepTrace = isUnheardPending(system.state);
    for (const [address, entry] of system.entries) {
      if (which === 'all' || entry.lease !== system.lease) {
        if (keepTrace) {
          entry.claim = null;
          this.#options.onLogin({ systemId: system.systemId, address }, '');
        } else {
          this.#let(system, address);
        }
        this.#markPeople(system.systemId, address);
      }
    }
  }

  #settleUnheard(system: SystemClaims): void {
    const { systemId, entries } = system;
    for (const person of this.#options.directory.people()) {
      if (person.bindings.some((bound) => bound.systemId === systemId && !entries.has(bound.address))) {
        this.#options.onDirty(person.id);
      }
    }
    for (const [address, entry] of entries) {
      if (entry.claim === null) {
        entries.delete(address);
      }
    }
  }

  /** No claim is held of a subject any more. */
  #let({ systemId, entries }: SystemClaims, address: string): void {
    if (entries.delete(address)) {
      this.#options.onLogin({ systemId, address }, '');
    }
  }

  #markPeople(systemId: SystemId, address: string): void {
    for (const person of this.#options.directory.peopleAt({ systemId, address })) {
      this.#options.onDirty(person.id);
    }
  }
}

function lapsedError(systemId: SystemId): LamplightError {
  return new LamplightError(
    'lease_lapsed',
    `The lease on system ${systemId} has ended. Wait for the next welcome and send a full snapshot.`,
    { details: { system: systemId } },
  );
}

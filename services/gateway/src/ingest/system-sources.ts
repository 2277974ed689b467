import {
  type Health,
  type LeaseId,
  leaseId,
  type Problem,
  type ReportHello,
  type SourceId,
  type SystemId,
  type Technology,
} from '@lamplight/domain';
import { LamplightError, type Logger, type Random, type Telemetry } from '@lamplight/runtime';
import { problem, problemOf } from '../problem.ts';
import type { ClaimSink } from './ports.ts';
import type { ReportSession } from './report-session.ts';
import type { StreamEffect } from './report-stream.ts';
import { type ElectionEffect, type ElectionInput, NOBODY, stepElection } from './source-election.ts';

/** Streams that stand by for one system; one more is refused with `too_many_streams`. */
export const MAX_STANDBYS = 16;

/** One source of a system, for operators. */
export interface SourceReport {
  readonly systemId: SystemId;
  readonly sourceId: SourceId;
  readonly role: 'active' | 'standby' | 'lost';
  readonly connected: boolean;
  readonly snapshotComplete: boolean;
  readonly health: Health;
  readonly subjects: number;
}

export interface SystemSourcesOptions {
  readonly systemId: SystemId;
  readonly technology: Technology;
  readonly claims: ClaimSink;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** The streams of one system: carries out what the election decides, and brings the active one's claims to the ledger. */
export class SystemSources {
  readonly #options: SystemSourcesOptions;
  readonly #sessions = new Map<number, ReportSession>();
  #election = NOBODY;
  /** The source that last held a lease, with the last health it gave. */
  #last: { readonly sourceId: SourceId; readonly health: Health } | null = null;

  constructor(options: SystemSourcesOptions) {
    this.#options = options;
  }

  get technology(): Technology {
    return this.#options.technology;
  }

  /** Ends every stream of the system. */
  end(problem: Problem): void {
    for (const session of [...this.#sessions.values()]) {
      session.input({ kind: 'end', problem });
    }
  }

  get active(): ReportSession | undefined {
    const streamId = this.#election.holder?.streamId ?? null;
    return streamId === null ? undefined : this.#sessions.get(streamId);
  }

  join(session: ReportSession, hello: ReportHello): void {
    const { sourceId, instanceId, previousLease, takeOver } = hello;
    if (this.#election.standbys.length >= MAX_STANDBYS) {
      const text = `${MAX_STANDBYS} sources stand by for this system already. Stop those that are not needed.`;
      session.input({ kind: 'end', problem: problem('too_many_streams', text) });
      return;
    }
    this.#sessions.set(session.id, session);
    const contender = { streamId: session.id, sourceId, instanceId };
    const acceptedThrough = this.active?.acceptedThrough ?? -1;
    const newLease = this.#newLease();
    this.#step({ kind: 'join', contender, previousLease, takeOver, acceptedThrough, newLease });
  }

  renew(): void {
    this.#options.claims.renew(this.#options.systemId);
  }

  speak(session: ReportSession): void {
    if (this.#election.holder === null) {
      this.#step({ kind: 'speak', streamId: session.id, newLease: this.#newLease() });
    }
  }

  take(session: ReportSession, effect: Extract<StreamEffect, { readonly kind: 'take' | 'refuse' }>): void {
    const { claims, systemId, telemetry } = this.#options;
    const { sequence, items } = effect;
    const refused =
      effect.kind === 'take'
        ? telemetry.span('ingest.claims', { system: systemId }, () => claims.take(systemId, sequence, items))
        : items.map(({ address }) => ({ address, error: new LamplightError(effect.reason, effect.message) }));
    if (items.length > refused.length) {
      telemetry.count('lamplight_claims_accepted_total', { system: systemId }, items.length - refused.length);
    }
    if (refused.length > 0) {
      for (const { error } of refused) {
        telemetry.count('lamplight_claims_refused_total', { system: systemId, reason: error.reason });
      }
      const answers = refused.map(({ address, error }) => ({ address, problem: problemOf(error) }));
      session.refuse({ kind: 'claims-refused', sequence, items: answers });
    }
  }

  complete(): void {
    this.#options.claims.complete(this.#options.systemId);
  }

  leave(session: ReportSession, handover: boolean): void {
    const { claims, systemId, logger } = this.#options;
    this.#sessions.delete(session.id);
    this.#last = handover ? this.#last : null;
    claims.leave(systemId, handover);
    logger.info({ system: systemId, handover }, 'source left');
    this.#step({ kind: 'leave', streamId: session.id, handover, newLease: this.#newLease() });
  }

  depart(session: ReportSession, acceptedThrough: number): void {
    const { claims, systemId, logger } = this.#options;
    this.#sessions.delete(session.id);
    if (this.#election.holder?.streamId === session.id) {
      this.#last = { sourceId: this.#election.holder.sourceId, health: session.health };
      claims.lose(systemId);
      logger.warn({ system: systemId, source: this.#election.holder.sourceId }, 'source lost');
    }
    this.#step({ kind: 'depart', streamId: session.id, acceptedThrough });
  }

  lapse(): void {
    this.#step({ kind: 'lapse', newLease: this.#newLease() });
  }

  reports(): readonly SourceReport[] {
    const { claims, systemId } = this.#options;
    const { holder, standbys } = this.#election;
    const { active } = this;
    const subjects = claims.heldCount(systemId);
    const snapshotComplete = claims.isComplete(systemId);
    const reports: SourceReport[] = [];
    if (holder !== null && active !== undefined) {
      const { sourceId } = holder;
      reports.push({
        systemId,
        sourceId,
        role: 'active',
        connected: true,
        snapshotComplete,
        health: active.health,
        subjects,
      });
    } else if (this.#last !== null) {
      reports.push({ systemId, ...this.#last, role: 'lost', connected: false, snapshotComplete, subjects });
    }
    for (const { sourceId, streamId } of standbys) {
      const session = this.#sessions.get(streamId);
      if (session !== undefined) {
        const { health } = session;
        reports.push({
          systemId,
          sourceId,
          role: 'standby',
          connected: true,
          snapshotComplete: false,
          health,
          subjects: 0,
        });
      }
    }
    return reports;
  }

  #newLease(): LeaseId {
    return leaseId(this.#options.random.uuid());
  }

  #step(input: ElectionInput): void {
    const step = stepElection(this.#election, input);
    this.#election = step.state;
    for (const effect of step.effects) {
      const session = this.#sessions.get(effect.streamId);
      if (session !== undefined) {
        this.#carryOut(session, effect);
      }
    }
  }

  #carryOut(session: ReportSession, effect: ElectionEffect): void {
    const { systemId, logger } = this.#options;
    switch (effect.kind) {
      case 'grant':
        this.#grant(session, effect);
        break;
      case 'stand-by':
        session.input({ kind: 'standing-by', activeSourceId: effect.activeSourceId });
        break;
      case 'supersede':
        logger.info({ system: systemId, by: effect.bySourceId }, 'source superseded');
        session.input({ kind: 'superseded', bySourceId: effect.bySourceId });
        break;
      case 'replace':
        this.#sessions.delete(session.id);
        session.input({
          kind: 'end',
          problem: problem('lease_superseded', 'The same instance of this source has opened another stream.'),
        });
        break;
      case 'refuse-lease':
        this.#sessions.delete(session.id);
        session.input({
          kind: 'end',
          problem: problem(
            'lease_foreign',
            `previous_lease: the lease named belongs to another source of system ${systemId}. Leave the field empty, or set take_over to supersede that source.`,
            { system: systemId },
          ),
        });
        break;
      case 'lapsed':
        session.input({ kind: 'lapsed' });
        break;
    }
  }

  #grant(session: ReportSession, effect: Extract<ElectionEffect, { readonly kind: 'grant' }>): void {
    const { claims, systemId, logger } = this.#options;
    const { lease, continued, acceptedThrough } = effect;
    const sourceId = session.hello?.sourceId;
    if (sourceId === undefined) {
      return;
    }
    if (continued) {
      claims.continue(systemId);
    } else {
      claims.begin(systemId, lease, sourceId);
    }
    logger.info({ system: systemId, source: sourceId, continued }, 'source active');
    session.input({ kind: 'granted', lease, continued, acceptedThrough });
  }
}

/**
 * Lets data go when its time is over: leavers are erased, bodies of the audit emptied, old work and decided proposals
 * forgotten, logins that are over ended. Looks once after the start and every hour from then on, tenant by tenant, with the
 * settings that are in force. A change takes a bounded part of the work, so that nobody who changes something waits long.
 */
import type { Retention } from '@lamplight/admin-api';
import type { PersonId, TenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Telemetry, type Timer } from '@lamplight/runtime';
import type { Actor, Store, TenantChange } from '@lamplight/store';
import { type Due, dueOf } from './due.ts';

const INTERVAL_MS = 3_600_000;
/** People who are erased in one change: one takes up to a second where the audit is long, and other changes wait. */
const BATCH = 1;
const SWEEPER: Actor = { kind: 'gateway', id: 'retention' };

export interface SweptTenant {
  readonly tenantId: TenantId;
  readonly settings: { readonly retention: Retention };
}

export interface RetentionSweeperOptions {
  readonly store: Pick<Store, 'change'>;
  /** Erases a person with all that is kept of them. */
  readonly erase: (tenant: TenantChange, id: PersonId) => Promise<void>;
  /** As they are served now. */
  readonly tenants: () => Iterable<SweptTenant>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export class RetentionSweeper {
  readonly #options: RetentionSweeperOptions;
  readonly #logger: Logger;
  #timer: Timer | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: RetentionSweeperOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('retention');
  }

  start(): void {
    this.#sweeping = this.#sweep();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#sweeping;
  }

  /** Never rejects; the next sweep is an hour after this one has ended. */
  async #sweep(): Promise<void> {
    for (const { tenantId, settings } of [...this.#options.tenants()]) {
      try {
        await this.#sweepTenant(tenantId, dueOf(this.#options.clock.now(), settings.retention));
      } catch (failure) {
        const { reason, message } = LamplightError.from(failure);
        this.#logger.error(
          { tenant: tenantId, reason, problem: message },
          'data stays beyond its time: the sweep failed',
        );
      }
    }
    if (!this.#stopped) {
      this.#timer = this.#options.clock.after(INTERVAL_MS, () => {
        this.#sweeping = this.#sweep();
      });
    }
  }

  async #sweepTenant(tenantId: TenantId, due: Due): Promise<void> {
    const { store, clock } = this.#options;
    while (!this.#stopped && (await this.#eraseLeavers(tenantId, due.leavers))) {}
    if (this.#stopped) {
      return;
    }
    const swept = await store.change(SWEEPER, async (change) => {
      const tenant = change.tenant(tenantId);
      return {
        audit: await tenant.audit.emptyBefore(due.auditBodies),
        jobs: await tenant.jobs.sweep(due.jobs),
        proposals: await tenant.proposals.sweep(due.proposals),
        logins: await tenant.bindings.expire(clock.now()),
      };
    });
    for (const [kind, count] of Object.entries(swept)) {
      this.#count(tenantId, kind, count);
    }
  }

  /** Whether there may be more. */
  async #eraseLeavers(tenantId: TenantId, before: number): Promise<boolean> {
    const { store, erase } = this.#options;
    const erased = await store.change(SWEEPER, async (change) => {
      const tenant = change.tenant(tenantId);
      const leavers = await tenant.people.leftBefore(before, BATCH);
      for (const id of leavers) {
        await erase(tenant, id);
      }
      return leavers.length;
    });
    this.#count(tenantId, 'leavers', erased);
    return erased === BATCH;
  }

  #count(tenantId: TenantId, kind: string, count: number): void {
    if (count > 0) {
      this.#options.telemetry.count('lamplight_retention_swept_total', { kind }, count);
      this.#logger.info({ tenant: tenantId, kind, count }, 'data went, as retention says');
    }
  }
}

/**
 * Keeps the people of one system as its directory has them, for as long as its adapter is there: a whole read first, then
 * changes every so often, and everybody once a day, since a change that an origin missed would else never be seen. One
 * read at a time. A store that is busy is waited for, a failure is tried again after a growing pause.
 */
import type { DirectoryOrigin } from '@lamplight/adapter-kit';
import type { Health, SystemId, TenantId } from '@lamplight/domain';
import { Backoff, type Clock, delay, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import type { Actor, Store, TenantChange } from '@lamplight/store';
import type { HostedDirectory } from './directory-syncs.ts';
import { KeptState } from './kept-state.ts';
import { type ReadAround, type ReadResult, readDirectory } from './read-directory.ts';
import { leaversHeld, OK, ofStore, STARTING } from './sync-health.ts';
import { SyncJob } from './sync-job.ts';
import { heldOf, readSyncState, syncStateJson, withAsked } from './sync-state.ts';
import type { DirectorySyncStatus } from './sync-status.ts';

/** Who stands in the audit for what directories bring. */
export const DIRECTORY: Actor = Object.freeze({ kind: 'gateway', id: 'directory-sync' });

/** Everybody is read at least so often; ms. */
const WHOLE_EVERY_MS = 86_400_000;

export interface DirectorySyncOptions {
  readonly tenantId: TenantId;
  readonly systemId: SystemId;
  readonly directory: HostedDirectory;
  readonly store: Pick<Store, 'read' | 'change'>;
  /** Matches lines anew, where the tenant has it so, after people changed; false: it could not now. Never rejects. */
  readonly matched: (signal: AbortSignal) => Promise<boolean>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export class DirectorySync {
  readonly #options: DirectorySyncOptions;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #backoff: Backoff;
  readonly #kept: KeptState;
  /** Whom the read that is under way has taken in. */
  #taken = 0;
  #failure: Health | null = null;
  #reading: DirectorySyncStatus['reading'] = null;
  #next: number | null = null;
  /** Ends the pause before the next read. */
  #wake: AbortController | undefined;
  #asked = false;
  #running: Promise<void> | undefined;

  constructor(options: DirectorySyncOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('directory-sync');
    this.#backoff = new Backoff(options.random, { maximumMs: 600_000 });
    const { store, tenantId, systemId } = options;
    this.#kept = new KeptState({
      get: async () =>
        readSyncState(await readTenant(store, tenantId, ({ directorySyncs }) => directorySyncs.get(systemId))),
      put: (state) => this.#change(({ directorySyncs }) => directorySyncs.put(systemId, syncStateJson(state))),
    });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends a read that is under way, and waits only for the change that it is in. */
  async stop(): Promise<void> {
    this.#stopping.abort(new LamplightError('stopped', 'the directory is not read any more'));
    await this.#running;
  }

  status(): DirectorySyncStatus {
    const { people, leftOut, lastSuccess, lastWhole, held } = this.#kept.now;
    return {
      health: this.#health(),
      people: this.#reading !== null && lastWhole === null ? Math.max(people, this.#taken) : people,
      reading: this.#reading,
      leftOut,
      lastSuccess,
      lastWhole,
      next: this.#next,
      held,
      withoutNumbers: this.#options.directory.origin()?.withoutNumbers ?? null,
    };
  }

  /** Reads now, or once more when a read is under way. `whole`: everybody. */
  async ask(whole: boolean): Promise<void> {
    if (whole) {
      await this.#kept.load();
      await this.#kept.change((now) => ({ ...now, wholeAsked: now.wholeAsked + 1 }));
    }
    this.#asked = true;
    this.#wake?.abort();
  }

  /**
   * Those who are held leave with the next read, unless they are back or have become many more.
   * @param actor who says so: stands in the audit with how many
   * @param shown how many leavers they were shown
   * @throws LamplightError `request_not_possible` when nobody is held, `request_conflict` when more are than were shown
   */
  async confirmLeavers(actor: Actor, shown: number): Promise<void> {
    const { systemId } = this.#options;
    await this.#kept.load();
    await this.#kept.change(
      (now) => ({ ...now, confirmed: heldOf(now, systemId, shown).leavers }),
      (state) => {
        const { leavers, of } = heldOf(state, systemId, shown);
        return this.#change(
          ({ directorySyncs }) => directorySyncs.confirmLeavers(systemId, syncStateJson(state), { leavers, of }),
          actor,
        );
      },
    );
    await this.ask(false);
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const wait = await this.#turn().catch((failure: unknown) => this.#failed(LamplightError.from(failure)));
      if (!signal.aborted && !this.#asked) {
        await this.#pause(wait);
      }
    }
  }

  /** One read, if it is time. Gives how long to wait; ms. */
  async #turn(): Promise<number> {
    const { clock, directory } = this.#options;
    const origin = directory.origin();
    if (origin === undefined) {
      this.#asked = false;
      return this.#backoff.next();
    }
    if (!this.#kept.loaded) {
      await this.#kept.load();
      const due = (this.#kept.now.lastSuccess ?? 0) + origin.refreshMs - clock.now();
      if (goesOn(origin, this.#kept.now.cursor) && due > 0) {
        await this.#concluded();
        return Math.min(due, origin.refreshMs);
      }
    }
    const result = await this.#read();
    switch (result.kind) {
      case 'done':
        this.#failure = null;
        this.#backoff.reset();
        await this.#concluded();
        return origin.refreshMs;
      case 'failed':
        this.#tell(result.health);
        return result.retryAfterMs;
      case 'stopped':
        return this.#backoff.next();
    }
  }

  async #read(): Promise<ReadResult> {
    const { clock, directory, systemId, store, tenantId } = this.#options;
    const origin = directory.origin();
    if (origin === undefined) {
      return { kind: 'stopped' };
    }
    const { cursor, held, lastWhole, confirmed, wholeAsked } = this.#kept.now;
    const old = lastWhole === null || clock.now() - lastWhole >= WHOLE_EVERY_MS;
    const whole = !goesOn(origin, cursor) || held !== null || confirmed !== null || wholeAsked > 0 || old;
    const since = clock.now();
    this.#asked = false;
    this.#next = null;
    this.#reading = { since, whole, done: 0, total: null };
    this.#taken = 0;
    const job = whole
      ? new SyncJob(
          (work) => this.#change(work),
          (work) => this.#changeAtEnd(work),
        )
      : undefined;
    try {
      await job?.start();
      const around = {
        systemId,
        origin,
        logger: this.#logger,
        signal: this.#stopping.signal,
        now: () => clock.now(),
        change: <T>(work: (tenant: TenantChange) => Promise<T>) => this.#change(work),
        read: <T>(work: Parameters<typeof readTenant<T>>[2]) => readTenant(store, tenantId, work),
        changed: () => this.#kept.change((now) => ({ ...now, toMatch: true })),
        progress: ({ done, total }: Parameters<ReadAround['progress']>[0], taken: number) => {
          // Of an origin that begins anew by itself, too.
          this.#reading = { since, whole: true, done, total };
          this.#taken = taken;
          job?.reached(done, total);
        },
      };
      const before = this.#kept.now;
      const result = await readDirectory(around, before, whole);
      if (result.kind === 'done') {
        await this.#kept.change((now) => withAsked(result.state, before, now));
      }
      await job?.end(result);
      return result;
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      await job?.failed(reason, message).catch(() => undefined);
      throw failure;
    } finally {
      this.#reading = null;
    }
  }

  async #concluded(): Promise<void> {
    const { directory, matched } = this.#options;
    const { people, held, toMatch } = this.#kept.now;
    if (toMatch) {
      this.#logger.info({ ...this.#place(), count: people }, 'people are as the directory has them');
      directory.changed();
      if (await matched(this.#stopping.signal)) {
        await this.#kept.change((now) => ({ ...now, toMatch: false }));
      }
    }
    if (held !== null) {
      this.#logger.warn({ ...this.#place(), leavers: held.leavers, of: held.of }, 'leavers wait to be confirmed');
    }
  }

  /** Waits for a store that is busy or away; other failures are the caller's. */
  async #change<T>(work: (tenant: TenantChange) => Promise<T>, actor = DIRECTORY): Promise<T> {
    const { store, tenantId, clock, random } = this.#options;
    const { signal } = this.#stopping;
    const backoff = new Backoff(random);
    for (;;) {
      signal.throwIfAborted();
      try {
        return await store.change(actor, (change) => work(change.tenant(tenantId)));
      } catch (failure) {
        const problem = LamplightError.from(failure);
        if (problem.kind !== 'unavailable') {
          throw problem;
        }
        this.#tell(ofStore(problem));
        await delay(clock, backoff.next(), signal);
      }
    }
  }

  /** What a read that is stopped still has to say; the store is not waited for then. */
  async #changeAtEnd<T>(work: (tenant: TenantChange) => Promise<T>): Promise<T> {
    const { store, tenantId } = this.#options;
    return this.#stopping.signal.aborted
      ? store.change(DIRECTORY, (change) => work(change.tenant(tenantId)))
      : this.#change(work);
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    const wake = new AbortController();
    this.#wake = wake;
    this.#next = clock.now() + ms;
    await delay(clock, ms, AbortSignal.any([wake.signal, this.#stopping.signal])).catch(() => undefined);
    this.#wake = undefined;
  }

  #failed(problem: LamplightError): number {
    if (!this.#stopping.signal.aborted) {
      this.#tell(ofStore(problem));
    }
    return this.#backoff.next();
  }

  #tell(health: Health): void {
    if (this.#failure?.reason !== health.reason) {
      const { reason, message } = health;
      this.#logger.warn({ ...this.#place(), reason, problem: message }, 'the directory cannot be read');
    }
    this.#failure = health;
  }

  #health(): Health {
    const { held, lastSuccess } = this.#kept.now;
    if (this.#failure !== null) {
      return this.#failure;
    }
    if (held !== null) {
      return leaversHeld(held.leavers, held.of, this.#options.systemId);
    }
    return lastSuccess === null ? STARTING : OK;
  }

  #place() {
    return { tenant: this.#options.tenantId, system: this.#options.systemId };
  }
}

function goesOn(origin: DirectoryOrigin, cursor: string | null): boolean {
  return cursor !== null && origin.goesOnFrom(cursor);
}

function readTenant<T>(
  store: Pick<Store, 'read'>,
  tenantId: TenantId,
  work: (tenant: ReturnType<Parameters<Parameters<Store['read']>[0]>[0]['tenant']>) => Promise<T>,
): Promise<T> {
  return store.read((view) => work(view.tenant(tenantId)));
}

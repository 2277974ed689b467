/**
 * Work that outlasts its request. One job runs at a time, since each changes much and changes are made one after another
 * anyway. How far a job is, this process knows and the store learns with the outcome: an import is one change, and nothing
 * else can be written meanwhile. So a job that a killed process left `running` has done nothing, unless its result stands
 * in it already; {@link RunningJobs.start} says so in it.
 */
import type { TenantId } from '@lamplight/domain';
import { LamplightError, type Logger } from '@lamplight/runtime';
import type { Actor, JobRecord, Json, Store } from '@lamplight/store';
import { DIRECTORY_SYNC_JOB } from '../directory-sync/sync-job.ts';

/** Who writes how a job ended; what the job changes is its caller's. */
const JOBS: Actor = Object.freeze({ kind: 'gateway', id: 'jobs' });
/** Jobs that run or wait; each holds the body of its request. */
const MAX_WAITING = 4;
const TENANTS_PER_PAGE = 1_000;

export interface JobWork {
  readonly tenantId: TenantId;
  readonly jobId: string;
  /** Does it, tells how many entries are done, and gives the result. Stops, with nothing done, when told to. */
  run(progress: (done: number) => void, signal: AbortSignal): Promise<Json>;
}

export class RunningJobs {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  /** Entries done, by job that runs or waits. */
  readonly #done = new Map<string, number>();
  /** Whose changes are under way, each with a job to come. */
  readonly #reserved = new Set<object>();
  #last: Promise<void> = Promise.resolve();

  constructor({ store, logger }: { readonly store: Store; readonly logger: Logger }) {
    this.#store = store;
    this.#logger = logger.forComponent('jobs');
  }

  /** Marks what a process that was killed left running. Call before the first job. */
  async start(): Promise<void> {
    for (const { tenantId, job } of await this.#left()) {
      await this.#store.change(JOBS, (change) => change.tenant(tenantId).jobs.progress(job.id, endOfLeft(job)));
      this.#logger.warn({ tenant: tenantId, job: job.id, kind: job.kind }, 'a job was cut off by the end of a gateway');
    }
  }

  /**
   * Keeps a place for a job from before its change is committed, until {@link RunningJobs.release}.
   * @param holder has one place, however often it asks
   * @throws LamplightError `request_not_possible` while too many wait
   */
  reserve(holder: object): void {
    const taken = this.#done.size + this.#reserved.size;
    if (taken >= MAX_WAITING && !this.#reserved.has(holder)) {
      throw new LamplightError(
        'request_not_possible',
        `${taken} jobs run or wait: expected fewer than ${MAX_WAITING}; ask again when one is done`,
      );
    }
    this.#reserved.add(holder);
  }

  release(holder: object): void {
    this.#reserved.delete(holder);
  }

  /** Runs it once those before it have ended. What goes wrong stands in the job. */
  begin(work: JobWork): void {
    this.#done.set(work.jobId, 0);
    this.#last = this.#last.then(() => this.#run(work));
  }

  /** The job as it is now. */
  live(job: JobRecord): JobRecord {
    const done = this.#done.get(job.id);
    return job.state === 'running' && done !== undefined ? { ...job, done: Math.max(done, job.done) } : job;
  }

  /** Ends what is under way, with nothing done; resolves when it stands in the jobs. */
  async stop(): Promise<void> {
    this.#stopping.abort(
      new LamplightError('stopped', 'the gateway was stopped before it was done, so nothing was taken: import again'),
    );
    await this.#last;
  }

  async #run({ tenantId, jobId, run }: JobWork): Promise<void> {
    const { signal } = this.#stopping;
    const end = await attempt(async () => {
      signal.throwIfAborted();
      return run((done) => this.#done.set(jobId, done), signal);
    });
    try {
      await this.#store.change(JOBS, async (change) => {
        const { jobs } = change.tenant(tenantId);
        const total = (await jobs.get(jobId))?.total ?? 0;
        await jobs.progress(jobId, end.state === 'done' ? { ...end, done: total } : end);
      });
      this.#logger.info({ tenant: tenantId, job: jobId, state: end.state }, 'a job has ended');
    } catch (failure) {
      this.#logger.error({ tenant: tenantId, job: jobId, err: failure }, 'how a job ended could not be kept');
    } finally {
      this.#done.delete(jobId);
    }
  }

  async #left(): Promise<readonly { readonly tenantId: TenantId; readonly job: JobRecord }[]> {
    return this.#store.read(async (view) => {
      const left: { readonly tenantId: TenantId; readonly job: JobRecord }[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof view.tenants.list>> = await view.tenants.list({
          limit: TENANTS_PER_PAGE,
          after,
        });
        for (const { id } of page.items) {
          const jobs = await view.tenant(id).jobs.list();
          left.push(...jobs.filter(({ state }) => state === 'running').map((job) => ({ tenantId: id, job })));
        }
        after = page.next;
      } while (after !== null);
      return left;
    });
  }
}

type End = Pick<JobRecord, 'state' | 'result'>;

async function attempt(run: () => Promise<Json>): Promise<End> {
  try {
    return { state: 'done', result: await run() };
  } catch (failure) {
    const { reason, message } = LamplightError.from(failure);
    return { state: 'failed', result: { outcome: 'failed', reason, message } };
  }
}

/** A job has a result before it has ended where its change was made, in the same transaction. */
function endOfLeft({ kind, result, total }: JobRecord): Partial<JobRecord> {
  if (kind === DIRECTORY_SYNC_JOB) {
    const message = 'the gateway ended before it was done: who was read stays, and the directory is read again';
    return { state: 'failed', result: { outcome: 'failed', reason: 'stopped', message } };
  }
  if (typeof result === 'object' && result !== null && !Array.isArray(result)) {
    const message = 'taken; the gateway ended before matching was done: run it';
    return { state: 'done', done: total, result: { ...result, message } };
  }
  const message = 'the gateway ended before it was done, so nothing was taken: import again';
  return { state: 'failed', result: { outcome: 'failed', reason: 'stopped', message } };
}

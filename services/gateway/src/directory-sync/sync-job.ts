import type { Json, TenantChange } from '@lamplight/store';
import type { ReadCounts, ReadResult } from './read-directory.ts';
import type { SyncState } from './sync-state.ts';

/** Kind of the job. */
export const DIRECTORY_SYNC_JOB = 'directory-sync';

/** How far a job is kept after so many people more. */
const TELL_EVERY = 5_000;

type ChangeOfJob = <T>(work: (tenant: TenantChange) => Promise<T>) => Promise<T>;

/** How far a whole read is, for whoever looks at the jobs of the tenant. */
export class SyncJob {
  readonly #change: ChangeOfJob;
  readonly #atEnd: ChangeOfJob;
  #id = '';
  #told = 0;
  #telling: Promise<unknown> = Promise.resolve();

  /** @param atEnd changes also once the read has been stopped */
  constructor(change: ChangeOfJob, atEnd: ChangeOfJob) {
    this.#change = change;
    this.#atEnd = atEnd;
  }

  async start(): Promise<void> {
    this.#id = (await this.#change(({ jobs }) => jobs.start(DIRECTORY_SYNC_JOB, 0))).id;
  }

  reached(done: number, total: number | null): void {
    if (done - this.#told >= TELL_EVERY) {
      this.#told = done;
      const far = { done, total: total ?? done };
      this.#telling = this.#telling
        .then(() => this.#change(({ jobs }) => jobs.progress(this.#id, far)))
        .catch(() => undefined);
    }
  }

  async end(result: ReadResult): Promise<void> {
    switch (result.kind) {
      case 'done': {
        const { people } = result.state;
        await this.#end({ state: 'done', done: people, total: people, result: resultOf(result.counts, result.state) });
        break;
      }
      case 'failed':
        await this.failed(result.health.reason, result.health.message);
        break;
      case 'stopped':
        await this.failed('stopped', 'reading was stopped before it was done: who was read stays');
        break;
    }
  }

  async failed(reason: string, message: string): Promise<void> {
    await this.#end({ state: 'failed', result: { outcome: 'failed', reason, message } });
  }

  async #end(change: Parameters<TenantChange['jobs']['progress']>[1]): Promise<void> {
    await this.#telling;
    await this.#atEnd(({ jobs }) => jobs.progress(this.#id, change));
  }
}

function resultOf(counts: ReadCounts, { leftOut, held }: SyncState): Json {
  const { created, updated, returned, same, left } = counts;
  const message = `${created} created, ${updated} updated, ${returned} returned, ${same} the same, ${left} left`;
  const waiting = held === null ? message : `${message}; ${held.leavers} wait to be confirmed`;
  return { outcome: 'taken', message: waiting, ...counts, leftOut: { ...leftOut } };
}

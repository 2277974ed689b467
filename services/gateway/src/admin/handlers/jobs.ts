import type { RunningJobs } from '../../imports/running-jobs.ts';
import type { Handlers } from '../handler.ts';
import { found } from './found.ts';
import { jobBody } from './records.ts';

export function jobsHandlers(running: RunningJobs): Handlers['jobs'] {
  return {
    list: async ({ readTenant }) => {
      const kept = await readTenant((tenant) => tenant.jobs.list());
      return { value: { items: kept.map((job) => jobBody(running.live(job))) } };
    },
    get: async ({ params, readTenant }) => {
      const kept = await readTenant((tenant) => tenant.jobs.get(params.jobId));
      return { value: jobBody(running.live(found(kept, 'record_unknown', 'job', params.jobId))) };
    },
  };
}

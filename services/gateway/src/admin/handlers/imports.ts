/** Imports: the body is checked as it comes, and the answer is a job, which has failed already where something is wrong. */
import type { Job, routes } from '@lamplight/admin-api';
import { checkEntries } from '../../imports/check-entries.ts';
import type { ImportKind } from '../../imports/import-kind.ts';
import { LINES_IMPORT } from '../../imports/lines-import.ts';
import { PEOPLE_IMPORT } from '../../imports/people-import.ts';
import { type ImportSurroundings, importWork, refusal } from '../../imports/run-import.ts';
import type { RunningJobs } from '../../imports/running-jobs.ts';
import type { Call, HandlerOf } from '../handler.ts';
import { jobBody } from './records.ts';

export interface AroundImports extends ImportSurroundings {
  readonly jobs: RunningJobs;
}

export function importPeople(around: AroundImports): HandlerOf<typeof routes.people.import> {
  return (call) => startImport(around, PEOPLE_IMPORT, call);
}

export function importLines(around: AroundImports): HandlerOf<typeof routes.lines.import> {
  return (call) => startImport(around, LINES_IMPORT, call);
}

type ImportCall = Call<typeof routes.people.import> | Call<typeof routes.lines.import>;

async function startImport<Entry>(
  around: AroundImports,
  kind: ImportKind<Entry>,
  call: ImportCall,
): Promise<{ readonly value: Job }> {
  const { tenantId, actor } = call;
  const checked = await checkEntries(call.body, kind, await call.readTenant((tenant) => kind.unknownTo(tenant)));
  const refused = checked.problems.count > 0;
  try {
    const answer = await call.changeTenant(async ({ jobs }) => {
      around.jobs.reserve(call);
      const job = await jobs.start(kind.job, checked.total);
      const kept = refused ? await jobs.progress(job.id, { state: 'failed', result: refusal(kind, checked) }) : job;
      return { value: jobBody(kept) };
    });
    if (!refused) {
      const jobId = answer.value.id;
      around.jobs.begin(importWork(around, { tenantId, jobId, actor, kind, checked, dryRun: call.query.dryRun }));
    }
    return answer;
  } finally {
    around.jobs.release(call);
  }
}

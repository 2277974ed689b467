/** Waits for a piece of work at the gateway, and shows how far it is where that can be written over. */
import { type Job, routes } from '@lamplight/admin-api';
import { delay, LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { isPassing } from '../connection/retrying-client.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { counted } from '../output/times.ts';
import { describeResult } from './job-result.ts';

const ASK_EVERY_MS = 500;
/** How long a gateway may be away while its work is followed: time to start it again, by hand too. */
const AWAY_MS = 120_000;
const BAR_WIDTH = 30;

/**
 * Follows a job to its end and prints what came of it; a job that failed makes the exit code 1. A gateway that starts
 * again meanwhile is waited for, since it then knows what became of the job.
 * @param places of the records that were imported, in their order
 * @throws LamplightError `unreachable`, `timeout` when the gateway stays away for two minutes
 */
export async function followJob(cli: Cli, started: Job, places?: readonly string[]): Promise<void> {
  const tenantId = await cli.tenant();
  let job = started;
  while (job.state === 'running') {
    showProgress(cli, job);
    await delay(cli.clock, ASK_EVERY_MS);
    job = await jobNow(cli, { tenantId, jobId: job.id });
  }
  showProgress(cli, undefined);
  await cli.printer.done(job, sentenceOf(cli, job, places));
  if (job.state === 'failed') {
    cli.exitCode = EXIT_CODES.no;
  }
}

async function jobNow(cli: Cli, params: { readonly tenantId: string; readonly jobId: string }): Promise<Job> {
  const askedAt = cli.clock.monotonic();
  let isTold = false;
  for (;;) {
    try {
      return (await cli.client.call(routes.jobs.get, { params })).value;
    } catch (failure) {
      if (!isPassing(failure)) {
        throw failure;
      }
      if (cli.clock.monotonic() - askedAt >= AWAY_MS) {
        const later = `what became of the job says \`lamplight job wait ${params.jobId}\` once the gateway is back`;
        throw new LamplightError(failure.reason, `${failure.message}; ${later}`, { cause: failure });
      }
    }
    if (!isTold) {
      isTold = true;
      showProgress(cli, undefined);
      cli.terminal.writeError('the gateway does not answer: waiting for it for up to two minutes\n');
    }
    await delay(cli.clock, ASK_EVERY_MS);
  }
}

function showProgress(cli: Cli, job: Job | undefined): void {
  if (!cli.terminal.canRedraw) {
    return;
  }
  // Back to the first column, and everything after it erased (ECMA-48, EL).
  cli.terminal.writeError(`\r\u001b[K${job === undefined ? '' : progressBar(job)}`);
}

/** `[█████     ] 50 %, 500 of 1,000`. */
export function progressBar({ done, total }: Pick<Job, 'done' | 'total'>): string {
  if (total === 0) {
    return 'beginning …';
  }
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + ' '.repeat(BAR_WIDTH - filled);
  return `[${bar}] ${Math.floor(share * 100)} %, ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

function sentenceOf(cli: Cli, job: Job, places: readonly string[] | undefined): string {
  const state =
    job.state === 'done' ? cli.printer.styled('done', 'good') : cli.printer.styled('failed, nothing was taken', 'bad');
  const result = describeResult(job.result, (line) => places?.[line - 1] ?? `record ${line}`).map(
    (line) => `  ${line}`,
  );
  return [`${job.kind} ${job.id}: ${state}, ${counted(job.done, 'record')}`, ...result].join('\n');
}

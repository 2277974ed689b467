/** Waits for a piece of work at the gateway, and shows how far it is where that can be written over. */
import { type Job, routes } from '@lamplight/admin-api';
import { delay } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { counted } from '../output/times.ts';
import { describeResult } from './job-result.ts';

const ASK_EVERY_MS = 500;
const BAR_WIDTH = 30;

/**
 * Follows a job to its end and prints what came of it; a job that failed makes the exit code 1.
 * @param places of the records that were imported, in their order
 */
export async function followJob(cli: Cli, started: Job, places?: readonly string[]): Promise<void> {
  const tenantId = await cli.tenant();
  let job = started;
  while (job.state === 'running') {
    showProgress(cli, job);
    await delay(cli.clock, ASK_EVERY_MS);
    job = (await cli.client.call(routes.jobs.get, { params: { tenantId, jobId: job.id } })).value;
  }
  showProgress(cli, undefined);
  await cli.printer.done(job, sentenceOf(cli, job, places));
  if (job.state === 'failed') {
    cli.exitCode = EXIT_CODES.no;
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

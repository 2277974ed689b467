import { type Job, routes } from '@lamplight/admin-api';
import { command, type Noun } from '../command.ts';
import { followJob, progressBar } from '../jobs/follow-job.ts';
import { describeResult } from '../jobs/job-result.ts';
import type { Column } from '../output/table.ts';
import { shortTime } from '../output/times.ts';
import { onePage } from '../paging.ts';

const COLUMNS: readonly Column<Job>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Kind', value: ({ kind }) => kind },
  { title: 'State', value: ({ state }) => state, style: ({ state }) => (state === 'failed' ? 'bad' : undefined) },
  { title: 'Done', value: ({ done, total }) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')}` },
  { title: 'Began', value: ({ createdAt }) => shortTime(createdAt), dispensable: true },
];

export const jobCommands: Noun = ({ within }) => {
  const noun = command('job', 'imports and other work that takes longer', [
    ['lamplight job list', 'newest first'],
    ['lamplight job wait 0192…', 'shows how far it is until it ends'],
  ]);
  noun
    .command('list')
    .description('newest first')
    .action(
      within(async (cli) => {
        const params = { tenantId: await cli.tenant() };
        const items = cli.client.call(routes.jobs.list, { params }).then(({ value }) => value.items);
        await cli.printer.list(onePage(items), COLUMNS, 'there is no work');
      }),
    );
  noun
    .command('show')
    .description('how far a piece of work is, and what came of it')
    .argument('<job>')
    .action(
      within(async (cli, jobId: string) => {
        const params = { tenantId: await cli.tenant(), jobId };
        const { value } = await cli.client.call(routes.jobs.get, { params });
        await cli.printer.record(value, [
          ['Id', value.id],
          ['Kind', value.kind],
          ['State', value.state, value.state === 'failed' ? 'bad' : undefined],
          ['Progress', progressBar(value)],
          ['Result', describeResult(value.result)],
          ['Began', shortTime(value.createdAt)],
          ['Changed', shortTime(value.updatedAt)],
        ]);
      }),
    );
  noun
    .command('wait')
    .description('waits until a piece of work ends; exit code 1 when it failed')
    .argument('<job>')
    .action(
      within(async (cli, jobId: string) => {
        const params = { tenantId: await cli.tenant(), jobId };
        await followJob(cli, (await cli.client.call(routes.jobs.get, { params })).value);
      }),
    );
  return noun;
};

import { type ProposalBody, routes } from '@lamplight/admin-api';
import { Option } from 'commander';
import { command, type Noun } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { bytesOf } from '../input/read-file.ts';
import { printPreview, printReport } from '../matching/describe-match.ts';
import type { Column } from '../output/table.ts';
import { shortTime } from '../output/times.ts';
import { pagesOf } from '../paging.ts';

const PROPOSALS: readonly Column<ProposalBody>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Kind', value: ({ kind }) => kind },
  { title: 'Person', value: ({ personId }) => personId },
  { title: 'Proposed', value: ({ content }) => inWords(content) },
  { title: 'Reason', value: ({ reason }) => reason },
  { title: 'Since', value: ({ createdAt }) => shortTime(createdAt) },
];

interface Apply {
  readonly apply?: true;
}

export const matchCommands: Noun = ({ within }) => {
  const noun = command('match', 'finds out which lines and accounts belong to whom', [
    ['lamplight match run', 'what would change'],
    ['lamplight match run --apply', 'changes it; bindings made by hand stay'],
    ['lamplight match list import usermatching.csv', 'what a list in the estos format would change'],
  ]);
  noun
    .command('run')
    .description('matches people and lines; without --apply it only shows what would change')
    .option('--apply', 'carries it out')
    .action(
      within(async (cli, { apply }: Apply) => {
        const params = { tenantId: await cli.tenant() };
        const { value } = await cli.client.call(routes.matching.run, { params, query: { dryRun: apply !== true } });
        await cli.printer.record(value, []);
        await printReport(cli.printer, value, 'run');
        noteNotApplied(cli.printer, value.applied);
      }),
    );
  noun
    .command('report')
    .description('how matching stands: what is ambiguous, duplicate or missing, each with the remedy')
    .action(
      within(async (cli) => {
        const params = { tenantId: await cli.tenant() };
        const { value } = await cli.client.call(routes.matching.report, { params });
        await cli.printer.record(value, []);
        await printReport(cli.printer, value, 'report');
      }),
    );
  const list = noun.command('list').description('the list of pairs (usermatching.csv: Teams user, PBX user)');
  list
    .command('show')
    .description('the list as it is kept, as CSV')
    .action(
      within(async (cli) => {
        const params = { tenantId: await cli.tenant() };
        const { value } = await cli.client.call(routes.matching.getList, { params });
        await cli.printer.record(value, []);
        await cli.printer.text(value.csv);
      }),
    );
  list
    .command('import')
    .description('takes a list over, all or nothing; without --apply it only shows what would change')
    .argument('<file>', 'as Excel writes it; - for standard input')
    .option('--apply', 'carries it out')
    .action(
      within(async (cli, file: string, { apply }: Apply) => {
        const params = { tenantId: await cli.tenant() };
        const bytes = bytesOf(file, cli.terminal);
        const { value } = await cli.client.send(routes.matching.putList, {
          params,
          query: { dryRun: apply !== true },
          bytes,
        });
        await cli.printer.record(value, []);
        await printPreview(cli.printer, value);
        if (value.problems.length > 0) {
          cli.exitCode = EXIT_CODES.no;
          cli.printer.note('nothing was taken over: mend the lines above first');
        } else {
          noteNotApplied(cli.printer, value.applied);
        }
      }),
    );
  noun
    .command('proposals')
    .description('what Lamplight found likely and a person may decide')
    .addOption(new Option('--state <state>', 'default open').choices(['open', 'accepted', 'dismissed']))
    .action(
      within(async (cli, { state = 'open' }: { readonly state?: ProposalBody['state'] }) => {
        const params = { tenantId: await cli.tenant() };
        const pages = pagesOf((page) => cli.client.call(routes.proposals.list, { params, query: { ...page, state } }));
        await cli.printer.list(pages, PROPOSALS, `no proposal is ${state}`);
      }),
    );
  noun
    .command('accept')
    .description('does what is proposed')
    .argument('<proposal>')
    .action(
      within(async (cli, proposalId: string) => {
        const params = { tenantId: await cli.tenant(), proposalId };
        const { value } = await cli.client.call(routes.proposals.accept, { params });
        await cli.printer.done(value, `done: ${value.kind} of ${value.personId}, ${inWords(value.content)}`);
      }),
    );
  noun
    .command('dismiss')
    .description('declines; it is not proposed again')
    .argument('<proposal>')
    .action(
      within(async (cli, proposalId: string) => {
        const params = { tenantId: await cli.tenant(), proposalId };
        const { value } = await cli.client.call(routes.proposals.dismiss, { params });
        await cli.printer.done(value, 'it is not proposed again');
      }),
    );
  return noun;
};

function noteNotApplied(printer: { note(text: string): void; readonly json: boolean }, applied: boolean): void {
  if (!applied && !printer.json) {
    printer.note('nothing was changed: repeat with --apply to carry it out');
  }
}

function inWords(content: ProposalBody['content']): string {
  return typeof content === 'object' && content !== null && !Array.isArray(content)
    ? Object.entries(content)
        .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
        .join(', ')
    : String(content);
}

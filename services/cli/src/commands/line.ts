import { type LineBody, routes } from '@lamplight/admin-api';
import { isId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Cli } from '../cli.ts';
import { type CommandMaking, command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { ifMatchOf, type RevisionOption } from '../if-match.ts';
import { repeated, wholeNumber } from '../input/arguments.ts';
import { checkedLines } from '../input/check-records.ts';
import { readWhole } from '../input/read-file.ts';
import { formatOf, type Row, readRecords } from '../input/records.ts';
import { followJob } from '../jobs/follow-job.ts';
import { systemOf } from '../naming/find-system.ts';
import type { Column } from '../output/table.ts';
import { counted, shortTime } from '../output/times.ts';
import { pagesOf } from '../paging.ts';
import { describeBinding } from '../people/describe-person.ts';
import { cell } from '../people/person-columns.ts';
import { type ImportOptions, noteEncoding, withImportOptions } from './people-data.ts';

const KINDS = ['desk', 'soft', 'mobile', 'dect', 'shared', 'room', 'park', 'queue'] as const;
type Kind = (typeof KINDS)[number];

const COLUMNS: readonly Column<LineBody>[] = [
  { title: 'System', value: ({ systemId }) => systemId },
  { title: 'Address', value: ({ address }) => address },
  { title: 'Kind', value: ({ kind }) => kind ?? 'account' },
  { title: 'Name', value: ({ displayName }) => displayName },
  { title: 'User', value: ({ userName, mail }) => userName || mail, dispensable: true },
  { title: 'Number', value: ({ number }) => number ?? '', dispensable: true },
];

interface SystemOption {
  readonly system?: string;
}

interface LineOptions extends SystemOption {
  /** `account`: at Entra, where there are no lines. */
  readonly kind?: Kind | 'account';
  readonly name?: string;
  readonly userName?: string;
  readonly mail?: string;
}

export const lineCommands: Noun = (making) => {
  const { within } = making;
  const noun = command('line', 'lines at PBXs, and accounts at Entra tenants', [
    ['lamplight line list --unbound', 'lines that nobody has'],
    ['lamplight line add 500 --kind room --name Lobby', 'a line without a person'],
    ['lamplight line import lines.csv --system head-office', ''],
  ]);
  noun
    .command('list')
    .description('lines and accounts')
    .argument('[query]', 'a part of an address or a name')
    .option('--system <system>', 'only there')
    .addOption(repeated('--kind <kind>', 'only these', KINDS))
    .option('--bound', 'only those that somebody has')
    .addOption(new Option('--unbound', 'only those that nobody has').conflicts('bound'))
    .option('--limit <number>', 'how many at the most', wholeNumber(1))
    .action(within(list));
  noun
    .command('show')
    .description('one line with who is bound to it')
    .argument('<address>')
    .addOption(systemOption())
    .action(
      within(async (cli, address: string, options: SystemOption) => {
        const { value } = await cli.client.call(routes.lines.get, { params: await paramsOf(cli, address, options) });
        await cli.printer.record(value, [
          ['System', value.systemId],
          ['Address', value.address, 'heading'],
          ['Kind', value.kind ?? 'account'],
          ['Name', value.displayName],
          ['User', value.userName],
          ['Mail', value.mail],
          ['Number', value.number ?? ''],
          [
            'Bound',
            value.bindings.length === 0
              ? 'to nobody'
              : value.bindings.map((binding) => `${binding.personId} at ${describeBinding(binding, cli.clock.now())}`),
          ],
          ['Made by', value.origin],
          ['Changed', shortTime(value.updatedAt)],
          ['Revision', String(value.revision)],
        ]);
      }),
    );
  withLineOptions(noun.command('add').description('adds a line').argument('<address>', 'extension or SIP URI')).action(
    within(async (cli, address: string, options: LineOptions) => {
      const params = await paramsOf(cli, address, options);
      await refuseExisting(cli, params);
      const { value } = await cli.client.call(routes.lines.put, { params, body: changesOf(options) });
      await cli.printer.done(value, `line ${value.address} of ${value.systemId} is there`);
    }),
  );
  withLineOptions(
    noun
      .command('set')
      .description('changes what is named; the rest stays')
      .argument('<address>')
      .option('--revision <number>', 'only if the line is still as "show" showed', wholeNumber(0)),
  ).action(
    within(async (cli, address: string, options: LineOptions & RevisionOption) => {
      const params = await paramsOf(cli, address, options);
      const { value: before, etag } = await cli.client.call(routes.lines.get, { params });
      const { kind, displayName, userName, mail } = before;
      const body = { kind, displayName, userName, mail, ...changesOf(options) };
      const { value } = await cli.client.call(routes.lines.put, { params, body, ...ifMatchOf(options, etag) });
      await cli.printer.done(value, `line ${value.address} of ${value.systemId} is changed`);
    }),
  );
  noun.addCommand(importCommand(making));
  noun
    .command('remove')
    .description('removes a line with its bindings')
    .argument('<address>')
    .addOption(systemOption())
    .action(
      within(async (cli, address: string, options: SystemOption) => {
        const params = await paramsOf(cli, address, options);
        const { value, etag } = await cli.client.call(routes.lines.get, { params });
        const bound =
          value.bindings.length === 0
            ? ''
            : `: ${counted(value.bindings.length, 'binding goes', 'bindings go')} with it`;
        await confirm(cli, `Removing line ${value.address} of ${value.systemId}${bound}`);
        await cli.client.call(routes.lines.remove, { params, ...ifMatchOf({}, etag) });
        await cli.printer.done(undefined, `line ${value.address} of ${value.systemId} is removed`);
      }),
    );
  return noun;
};

interface ListOptions extends SystemOption {
  readonly kind?: Kind[];
  readonly bound?: true;
  readonly unbound?: true;
  readonly limit?: number;
}

async function list(cli: Cli, query: string | undefined, options: ListOptions): Promise<void> {
  const { limit, unbound, ...filters } = options;
  const tenantId = await cli.tenant();
  const asked = { ...defined({ query, ...filters }), ...(unbound === true ? { bound: false } : {}) };
  const pages = pagesOf(
    (page) => cli.client.call(routes.lines.list, { params: { tenantId }, query: { ...asked, ...page } }),
    limit,
  );
  await cli.printer.list(pages, COLUMNS, 'no line fits');
}

export const LINE_COLUMNS = ['system', 'address', 'kind', 'displayName', 'userName', 'mail'] as const;

const lineEntry = routes.lines.put.body.extend({
  systemId: z.string().refine(isId, 'expected the id of a system'),
  address: z.string().min(1).max(256),
});

function importCommand({ within }: CommandMaking): Command {
  return withImportOptions(command('import', 'takes lines in from a file, all or none'))
    .option('--system <system>', 'of the lines whose row names none; default: the only one that has lines')
    .addHelpText(
      'after',
      `
The head of a CSV file names its columns, in any order: ${LINE_COLUMNS.join(', ')}. Only address is
needed. Kinds: ${KINDS.join(', ')}, and account for those at Entra. Records of JSON have systemId instead.`,
    )
    .action(
      within(async (cli, file: string, { format, dryRun = false, system }: ImportOptions & SystemOption) => {
        const kind = format ?? formatOf(file);
        const bytes = await readWhole(file, cli.terminal, routes.lines.import.maxBody);
        const read = readRecords(bytes, kind, LINE_COLUMNS, lineOf);
        const unnamed = system === undefined && read.records.some(({ value }) => isWithoutSystem(value));
        const fallback = unnamed ? await systemOf(cli, undefined) : system;
        const records = read.records.map(({ place, value }) => ({ place, value: withSystem(value, fallback) }));
        const lines = checkedLines(file, { ...read, records }, lineEntry);
        noteEncoding(cli.printer.note.bind(cli.printer), file, read.encoding);
        const params = { tenantId: await cli.tenant() };
        const { value } = await cli.client.send(routes.lines.import, { params, query: { dryRun }, bytes: lines.bytes });
        await followJob(cli, value, lines.places);
      }),
    );
}

function lineOf(row: Row): Record<string, unknown> {
  const { system, kind } = { ...cell(row, 'system'), ...cell(row, 'kind') };
  return {
    ...(system === undefined ? {} : { systemId: system }),
    ...(kind === undefined ? {} : { kind: kind === 'account' ? null : kind }),
    ...cell(row, 'address'),
    ...cell(row, 'displayName'),
    ...cell(row, 'userName'),
    ...cell(row, 'mail'),
  };
}

function isWithoutSystem(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('systemId' in value);
}

function withSystem(value: unknown, systemId: string | undefined): unknown {
  return systemId === undefined || typeof value !== 'object' || value === null ? value : { systemId, ...value };
}

function systemOption(): Option {
  return new Option('--system <system>', 'default: the only one that has lines');
}

function withLineOptions(made: Command): Command {
  return made
    .addOption(systemOption())
    .addOption(new Option('--kind <kind>', 'default desk; account: at Entra').choices([...KINDS, 'account']))
    .option('--name <name>', 'display name')
    .option('--user-name <name>', 'of who uses it, as the PBX knows them')
    .option('--mail <address>', 'of who uses it, as the PBX knows them');
}

function changesOf({ kind, name, userName, mail }: LineOptions) {
  return defined({ kind: kind === 'account' ? null : kind, displayName: name, userName, mail });
}

interface LineParams {
  readonly tenantId: string;
  readonly systemId: string;
  readonly address: string;
}

async function paramsOf(cli: Cli, address: string, { system }: SystemOption): Promise<LineParams> {
  return { tenantId: await cli.tenant(), systemId: await systemOf(cli, system), address };
}

async function refuseExisting(cli: Cli, params: LineParams): Promise<void> {
  try {
    await cli.client.call(routes.lines.get, { params });
  } catch (failure) {
    if (failure instanceof LamplightError && failure.kind === 'not_found' && failure.reason !== 'system_unknown') {
      return;
    }
    throw failure;
  }
  throw new LamplightError(
    'request_conflict',
    `there is a line ${params.address} of ${params.systemId}: change it with "line set"`,
  );
}

import { type AuditBody, auditEntry, readRecords, routes } from '@lamplight/admin-api';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { defined } from '../defined.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { instant, wholeNumber } from '../input/arguments.ts';
import type { Column } from '../output/table.ts';
import { counted, shortTime } from '../output/times.ts';

const COLUMNS: readonly Column<AuditBody>[] = [
  { title: 'No', value: ({ sequence }) => String(sequence) },
  { title: 'When', value: ({ at }) => shortTime(at) },
  { title: 'Who', value: ({ actor }) => `${actor.kind} ${actor.id}` },
  { title: 'Did', value: ({ action }) => action },
  { title: 'What', value: ({ entity, entityId }) => `${entity} ${entityId}` },
  { title: 'Changed', value: changedFields },
];

interface ListOptions {
  readonly entity?: string;
  readonly id?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: number;
  readonly limit?: number;
  readonly installation?: true;
}

export const auditCommands: Noun = ({ clock, within }) => {
  const noun = command('audit', 'who changed what', [
    ['lamplight audit list --entity person --from 2027-01-01', 'oldest first'],
    ['lamplight audit stream --after 1200 >> audit.ndjson', 'every change from then on, as it is made'],
    ['lamplight audit verify --head 1200:9f86d0…', 'nothing was taken out or altered, up to a head kept elsewhere'],
  ]);
  const flag = ['--installation', 'of the installation instead of the tenant'] as const;
  noun
    .command('list')
    .description('changes, oldest first')
    .option('--entity <kind>', 'person, line, binding, key, …')
    .option('--id <id>', 'of what was changed')
    .option('--actor <id>', 'of who changed it')
    .option('--from <when>', '2027-01-31, or a time', instant(clock))
    .option('--to <when>', '2027-01-31, or a time', instant(clock))
    .option('--after <number>', 'only entries after this one', wholeNumber(0))
    .option('--limit <number>', 'how many at the most', wholeNumber(1))
    .option(...flag)
    .action(
      within(async (cli, options: ListOptions) => {
        await cli.printer.list(entriesOf(cli, options), COLUMNS, 'nothing was changed that fits');
      }),
    );
  noun
    .command('stream')
    .description('every entry as a line of JSON, and each that is made, until interrupted')
    .option('--after <number>', 'only entries after this one', wholeNumber(0))
    .option('--no-follow', 'ends with the last entry')
    .action(
      within(async (cli, { after, follow }: { readonly after?: number; readonly follow: boolean }) => {
        const params = { tenantId: await cli.tenant() };
        const bytes = cli.client.stream(routes.audit.stream, { params, query: { ...defined({ after }), follow } });
        for await (const entry of readRecords(bytes, auditEntry)) {
          await cli.terminal.write(`${JSON.stringify(entry)}\n`);
        }
      }),
    );
  noun
    .command('verify')
    .description('recomputes the chain of hashes; exit code 1 when it does not hold')
    .option('--head <sequence:hash>', 'that was streamed out before: shows that nothing was cut off either')
    .option(...flag)
    .action(
      within(async (cli, { head, installation }: { readonly head?: string; readonly installation?: true }) => {
        const query = defined({ head });
        const { value } =
          installation === true
            ? await cli.client.call(routes.audit.verifyOfInstallation, { query })
            : await cli.client.call(routes.audit.verify, { params: { tenantId: await cli.tenant() }, query });
        const entries = counted(value.entries, 'entry', 'entries');
        await cli.printer.done(
          value,
          value.ok
            ? `the chain holds: ${entries}${value.head === null ? '' : `, head ${value.entries}:${value.head}`}`
            : `the chain does not hold at entry ${value.sequence}: ${value.problem}`,
        );
        cli.exitCode = value.ok ? EXIT_CODES.ok : EXIT_CODES.no;
      }),
    );
  return noun;
};

const PAGE_SIZE = 500;

async function* entriesOf(cli: Cli, options: ListOptions): AsyncGenerator<readonly AuditBody[]> {
  const { limit = Number.POSITIVE_INFINITY, after: first = 0, installation, id, ...filters } = options;
  const asked = defined({ ...filters, entityId: id });
  let left = limit;
  let after = first;
  while (left > 0) {
    const query = { ...asked, after, limit: Math.min(left, PAGE_SIZE) };
    const { value } =
      installation === true
        ? await cli.client.call(routes.audit.listOfInstallation, { query })
        : await cli.client.call(routes.audit.list, { params: { tenantId: await cli.tenant() }, query });
    yield value.entries;
    const last = value.entries.at(-1);
    if (value.complete || last === undefined) {
      return;
    }
    left -= value.entries.length;
    after = last.sequence;
  }
}

/** Names of the fields that differ; what is not to be shown any more is said so. */
function changedFields({ before, after, erased }: AuditBody): string {
  if (erased) {
    return '(erased)';
  }
  const names = new Set([...namesOf(before), ...namesOf(after)]);
  const isNew = namesOf(before).length === 0 || namesOf(after).length === 0;
  const differing = [...names].filter((name) => JSON.stringify(at(before, name)) !== JSON.stringify(at(after, name)));
  return isNew ? '' : differing.filter((name) => name !== 'revision' && name !== 'updatedAt').join(', ');
}

function namesOf(value: AuditBody['before']): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function at(value: AuditBody['before'], name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([own]) => own === name)?.[1]
    : undefined;
}

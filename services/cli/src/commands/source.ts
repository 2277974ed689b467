import { routes } from '@lamplight/admin-api';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { systemOf } from '../naming/find-system.ts';
import type { Column } from '../output/table.ts';
import { onePage } from '../paging.ts';
import { handOut } from '../secrets/hand-out.ts';
import { isWell, type Source } from '../systems/source-health.ts';

const COLUMNS: readonly Column<Source>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'System', value: ({ systemId }) => systemId },
  { title: 'Name', value: ({ displayName }) => displayName },
  { title: 'Role', value: ({ role }) => role, style: ({ role }) => (role === 'active' ? 'good' : undefined) },
  { title: 'Connected', value: ({ connected }) => (connected ? 'yes' : 'no') },
  { title: 'Lines', value: ({ subjects }) => subjects.toLocaleString('en') },
  { title: 'Health', value: healthOf, style: (source) => (isWell(source) ? undefined : 'bad') },
];

interface AddOptions {
  readonly system?: string;
  readonly name?: string;
  readonly out?: string;
}

export const sourceCommands: Noun = ({ within }) => {
  const noun = command('source', 'running adapters that report for a system', [
    ['lamplight source add pbx-1 --system head-office --out connector.key', 'the key for its connector'],
    ['lamplight source list', 'which report, and how they are'],
  ]);
  noun
    .command('list')
    .description('sources that are registered or have been seen, with how they are')
    .action(
      within(async (cli) => {
        const params = { tenantId: await cli.tenant() };
        const items = cli.client.call(routes.sources.list, { params }).then(({ value }) => value.items);
        await cli.printer.list(onePage(items), COLUMNS, 'there is no source: make one with "lamplight source add"');
      }),
    );
  noun
    .command('add')
    .description('registers a source and makes its key, which is shown once')
    .argument('<id>', 'chosen once, such as pbx-1')
    .option('--system <system>', 'it reports for; default: the only one that has lines')
    .option('--name <name>', 'display name')
    .option('--out <file>', 'for the key; default: standard output')
    .action(
      within(async (cli, sourceId: string, { system, name, out }: AddOptions) => {
        const params = { tenantId: await cli.tenant(), sourceId };
        const body = { systemId: await systemOf(cli, system), ...defined({ displayName: name }) };
        const { value } = await cli.client.call(routes.sources.register, { params, body });
        await handOut(cli, value, `the key of source ${value.id} for ${value.systemId}`, out);
      }),
    );
  noun
    .command('remove')
    .description('removes a source and its key; its streams end within a second')
    .argument('<source>')
    .action(
      within(async (cli, sourceId: string) => {
        await confirm(cli, `Without source ${sourceId} nobody may report what it reported`);
        await cli.client.call(routes.sources.remove, { params: { tenantId: await cli.tenant(), sourceId } });
        await cli.printer.done(undefined, `source ${sourceId} is removed`);
      }),
    );
  return noun;
};

function healthOf({ health }: Source): string {
  if (health === null) {
    return '';
  }
  return health.message === '' ? health.state : `${health.state}: ${health.message}`;
}

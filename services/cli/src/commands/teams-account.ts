/** Accounts that sign in at Microsoft so that presence is notified. */
import { routes } from '@lamplight/admin-api';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { CommandMaking } from '../command.ts';
import { confirm } from '../confirm.ts';
import { teamsSystemOf } from '../naming/find-system.ts';
import type { Column } from '../output/table.ts';
import { onePage } from '../paging.ts';

type Account = z.output<typeof routes.accounts.list.answer>['items'][number];

interface OfSystem {
  readonly system?: string;
}

const COLUMNS: readonly Column<Account>[] = [
  { title: 'Account', value: ({ userName }) => userName },
  { title: 'State', value: ({ state }) => state, style: ({ state }) => (state === 'active' ? 'good' : 'bad') },
  { title: 'Since', value: ({ updatedAt }) => updatedAt },
  { title: 'Object id', value: ({ id }) => id },
];

export function teamsAccountCommands(noun: Command, { within }: CommandMaking): void {
  const account = noun.command('account').description('accounts that sign in so that presence is notified at once');
  account
    .command('list')
    .description('who signed in, and whether Microsoft still takes it')
    .option('--system <system>', 'default: the only Entra tenant')
    .action(
      within(async (cli, { system }: OfSystem) => {
        const params = { tenantId: await cli.tenant(), systemId: await teamsSystemOf(cli, system) };
        const items = cli.client.call(routes.accounts.list, { params }).then(({ value }) => value.items);
        await cli.printer.list(
          onePage(items),
          COLUMNS,
          'nobody signed in: everybody is polled; "lamplight teams account add" makes a link',
        );
      }),
    );
  account
    .command('add')
    .description('makes a link under which an account signs in at Microsoft; also for one that has to sign in again')
    .option('--system <system>', 'default: the only Entra tenant')
    .action(
      within(async (cli, { system }: OfSystem) => {
        const params = { tenantId: await cli.tenant(), systemId: await teamsSystemOf(cli, system) };
        const { value } = await cli.client.call(routes.accounts.signIn, { params });
        await cli.printer.done(
          value,
          `open this in a browser and sign in with the account; the link is good once, until ${value.expiresAt}:\n${value.url}`,
        );
      }),
    );
  account
    .command('remove')
    .description('forgets an account with its tokens; the people it was notified of are polled')
    .argument('<account>', 'user name or object id')
    .option('--system <system>', 'default: the only Entra tenant')
    .action(
      within(async (cli, named: string, { system }: OfSystem) => {
        const params = { tenantId: await cli.tenant(), systemId: await teamsSystemOf(cli, system) };
        const { value } = await cli.client.call(routes.accounts.list, { params });
        const known = value.items.find(
          ({ id, userName }) => id === named.toLowerCase() || userName.toLowerCase() === named.toLowerCase(),
        );
        const accountId = known?.id ?? named;
        await confirm(cli, `Without ${known?.userName ?? named} the people it was notified of are polled`);
        await cli.client.call(routes.accounts.remove, { params: { ...params, accountId } });
        await cli.printer.done(undefined, `account ${known?.userName ?? named} is forgotten`);
      }),
    );
}

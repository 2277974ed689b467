/** Accounts that sign in at Microsoft so that presence is notified. */
import { routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { CommandMaking } from '../command.ts';
import { confirm } from '../confirm.ts';
import { teamsSystemOf } from '../naming/find-system.ts';
import type { Style } from '../output/style.ts';
import type { Column } from '../output/table.ts';
import { onePage } from '../paging.ts';

type Account = z.output<typeof routes.accounts.list.answer>['items'][number];

interface OfSystem {
  readonly system?: string;
}

/** Of states that want nothing done. */
const STYLES: Readonly<Record<string, Style>> = { active: 'good', 'not-needed': 'quiet' };

const COLUMNS: readonly Column<Account>[] = [
  { title: 'Account', value: ({ userName }) => userName },
  { title: 'State', value: ({ state }) => state, style: ({ state }) => STYLES[state] ?? 'bad' },
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
        const known = accountOf(value.items, named);
        const accountId = known?.id ?? named;
        await confirm(cli, `Without ${known?.userName ?? named} the people it was notified of are polled`);
        await cli.client.call(routes.accounts.remove, { params: { ...params, accountId } });
        await cli.printer.done(undefined, `account ${known?.userName ?? named} is forgotten`);
      }),
    );
}

/**
 * Undefined: nobody is called that.
 * @throws LamplightError `request_invalid` for a user name of several, as of one who left and of whoever got the name then
 */
function accountOf(accounts: readonly Account[], named: string): Account | undefined {
  const name = named.toLowerCase();
  const byName = accounts.filter(({ userName }) => userName.toLowerCase() === name);
  if (byName.length > 1) {
    const ids = byName.map(({ id, state }) => `${id} (${state})`).join(', ');
    throw new LamplightError(
      'request_invalid',
      `${named} is the user name of several accounts: name one by id, ${ids}`,
    );
  }
  return accounts.find(({ id }) => id === name) ?? byName[0];
}

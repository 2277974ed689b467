import { type BindingBody, routes } from '@lamplight/admin-api';
import type { Clock } from '@lamplight/runtime';
import { Option } from 'commander';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { instant, repeated, wholeNumber } from '../input/arguments.ts';
import { findPerson } from '../naming/find-person.ts';
import { systemOf } from '../naming/find-system.ts';
import type { Column } from '../output/table.ts';
import { endTime, shortTime } from '../output/times.ts';
import { onePage, pagesOf } from '../paging.ts';

const ORIGINS = ['administrator', 'matching', 'list', 'file', 'login', 'directory'] as const;
const ROLES = ['owner', 'shared', 'logged-in'] as const;

/** A login that is over stands there until the gateway sweeps it away. */
const columns = (clock: Clock): readonly Column<BindingBody>[] => [
  { title: 'Person', value: ({ personId }) => personId },
  { title: 'System', value: ({ systemId }) => systemId },
  { title: 'Address', value: ({ address }) => address },
  { title: 'Role', value: ({ role, primary }) => (primary ? `${role}, primary` : role) },
  { title: 'By', value: ({ origin }) => origin },
  { title: 'Until', value: ({ expiresAt }) => endTime(expiresAt, clock.now()) },
  { title: 'Reason', value: ({ reason }) => reason },
];

interface ListOptions {
  readonly system?: string;
  readonly origin?: (typeof ORIGINS)[number][];
  readonly limit?: number;
}

interface AddOptions {
  readonly system?: string;
  readonly role?: (typeof ROLES)[number];
  readonly primary?: true;
  readonly until?: string;
}

export const bindCommands: Noun = ({ clock, within }) => {
  const noun = command('bind', 'which line and which account belong to whom', [
    ['lamplight bind add anna.berg@example.com 567', 'by hand: it survives every sync'],
    ['lamplight bind login anna.berg@example.com 580 --until 9h', 'a hot desk, until the end of the day'],
    ['lamplight bind list --origin matching', 'what matching found, with the reason'],
  ]);
  const systemOption = () => new Option('--system <system>', 'default: the only one that has lines');
  noun
    .command('list')
    .description('who is bound to what, with the reason')
    .argument('[who]', 'only this person')
    .option('--system <system>', 'only there')
    .addOption(repeated('--origin <origin>', 'only those made by', ORIGINS))
    .option('--limit <number>', 'how many at the most', wholeNumber(1))
    .action(
      within(async (cli, who: string | undefined, { limit, ...filters }: ListOptions) => {
        const tenantId = await cli.tenant();
        const pages =
          who === undefined
            ? pagesOf(
                (page) =>
                  cli.client.call(routes.bindings.list, {
                    params: { tenantId },
                    query: { ...defined(filters), ...page },
                  }),
                limit,
              )
            : onePage(bindingsOf(cli, who, filters));
        await cli.printer.list(pages, columns(clock), 'there is no binding that fits');
      }),
    );
  noun
    .command('add')
    .description('binds a person to a line, or to an account at Entra')
    .argument('<who>')
    .argument('<address>', 'extension, SIP URI or Entra object id')
    .addOption(systemOption())
    .addOption(new Option('--role <role>', 'default owner').choices(ROLES))
    .option('--primary', 'the one of several lines that decides')
    .option('--until <when>', 'when it ends by itself: 8h, 2027-01-31', instant(clock))
    .action(
      within(async (cli, who: string, address: string, options: AddOptions) => {
        const { params, name } = await paramsOf(cli, who, address, options.system);
        const { role, primary, until } = options;
        const body = defined({ role, primary, expiresAt: until });
        const { value } = await cli.client.call(routes.bindings.put, { params, body });
        await cli.printer.done(value, `${name} has ${value.address} of ${value.systemId} as ${value.role}`);
      }),
    );
  noun
    .command('remove')
    .description('unbinds')
    .argument('<who>')
    .argument('<address>')
    .addOption(systemOption())
    .action(
      within(async (cli, who: string, address: string, options: { readonly system?: string }) => {
        const { params, name } = await paramsOf(cli, who, address, options.system);
        await confirm(cli, `${name} will not have ${address} of ${params.systemId} any more`);
        await cli.client.call(routes.bindings.remove, { params });
        await cli.printer.done(undefined, `${name} has ${address} of ${params.systemId} no more`);
      }),
    );
  noun
    .command('login')
    .description('logs a person in at a line')
    .argument('<who>')
    .argument('<address>')
    .addOption(systemOption())
    .requiredOption('--until <when>', 'when it ends by itself: 9h, 2027-01-31T18:00', instant(clock))
    .action(
      within(
        async (cli, who: string, address: string, options: { readonly system?: string; readonly until: string }) => {
          const { params, name } = await paramsOf(cli, who, address, options.system);
          const { value } = await cli.client.call(routes.bindings.login, {
            params,
            body: { expiresAt: options.until },
          });
          await cli.printer.done(value, `${name} is logged in at ${value.address} until ${shortTime(value.expiresAt)}`);
        },
      ),
    );
  noun
    .command('logout')
    .description('logs a person out of a line')
    .argument('<who>')
    .argument('<address>')
    .addOption(systemOption())
    .action(
      within(async (cli, who: string, address: string, options: { readonly system?: string }) => {
        const { params, name } = await paramsOf(cli, who, address, options.system);
        await cli.client.call(routes.bindings.logout, { params });
        await cli.printer.done(undefined, `${name} is logged out of ${address}`);
      }),
    );
  return noun;
};

async function bindingsOf(cli: Cli, who: string, filters: ListOptions): Promise<readonly BindingBody[]> {
  const { id: personId } = await findPerson(cli, who);
  const params = { tenantId: await cli.tenant(), personId };
  const { value } = await cli.client.call(routes.people.get, { params });
  return value.bindings.filter(
    ({ systemId, origin }) => (filters.system ?? systemId) === systemId && (filters.origin?.includes(origin) ?? true),
  );
}

async function paramsOf(cli: Cli, who: string, address: string, system: string | undefined) {
  const { id: personId, displayName } = await findPerson(cli, who);
  const params = { tenantId: await cli.tenant(), personId, systemId: await systemOf(cli, system), address };
  return { params, name: displayName };
}

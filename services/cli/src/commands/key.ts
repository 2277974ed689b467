import { type KeyBody, routes } from '@lamplight/admin-api';
import type { Clock } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { instant, repeated } from '../input/arguments.ts';
import { findPerson } from '../naming/find-person.ts';
import type { Column } from '../output/table.ts';
import { endTime, isOver } from '../output/times.ts';
import { onePage } from '../paging.ts';
import { handOut } from '../secrets/hand-out.ts';

const ROLES = ['operator', 'administrator', 'attendant', 'auditor', 'watcher', 'explain', 'status', 'source'] as const;

interface Installation {
  readonly installation?: true;
}

interface NewOptions extends Installation {
  readonly role: readonly (typeof ROLES)[number][];
  readonly id?: string;
  readonly name?: string;
  readonly expires?: string;
  readonly system?: string[];
  readonly person?: string;
  readonly out?: string;
}

export const keyCommands: Noun = ({ clock, within }) => {
  const noun = command('key', 'who may call: consoles, sources, administrators', [
    ['lamplight key new --role watcher --role explain --name Reception', 'prints the key, once'],
    ['lamplight key new --role administrator --expires 90d --out admin.key', 'into a file only you can read'],
    ['lamplight key new --role watcher --person anna.berg@example.com', 'lets Anna pause herself, where policy allows'],
    ['lamplight key revoke 0192…', 'its streams end within a second'],
  ]);
  const flag = ['--installation', 'of the installation instead of the tenant'] as const;
  noun
    .command('list')
    .description('keys, without the keys themselves')
    .option(...flag)
    .action(
      within(async (cli, { installation }: Installation) => {
        await cli.printer.list(onePage(keysOf(cli, installation)), columns(cli.clock), 'there is no key');
      }),
    );
  noun
    .command('new')
    .description('makes a key, which is shown once')
    .addOption(repeated('--role <role>', 'may be repeated', ROLES).makeOptionMandatory())
    .option('--name <name>', 'who holds it')
    .option('--id <id>', 'default: made')
    .option('--expires <when>', 'when it ends: 90d, 2027-01-31; default never', instant(clock))
    .addOption(repeated('--system <system>', 'a source may report for it; may be repeated'))
    .option('--person <who>', 'whose key it is')
    .option('--out <file>', 'default: standard output')
    .option(...flag)
    .action(
      within(async (cli, options: NewOptions) => {
        const { role, id, name, expires, system, person, installation } = options;
        const personId = person === undefined ? undefined : (await findPerson(cli, person)).id;
        const fields = { id, displayName: name, expiresAt: expires, systemIds: system, personId };
        const body = { roles: [...role], ...defined(fields) };
        const { value } =
          installation === true
            ? await cli.client.call(routes.keys.createOfInstallation, { body })
            : await cli.client.call(routes.keys.create, { params: { tenantId: await cli.tenant() }, body });
        await handOut(cli, value, `key ${value.id} (${value.roles.join(', ')})`, options.out);
      }),
    );
  noun
    .command('revoke')
    .description('ends a key; its streams end within a second')
    .argument('<key>', 'its id')
    .option(...flag)
    .action(
      within(async (cli, keyId: string, { installation }: Installation) => {
        await confirm(cli, `Whoever uses key ${keyId} is out within a second`);
        if (installation === true) {
          await cli.client.call(routes.keys.revokeOfInstallation, { params: { keyId } });
        } else {
          await cli.client.call(routes.keys.revoke, { params: { tenantId: await cli.tenant(), keyId } });
        }
        await cli.printer.done(undefined, `key ${keyId} is revoked`);
      }),
    );
  return noun;
};

async function keysOf(cli: Cli, installation: true | undefined): Promise<readonly KeyBody[]> {
  const { value } =
    installation === true
      ? await cli.client.call(routes.keys.listOfInstallation, {})
      : await cli.client.call(routes.keys.list, { params: { tenantId: await cli.tenant() } });
  return value.items;
}

function columns(clock: Clock): readonly Column<KeyBody>[] {
  return [
    { title: 'Id', value: ({ id }) => id },
    { title: 'Name', value: ({ displayName }) => displayName },
    { title: 'Roles', value: ({ roles }) => roles.join(', ') },
    { title: 'Systems', value: ({ systemIds }) => systemIds.join(', ') },
    { title: 'Person', value: ({ personId }) => personId ?? '' },
    {
      title: 'Ends',
      value: ({ expiresAt }) => endTime(expiresAt, clock.now()),
      style: ({ expiresAt }) => (isOver(expiresAt, clock.now()) ? 'bad' : undefined),
    },
  ];
}

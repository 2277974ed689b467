import { type DirectoryStatusBody, routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Field } from '../output/fields.ts';
import { counted, shortTime } from '../output/times.ts';
import { leftOutInWords, progressInWords } from '../systems/directory-in-words.ts';

interface SyncOptions {
  readonly whole?: boolean;
}

export const directoryCommands: Noun = ({ within }) => {
  const noun = command('directory', 'people who come from the directory of a system, such as an Entra tenant', [
    ['lamplight directory show entra', 'how far a first read is, who was left out and why'],
    ['lamplight directory sync entra --whole', 'reads everybody now, not only what changed'],
    ['lamplight directory confirm-leavers entra', 'people who were held because they were too many leave'],
  ]);
  noun
    .command('show')
    .description('how people come from the directory of a system')
    .argument('<system>')
    .action(
      within(async (cli, systemId: string) => {
        const params = { tenantId: await cli.tenant(), systemId };
        const { value } = await cli.client.call(routes.directories.get, { params });
        await cli.printer.record(value, fieldsOf(value.directory));
      }),
    );
  noun
    .command('sync')
    .description('reads the directory now; "show" says how far it is')
    .argument('<system>')
    .option('--whole', 'everybody, not only what changed')
    .action(
      within(async (cli, systemId: string, { whole = false }: SyncOptions) => {
        const params = { tenantId: await cli.tenant(), systemId };
        const { value } = await cli.client.call(routes.directories.read, { params, query: { whole } });
        await cli.printer.done(value, `the directory of ${systemId} is read: "lamplight directory show ${systemId}"`);
      }),
    );
  noun
    .command('confirm-leavers')
    .description('people who are held because too many would leave at once leave now')
    .argument('<system>')
    .action(within((cli, systemId: string) => confirmLeavers(cli, systemId)));
  return noun;
};

async function confirmLeavers(cli: Cli, systemId: string): Promise<void> {
  const params = { tenantId: await cli.tenant(), systemId };
  const { directory } = (await cli.client.call(routes.directories.get, { params })).value;
  const held = directory?.heldLeavers ?? null;
  if (held === null) {
    throw new LamplightError('request_not_possible', `nobody of system ${systemId} waits to leave: nothing to confirm`);
  }
  const who = `${held.leavers} of ${counted(held.of, 'person', 'people')}`;
  await confirm(cli, `${who} of system ${systemId} will leave: they go dark and lose lines and logins`);
  const body = { leavers: held.leavers };
  const { value } = await cli.client.call(routes.directories.confirmLeavers, { params, body });
  await cli.printer.done(value, `${who} leave with a read of ${systemId} that has begun, unless they are back`);
}

function fieldsOf(directory: DirectoryStatusBody | null): readonly Field[] {
  if (directory === null) {
    return [['Directory', 'none: people are listed by hand (settings of the system: directory.level)']];
  }
  const { health, people, heldLeavers, lastReadAt, lastWholeReadAt, nextReadAt, withoutNumbers } = directory;
  const bad = health.state === 'ok' || health.state === 'starting' ? undefined : 'bad';
  return [
    ['Health', health.reason === '' ? health.state : `${health.state}: ${health.message}`, bad],
    ['Remedy', health.remedy],
    ['People', people.toLocaleString('en')],
    ['Reading', progressInWords(directory.reading)],
    ['Left out', leftOutInWords(directory.leftOut)],
    ['Held', heldLeavers === null ? '' : `${heldLeavers.leavers} of ${heldLeavers.of} would leave`],
    ['Numbers', withoutNumbers ?? ''],
    ['Last read', shortTime(lastReadAt)],
    ['Last whole read', shortTime(lastWholeReadAt)],
    ['Next read', shortTime(nextReadAt)],
  ];
}

import { routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { counted } from '../output/times.ts';
import { onePage } from '../paging.ts';

export const groupCommands: Noun = ({ within }) => {
  const noun = command('group', 'people who belong together', [
    ['lamplight group add sales Sales', ''],
    ['lamplight people list --group sales', 'its members'],
  ]);
  noun
    .command('list')
    .description('every group')
    .action(
      within(async (cli) => {
        await cli.printer.list(
          onePage(groupsOf(cli)),
          [
            { title: 'Id', value: ({ id }) => id },
            { title: 'Name', value: ({ displayName }) => displayName },
            { title: 'Members', value: ({ members }) => String(members) },
          ],
          'there is no group: make one with "lamplight group add"',
        );
      }),
    );
  noun
    .command('add')
    .description('adds a group')
    .argument('<id>', 'chosen once, such as sales')
    .argument('[name]')
    .action(
      within(async (cli, groupId: string, displayName: string | undefined) => {
        if ((await groupsOf(cli)).some(({ id }) => id === groupId)) {
          throw new LamplightError('request_conflict', `there is a group ${groupId}: "group rename" changes its name`);
        }
        const value = await put(cli, groupId, displayName ?? groupId);
        await cli.printer.done(value, `group ${groupId} is there`);
      }),
    );
  noun
    .command('rename')
    .description('gives a group another name; its id stays')
    .argument('<group>')
    .argument('<name>')
    .action(
      within(async (cli, groupId: string, displayName: string) => {
        await groupOf(cli, groupId);
        const value = await put(cli, groupId, displayName);
        await cli.printer.done(value, `group ${groupId} is called ${displayName}`);
      }),
    );
  noun
    .command('remove')
    .description('removes a group; its members stay')
    .argument('<group>')
    .action(
      within(async (cli, groupId: string) => {
        const group = await groupOf(cli, groupId);
        await confirm(cli, `Removing group ${groupId} with ${counted(group.members, 'member')}, who stay`);
        await cli.client.call(routes.groups.remove, {
          params: { tenantId: await cli.tenant(), groupId },
          ifMatch: `"${group.revision}"`,
        });
        await cli.printer.done(undefined, `group ${groupId} is removed`);
      }),
    );
  return noun;
};

async function groupsOf(cli: Cli) {
  const { value } = await cli.client.call(routes.groups.list, { params: { tenantId: await cli.tenant() } });
  return value.items;
}

async function groupOf(cli: Cli, groupId: string) {
  const group = (await groupsOf(cli)).find(({ id }) => id === groupId);
  if (group === undefined) {
    throw new LamplightError('record_unknown', `there is no group ${groupId}: see "lamplight group list"`);
  }
  return group;
}

async function put(cli: Cli, groupId: string, displayName: string) {
  const params = { tenantId: await cli.tenant(), groupId };
  return (await cli.client.call(routes.groups.put, { params, body: { displayName } })).value;
}

import { routes, type TenantBody } from '@lamplight/admin-api';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Field } from '../output/fields.ts';
import type { Column } from '../output/table.ts';
import { shortTime } from '../output/times.ts';
import { onePage, pagesOf } from '../paging.ts';

const COLUMNS: readonly Column<TenantBody>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Name', value: ({ displayName }) => displayName },
  { title: 'Since', value: ({ createdAt }) => shortTime(createdAt) },
];

export const tenantCommands: Noun = ({ within }) => {
  const noun = command('tenant', 'customer organisations', [
    ['lamplight tenant create acme "Acme Ltd"', 'takes one in'],
    ['lamplight tenant list', 'those that the key can see'],
  ]);
  noun
    .command('list')
    .description('tenants that the key can see')
    .action(
      within(async (cli) => {
        const { tenantId } = await cli.caller();
        const own = async (id: string) => [
          (await cli.client.call(routes.tenants.get, { params: { tenantId: id } })).value,
        ];
        const pages =
          tenantId === null
            ? pagesOf((page) => cli.client.call(routes.tenants.list, { query: page }))
            : onePage(own(tenantId));
        await cli.printer.list(pages, COLUMNS, 'there is no tenant yet: make one with "lamplight tenant create"');
      }),
    );
  noun
    .command('show')
    .description('one tenant')
    .argument('[tenant]', 'default: as --tenant')
    .action(
      within(async (cli, named: string | undefined) => {
        const tenantId = named ?? (await cli.tenant());
        const { value } = await cli.client.call(routes.tenants.get, { params: { tenantId } });
        await cli.printer.record(value, fieldsOf(value));
      }),
    );
  noun
    .command('create')
    .description('takes a tenant in; it is served at once')
    .argument('<id>', 'chosen once, such as acme')
    .argument('[name]')
    .action(
      within(async (cli, id: string, displayName: string | undefined) => {
        const body = { id, ...(displayName === undefined ? {} : { displayName }) };
        const { value } = await cli.client.call(routes.tenants.create, { body });
        await cli.printer.done(value, `tenant ${id} is served now`);
      }),
    );
  noun
    .command('rename')
    .description('gives a tenant another name; its id stays')
    .argument('<tenant>')
    .argument('<name>')
    .action(
      within(async (cli, tenantId: string, displayName: string) => {
        const { value } = await cli.client.call(routes.tenants.update, { params: { tenantId }, body: { displayName } });
        await cli.printer.done(value, `tenant ${tenantId} is called ${displayName}`);
      }),
    );
  noun
    .command('remove')
    .description('removes a tenant with everything it has; its audit stays')
    .argument('<tenant>')
    .action(
      within(async (cli, tenantId: string) => {
        const { value, etag } = await cli.client.call(routes.tenants.get, { params: { tenantId } });
        await confirm(
          cli,
          `Removing tenant ${tenantId} (${value.displayName}) removes all its systems, people and keys`,
        );
        const match = etag === undefined ? {} : { ifMatch: etag };
        await cli.client.call(routes.tenants.remove, { params: { tenantId }, ...match });
        await cli.printer.done(undefined, `tenant ${tenantId} is removed`);
      }),
    );
  return noun;
};

function fieldsOf(tenant: TenantBody): readonly Field[] {
  return [
    ['Id', tenant.id],
    ['Name', tenant.displayName],
    ['Since', shortTime(tenant.createdAt)],
    ['Changed', shortTime(tenant.updatedAt)],
    ['Revision', String(tenant.revision)],
  ];
}

import { routes, type SystemBody } from '@lamplight/admin-api';
import { type DeepReadonly, LamplightError, loadConfig } from '@lamplight/runtime';
import type { Command } from 'commander';
import { z } from 'zod';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { defined } from '../defined.ts';
import { ifMatchOf, type RevisionOption } from '../if-match.ts';
import { instant, wholeNumber } from '../input/arguments.ts';
import { readSecret } from '../input/secret.ts';
import type { Field } from '../output/fields.ts';
import type { Column } from '../output/table.ts';
import { shortTime } from '../output/times.ts';
import { onePage } from '../paging.ts';
import { changedPlan, type PlanOptions, planInWords } from '../systems/number-plan.ts';

const COLUMNS: readonly Column<SystemBody>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Technology', value: ({ technology }) => technology },
  { title: 'Name', value: ({ displayName }) => displayName },
  { title: 'Number plan', value: ({ numberPlan }) => (numberPlan === null ? '' : planInWords(numberPlan)) },
  { title: 'Secrets', value: ({ credentials }) => credentials.map(({ name }) => name).join(', ') },
];

interface SystemOptions extends PlanOptions {
  readonly technology?: string;
  readonly name?: string;
  readonly settings?: string;
}

export const systemCommands: Noun = ({ clock, within }) => {
  const noun = command('system', 'PBXs, Entra tenants and other origins of presence', [
    ['lamplight system add head-office --technology SIPSIMPLE --country 49 --area 30 --site 1234 --extensions 3', ''],
    ['lamplight system add entra --technology MSTEAMS --settings teams.yaml', 'settings of the adapter from a file'],
    ['lamplight system secret set entra clientSecret --file secret.txt', 'kept encrypted, never shown'],
  ]);
  noun
    .command('list')
    .description('every system of the tenant')
    .action(
      within(async (cli) => {
        const tenantId = await cli.tenant();
        const items = cli.client.call(routes.systems.list, { params: { tenantId } }).then(({ value }) => value.items);
        await cli.printer.list(onePage(items), COLUMNS, 'there is no system: make one with "lamplight system add"');
      }),
    );
  noun
    .command('show')
    .description('one system')
    .argument('<system>')
    .action(
      within(async (cli, systemId: string) => {
        const params = { tenantId: await cli.tenant(), systemId };
        const { value } = await cli.client.call(routes.systems.get, { params });
        await cli.printer.record(value, fieldsOf(value));
      }),
    );
  withSystemOptions(
    noun
      .command('add')
      .description('adds a system; it takes effect at once')
      .argument('<system>', 'id, chosen once')
      .requiredOption('--technology <name>', 'MSTEAMS, SIPSIMPLE, PBX, …'),
  ).action(
    within(async (cli, systemId: string, options: SystemOptions & { readonly technology: string }) => {
      const params = { tenantId: await cli.tenant(), systemId };
      const { value: existing } = await cli.client.call(routes.systems.list, { params: { tenantId: params.tenantId } });
      if (existing.items.some(({ id }) => id === systemId)) {
        throw new LamplightError('request_conflict', `there is a system ${systemId}: change it with "system set"`);
      }
      const numberPlan = changedPlan(null, options);
      const body = {
        technology: options.technology,
        ...defined({ displayName: options.name, numberPlan, settings: settingsOf(options) }),
      };
      const { value } = await cli.client.call(routes.systems.put, { params, body });
      await cli.printer.done(value, `system ${systemId} is there; ${whatNext(value)}`);
    }),
  );
  withSystemOptions(
    noun
      .command('set')
      .description('changes what is named; the rest stays')
      .argument('<system>')
      .option('--technology <name>')
      .option('--revision <number>', 'only if the system is still as "show" showed', wholeNumber(0)),
  ).action(
    within(async (cli, systemId: string, options: SystemOptions & RevisionOption) => {
      const params = { tenantId: await cli.tenant(), systemId };
      const { value: before, etag } = await cli.client.call(routes.systems.get, { params });
      const { technology, displayName, numberPlan, settings } = before;
      const plan = changedPlan(numberPlan, options);
      const changes = defined({
        technology: options.technology,
        displayName: options.name,
        numberPlan: plan,
        settings: settingsOf(options),
      });
      const body = { technology, displayName, numberPlan, settings, ...changes };
      const { value } = await cli.client.call(routes.systems.put, { params, body, ...ifMatchOf(options, etag) });
      await cli.printer.done(value, `system ${systemId} is changed`);
    }),
  );
  noun
    .command('remove')
    .description('removes a system with its lines, bindings, secrets and sources')
    .argument('<system>')
    .action(
      within(async (cli, systemId: string) => {
        const params = { tenantId: await cli.tenant(), systemId };
        const { etag } = await cli.client.call(routes.systems.get, { params });
        await confirm(cli, `Removing system ${systemId} removes its lines, bindings, secrets and sources`);
        await cli.client.call(routes.systems.remove, { params, ...ifMatchOf({}, etag) });
        await cli.printer.done(undefined, `system ${systemId} is removed`);
      }),
    );
  const secret = noun.command('secret').description('what the adapter signs in with: replaced and removed, never read');
  secret
    .command('set')
    .description('keeps a secret, read from standard input or a file')
    .argument('<system>')
    .argument('<name>', 'letters, such as clientSecret')
    .option('--file <file>', 'default: standard input')
    .option('--expires <when>', 'when it ends: 180d, 2027-01-31', instant(clock))
    .action(
      within(
        async (cli, systemId: string, name: string, options: { readonly file?: string; readonly expires?: string }) => {
          const params = { tenantId: await cli.tenant(), systemId, name };
          const body = { secret: await readSecret(cli, options.file), expiresAt: options.expires ?? null };
          await cli.client.call(routes.systems.putCredential, { params, body });
          await cli.printer.done(undefined, `secret ${name} of ${systemId} is kept`);
        },
      ),
    );
  secret
    .command('remove')
    .description('forgets a secret')
    .argument('<system>')
    .argument('<name>')
    .action(
      within(async (cli, systemId: string, name: string) => {
        await confirm(cli, `Without secret ${name} the adapter of ${systemId} may not get in any more`);
        await cli.client.call(routes.systems.removeCredential, {
          params: { tenantId: await cli.tenant(), systemId, name },
        });
        await cli.printer.done(undefined, `secret ${name} of ${systemId} is forgotten`);
      }),
    );
  return noun;
};

function withSystemOptions(made: Command): Command {
  return made
    .option('--name <name>', 'display name')
    .option('--settings <file>', 'settings of the adapter, without secrets: YAML or JSON')
    .option('--country <code>', 'number plan: calling code without +, such as 49')
    .option('--area <code>', 'number plan: area code without its trunk prefix, such as 30')
    .option('--site <digits>', 'number plan: what stands before an extension in a full number, such as 1234')
    .option('--extensions <digits>', 'number plan: how many digits an extension has', wholeNumber(1, 12))
    .option('--trunk <digits>', 'number plan: dialled before a national number; default 0')
    .option('--international <digits>', 'number plan: dialled before an international number; default 00')
    .option('--exit <digits>', 'number plan: dialled for a line to the outside; default none')
    .option('--no-number-plan', 'none: its addresses are no telephone numbers');
}

const hosted = z.object({ teams: z.record(z.string(), z.json()) });

/** What stands in settings where no secret of the system's own is needed. */
const OTHER_PROOFS = ['secretEnv', 'certificate', 'federated'];

/** Who reports it: the gateway itself where the settings have an Entra tenant, and a source from outside otherwise. */
function whatNext({ id, settings }: SystemBody): string {
  const { data } = hosted.safeParse(settings);
  if (data === undefined) {
    return '"lamplight source add" makes the key of its source';
  }
  const needsNone =
    data.teams['registration'] === 'shared' || OTHER_PROOFS.some((name) => Object.hasOwn(data.teams, name));
  const secret = needsNone ? '' : `"lamplight system secret set ${id} clientSecret" keeps its secret, `;
  return `${secret}"lamplight teams consent-link ${id}" is for the administrator of the Entra tenant, "lamplight source list" tells its health`;
}

/** Fields of a `teams` section that stand in no other place: they tell that its name was left out. */
const misplaced = z.union([z.object({ tenantId: z.json() }), z.object({ clientId: z.json() })]);

/** @throws LamplightError `request_invalid` for the fields of an Entra tenant that would count for nothing where they stand */
function settingsOf({ settings }: SystemOptions): z.output<ReturnType<typeof z.json>> | undefined {
  if (settings === undefined) {
    return undefined;
  }
  const given = thawed(loadConfig({ schema: z.json(), file: settings }));
  if (misplaced.safeParse(given).success) {
    throw new LamplightError(
      'request_invalid',
      `--settings ${settings} has tenantId or clientId at its top: expected them below teams ("teams: { tenantId: …, clientId: … }")`,
    );
  }
  return given;
}

/** The body of a request is plain JSON. */
function thawed(value: DeepReadonly<unknown>): z.output<ReturnType<typeof z.json>> {
  return z.json().parse(structuredClone(value));
}

function fieldsOf(system: SystemBody): readonly Field[] {
  return [
    ['Id', system.id],
    ['Technology', system.technology],
    ['Name', system.displayName],
    ['Number plan', system.numberPlan === null ? '' : planInWords(system.numberPlan)],
    ['Settings', JSON.stringify(system.settings, null, 2).split('\n')],
    [
      'Secrets',
      system.credentials.map(
        ({ name, fingerprint, expiresAt }) =>
          `${name} (${fingerprint}${expiresAt === null ? '' : `, ends ${shortTime(expiresAt)}`})`,
      ),
    ],
    ['Changed', shortTime(system.updatedAt)],
    ['Revision', String(system.revision)],
  ];
}

/** Entra tenants: registering the application, its permissions, and the administrator's consent. */
import { routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import {
  CLOUD_FACTS,
  CLOUDS,
  type CloudName,
  FEATURES,
  type Feature,
  PERMISSIONS,
  type Permission,
  registrationManifest,
} from '@lamplight/teams-adapter/registration';
import { Option } from 'commander';
import { command, type Noun } from '../command.ts';
import { teamsSystemOf } from '../naming/find-system.ts';
import type { Column } from '../output/table.ts';
import { onePage } from '../paging.ts';
import { registerSteps } from '../systems/register-steps.ts';
import { teamsAccountCommands } from './teams-account.ts';
import { teamsVerifyCommand } from './teams-verify.ts';

const COLUMNS: readonly Column<Permission>[] = [
  { title: 'Permission', value: ({ name }) => name },
  { title: 'Kind', value: ({ kind }) => kind },
  { title: 'Feature', value: ({ feature }) => feature },
  { title: 'Needed for', value: ({ neededFor }) => neededFor },
  { title: 'Without it', value: ({ without }) => without },
  { title: 'Id', value: ({ id }) => id },
];

interface RegisterOptions {
  readonly features: readonly Feature[];
  readonly redirectUri: readonly string[];
  readonly name: string;
  readonly cloud: CloudName;
  readonly multiTenant?: true;
}

export const teamsCommands: Noun = (making) => {
  const { within } = making;
  const noun = command('teams', 'Entra tenants: app registration, permissions, consent, accounts', [
    ['lamplight teams register --features read,write,directory=full', 'the steps, and the manifest'],
    ['lamplight teams register --json > manifest.json', 'the manifest alone'],
    ['lamplight teams consent-link entra', 'for the administrator of the Entra tenant'],
  ]);
  noun
    .command('register')
    .description('prints how to register the application for what is to be used of it; changes nothing')
    .option('--features <list>', `of ${FEATURES.join(', ')}, with commas between`, features, ['read', 'write'])
    .option('--redirect-uri <uri>', 'where a sign-in comes back to; may be given again', collect, [])
    .option('--name <name>', 'of the registration', 'Lamplight')
    .addOption(new Option('--cloud <cloud>', 'in which the tenant is').choices(CLOUDS).default('global'))
    .option('--multi-tenant', 'one registration for several tenants')
    .action(
      within(async (cli, options: RegisterOptions) => {
        const { name, cloud, multiTenant = false, redirectUri } = options;
        if (!CLOUD_FACTS[cloud].presence) {
          throw new LamplightError(
            'request_invalid',
            `--cloud is ${cloud}: expected a cloud with presence, Microsoft's Graph has none in ${CLOUD_FACTS[cloud].title}`,
          );
        }
        const wanted = options.features;
        if (wanted.includes('notifications') && !CLOUD_FACTS[cloud].notifications) {
          throw new LamplightError(
            'request_invalid',
            `--features has notifications: Microsoft's Graph has none of presence in ${CLOUD_FACTS[cloud].title}, leave it out`,
          );
        }
        const manifest = registrationManifest({
          displayName: name,
          features: wanted,
          redirectUris: redirectUri,
          multiTenant,
        });
        await cli.printer.done(manifest, registerSteps({ manifest, features: wanted, cloud }));
      }),
    );
  noun
    .command('permissions')
    .description('every permission: what it is for, and what is lost without it')
    .action(within((cli) => cli.printer.list(onePage(Promise.resolve(PERMISSIONS)), COLUMNS, 'there is none')));
  noun
    .command('consent-link')
    .description('the link under which an administrator of the Entra tenant consents')
    .argument('[system]', 'default: the only Entra tenant')
    .action(
      within(async (cli, system: string | undefined) => {
        const params = { tenantId: await cli.tenant(), systemId: await teamsSystemOf(cli, system) };
        const { value } = await cli.client.call(routes.systems.consent, { params });
        const told = value.items.map(({ clientId, use, link, permissions }) => {
          const needed = permissions.map(({ name, kind }) => (kind === 'delegated' ? `${name} (delegated)` : name));
          return `application ${clientId}${use === 'reader' ? ', which only reads' : ''}: ${needed.join(', ')}\n${link}`;
        });
        await cli.printer.done(value, told.join('\n'));
      }),
    );
  teamsAccountCommands(noun, making);
  teamsVerifyCommand(noun, making);
  return noun;
};

/** @throws LamplightError `request_invalid` naming what is not known */
function features(list: string): readonly Feature[] {
  return list.split(',').map((given) => {
    const feature = FEATURES.find((known) => known === given.trim());
    if (feature === undefined) {
      throw new LamplightError(
        'request_invalid',
        `--features has ${JSON.stringify(given.trim())}: expected ${FEATURES.join(', ')}`,
      );
    }
    return feature;
  });
}

function collect(uri: string, before: readonly string[]): readonly string[] {
  if (!URL.canParse(uri) || new URL(uri).protocol !== 'https:') {
    throw new LamplightError(
      'request_invalid',
      `--redirect-uri is ${uri}: expected an address that begins with https://`,
    );
  }
  return [...before, uri];
}

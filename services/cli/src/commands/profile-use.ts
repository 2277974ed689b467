/** Whose profile it is: everybody's, a group's, a person's. */
import { profilesSettings, routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Cli } from '../cli.ts';
import type { CommandMaking } from '../command.ts';
import { ifMatchOf } from '../if-match.ts';
import { findPerson } from '../naming/find-person.ts';

interface Whose {
  readonly group?: string;
  readonly person?: string;
}

export function profileUseCommands(noun: Command, { within }: CommandMaking): void {
  noun
    .command('use')
    .description('makes it the profile of everybody who has no other, of a group, or of one person')
    .argument('<profile>')
    .option('--group <group>', 'of its members')
    .option('--person <who>', 'of one person')
    .action(
      within(async (cli, profileId: string, whose: Whose) => {
        const { group, person } = onlyOne(whose);
        if (person !== undefined) {
          await giveTo(cli, person, profileId);
        } else if (group !== undefined) {
          await changeSettings(cli, (settings) => ({
            ...settings,
            groups: withGroup(settings.groups, group, profileId),
          }));
          await cli.printer.done(undefined, `group ${group} has profile ${profileId}`);
        } else {
          await changeSettings(cli, (settings) => ({ ...settings, profile: profileId }));
          await cli.printer.done(undefined, `whoever has no other has profile ${profileId}`);
        }
      }),
    );
  noun
    .command('unuse')
    .description('takes it back from a group or a person, who then have what the tenant has')
    .option('--group <group>', 'from its members')
    .option('--person <who>', 'from one person')
    .action(
      within(async (cli, whose: Whose) => {
        const { group, person } = onlyOne(whose);
        if (person !== undefined) {
          await giveTo(cli, person, null);
        } else if (group !== undefined) {
          await changeSettings(cli, ({ groups, ...settings }) => ({
            ...settings,
            groups: groups.filter((entry) => entry.group !== group),
          }));
          await cli.printer.done(undefined, `group ${group} has no profile of its own`);
        } else {
          throw new LamplightError('request_invalid', 'say from whom: --group GROUP or --person WHO');
        }
      }),
    );
}

/** @throws LamplightError `request_invalid` */
function onlyOne(whose: Whose): Whose {
  if (whose.group !== undefined && whose.person !== undefined) {
    throw new LamplightError('request_invalid', '--group and --person exclude each other: name one of them');
  }
  return whose;
}

type ProfileSettings = z.output<typeof profilesSettings>;

/** Nobody who changes the same in between is overwritten. */
async function changeSettings(cli: Cli, change: (settings: ProfileSettings) => ProfileSettings): Promise<void> {
  const params = { tenantId: await cli.tenant(), section: 'profiles' as const };
  const { value, etag } = await cli.client.call(routes.settings.get, { params });
  const body = z.json().parse(structuredClone(change(profilesSettings.parse(value))));
  await cli.client.call(routes.settings.put, { params, body, ...ifMatchOf({}, etag) });
}

async function giveTo(cli: Cli, who: string, profileId: string | null): Promise<void> {
  const tenantId = await cli.tenant();
  const { id: personId, displayName } = await findPerson(cli, who);
  const { value } = await cli.client.call(routes.people.update, {
    params: { tenantId, personId },
    body: { profileId },
  });
  await cli.printer.done(
    value,
    profileId === null ? `${displayName} has no profile of their own` : `${displayName} has profile ${profileId}`,
  );
}

/** A group keeps its place in the order; a new one comes last. */
function withGroup(groups: ProfileSettings['groups'], group: string, profile: string): ProfileSettings['groups'] {
  return groups.some((entry) => entry.group === group)
    ? groups.map((entry) => (entry.group === group ? { group, profile } : entry))
    : [...groups, { group, profile }];
}

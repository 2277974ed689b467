import { type ProfileSummaryBody, routes } from '@lamplight/admin-api';
import { extendedBy, idOf } from '@lamplight/profiles';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { command, type Noun } from '../command.ts';
import { confirm } from '../confirm.ts';
import { wholeNumber } from '../input/arguments.ts';
import type { Column } from '../output/table.ts';
import { counted, shortTime } from '../output/times.ts';
import { onePage } from '../paging.ts';
import { countFindings, printFindings } from '../profiles/describe-findings.ts';
import { namedProfile, readProfileFile } from '../profiles/named-profile.ts';
import { profileTrialCommands } from './profile-trial.ts';
import { profileUseCommands } from './profile-use.ts';

const COLUMNS: readonly Column<ProfileSummaryBody>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Version', value: ({ version }) => (version === null ? 'shipped' : String(version)) },
  { title: 'People', value: ({ usedBy }) => String(usedBy.people) },
  { title: 'Used by', value: usersOf },
  { title: 'State', value: stateOf, style: (profile) => (stateOf(profile) === '' ? undefined : 'warning') },
  { title: 'Title', value: ({ title }) => title, dispensable: true },
];

interface Noted {
  readonly note?: string;
}

export const profileCommands: Noun = (making) => {
  const { within } = making;
  const noun = command('profile', 'the rules by which is shown, and written, what systems say of people', [
    ['lamplight profile show procall', 'all of it, as YAML'],
    ['lamplight profile check clinic.yaml', 'what is wrong with a file, by line and column'],
    ['lamplight profile try clinic.yaml --live', 'who would be shown otherwise, without acting'],
    ['lamplight profile put clinic.yaml --note "as the head of surgery asked"', 'a new version, at once in force'],
    ['lamplight profile use clinic --group surgery', 'whose profile it is'],
    ['lamplight profile restore clinic 1', 'the way back'],
  ]);
  noun
    .command('list')
    .description('every profile: who uses it, and whether it is as it should be')
    .action(
      within(async (cli) => {
        const { value } = await cli.client.call(routes.profiles.list, { params: { tenantId: await cli.tenant() } });
        await cli.printer.list(onePage(Promise.resolve(value.items)), COLUMNS, 'there is no profile');
        for (const { place, message } of value.findings) {
          cli.printer.note(`${place}: ${message}`);
        }
      }),
    );
  noun
    .command('show')
    .description('a profile as YAML; a shipped one without asking a gateway')
    .argument('<profile>', 'as id or id@version')
    .action(
      within(async (cli, named: string) => {
        const { name, text } = await namedProfile(cli, named);
        await cli.printer.record({ profile: name, content: text }, []);
        await cli.printer.text(text.endsWith('\n') ? text : `${text}\n`);
      }),
    );
  profileTrialCommands(noun, making);
  noun
    .command('put')
    .description('puts a new version in force, at once; one with an error is refused, and the one before stays')
    .argument('<file>', 'YAML; - for standard input')
    .option('--note <text>', 'why, for the history')
    .action(
      within(async (cli, file: string, { note }: Noted) => {
        const { name, text } = await readProfileFile(cli, file);
        const profileId = namedId(name, text);
        const params = { tenantId: await cli.tenant(), profileId };
        const body = { content: text, ...(note === undefined ? {} : { note }) };
        const { value } = await cli.client.call(routes.profiles.put, { params, body });
        await printFindings(cli.printer, name, value.findings);
        await cli.printer.done(value, `profile ${profileId} is in force in version ${value.version}`);
        await noteUnused(cli, profileId);
      }),
    );
  noun
    .command('history')
    .description('the versions of a profile: when, by whom and why')
    .argument('<profile>')
    .action(
      within(async (cli, profileId: string) => {
        const params = { tenantId: await cli.tenant(), profileId };
        const { value } = await cli.client.call(routes.profiles.history, { params });
        await cli.printer.list(
          onePage(Promise.resolve(value.items)),
          [
            { title: 'Version', value: ({ version }) => String(version) },
            { title: 'When', value: ({ at }) => shortTime(at) },
            { title: 'Who', value: ({ author }) => author },
            { title: 'Why', value: ({ note }) => note },
          ],
          `${profileId} has no versions`,
        );
      }),
    );
  noun
    .command('restore')
    .description('the way back: makes a new version of the content of an earlier one')
    .argument('<profile>')
    .argument('<version>', 'as "profile history" lists them', wholeNumber(1))
    .option('--note <text>', 'why, for the history')
    .action(
      within(async (cli, profileId: string, version: number, { note }: Noted) => {
        const params = { tenantId: await cli.tenant(), profileId };
        const body = { version, ...(note === undefined ? {} : { note }) };
        const { value } = await cli.client.call(routes.profiles.restore, { params, body });
        await cli.printer.done(value, `profile ${profileId} is as in version ${version}, now version ${value.version}`);
      }),
    );
  noun
    .command('remove')
    .description('removes a profile with its versions; refused while anybody has it')
    .argument('<profile>')
    .action(
      within(async (cli, profileId: string) => {
        const params = { tenantId: await cli.tenant(), profileId };
        const { etag } = await cli.client.call(routes.profiles.get, { params, query: {} });
        await confirm(cli, `Removing profile ${profileId} with every version`);
        await cli.client.call(routes.profiles.remove, { params, ...(etag === undefined ? {} : { ifMatch: etag }) });
        await cli.printer.done(undefined, `profile ${profileId} is removed`);
      }),
    );
  profileUseCommands(noun, making);
  return noun;
};

/** Under which id the text is put. @throws LamplightError `profile_invalid` where it names none */
function namedId(name: string, text: string): string {
  const id = idOf(text);
  if (id === null) {
    const own = extendedBy(text) === null ? 'our-office' : `our-${extendedBy(text)}`;
    throw new LamplightError('profile_invalid', `${name} names no id: begin with a line such as "id: ${own}"`);
  }
  return id;
}

async function noteUnused(cli: Cli, profileId: string): Promise<void> {
  const { value } = await cli.client.call(routes.profiles.list, { params: { tenantId: await cli.tenant() } });
  const put = value.items.find(({ id }) => id === profileId);
  if (put !== undefined && put.usedBy.people === 0 && !cli.printer.json) {
    cli.printer.note(`nobody has it yet: "lamplight profile use ${profileId}" makes it everybody's, --group a group's`);
  }
}

function usersOf({ usedBy }: ProfileSummaryBody): string {
  return [
    ...(usedBy.tenant ? ['everybody else'] : []),
    ...(usedBy.groups.length === 0 ? [] : [`${counted(usedBy.groups.length, 'group')}: ${usedBy.groups.join(', ')}`]),
    ...usedBy.profiles.map((profile) => `base of ${profile}`),
  ].join('; ');
}

function stateOf({ findings, version, inForce }: ProfileSummaryBody): string {
  const behind = version === inForce ? '' : `version ${inForce ?? 'of its base'} is in force`;
  return [behind, countFindings(findings)].filter((text) => text !== '').join('; ');
}

import { routes, SETTINGS, SETTINGS_SECTIONS, type SettingsSection } from '@lamplight/admin-api';
import { LamplightError, loadConfig } from '@lamplight/runtime';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import type { Cli } from '../cli.ts';
import { type CommandMaking, command, type Noun } from '../command.ts';
import { ifMatchOf, type RevisionOption } from '../if-match.ts';
import { wholeNumber } from '../input/arguments.ts';
import { EXPLAINED, explained } from '../input/explain.ts';
import type { Field } from '../output/fields.ts';
import { assigned } from '../settings/assignments.ts';

export const settingsCommands: Noun = ({ within }) => {
  const noun = command('settings', 'privacy, retention, matching, twinning and profiles of a tenant', [
    ['lamplight settings show', 'every section'],
    ['lamplight settings set retention leavers=14', 'data of leavers goes after 14 days'],
    ['lamplight settings set privacy pause.byPerson=true pause.maxHours=8', 'people may pause themselves'],
    ['lamplight settings set profiles profile=procall timeZone=Europe/Berlin', 'the rules of everybody'],
    ['lamplight settings set profiles \'groups=[{"group":"sales","profile":"enreach"}]\'', 'those of a group'],
    ["lamplight settings set profiles 'labels.in-the-lab.en=In the lab'", 'words of its own'],
    ['lamplight privacy works-council', 'availability and line only, whoever looks'],
  ]);
  const section = () => new Argument('<section>', 'what is settled there').choices(SETTINGS_SECTIONS);
  noun
    .command('show')
    .description('a section with its defaults filled in; all of them without one')
    .addArgument(new Argument('[section]').choices(SETTINGS_SECTIONS))
    .action(
      within(async (cli, named: SettingsSection | undefined) => {
        const sections = named === undefined ? SETTINGS_SECTIONS : [named];
        const read = await Promise.all(sections.map(async (each) => [each, (await get(cli, each)).value] as const));
        const value = named === undefined ? Object.fromEntries(read) : read[0]?.[1];
        await cli.printer.record(
          value,
          read.flatMap(([each, content]) => fieldsOf(each, content)),
        );
      }),
    );
  noun
    .command('set')
    .description('changes what is named; the rest stays')
    .addArgument(section())
    .argument('[name=value...]', 'such as leavers=14; lists and objects as JSON')
    .option('--file <file>', 'the whole section, YAML or JSON; what it leaves out has its default')
    .option('--revision <number>', 'only if the section is still at this revision', wholeNumber(0))
    .action(
      within(
        async (
          cli,
          name: SettingsSection,
          assignments: readonly string[],
          options: RevisionOption & { readonly file?: string },
        ) => {
          if ((options.file === undefined) === (assignments.length === 0)) {
            throw new LamplightError('request_invalid', 'say what to change: either name=value or --file FILE');
          }
          const { value: before, etag } = await get(cli, name);
          const wanted =
            options.file === undefined
              ? assigned(before, assignments)
              : loadConfig({ schema: SETTINGS[name], file: options.file });
          await put(cli, name, wanted, ifMatchOf(options, etag));
        },
      ),
    );
  return noun;
};

/** `lamplight privacy works-council`: the preset alone, since that is what a works council asks for. */
export function privacyCommand({ within }: CommandMaking): Command {
  return command('privacy', 'what is shown of people: works-council shows availability and line only', [
    ['lamplight privacy works-council', ''],
    ['lamplight settings show privacy', 'masks by role and pauses'],
  ])
    .addArgument(new Argument('<preset>', 'whoever looks').choices(['open', 'works-council']))
    .action(
      within(async (cli, preset: 'open' | 'works-council') => {
        const { value, etag } = await get(cli, 'privacy');
        await put(cli, 'privacy', assigned(value, [`preset=${preset}`]), ifMatchOf({}, etag));
      }),
    );
}

async function get(cli: Cli, section: SettingsSection) {
  return cli.client.call(routes.settings.get, { params: { tenantId: await cli.tenant(), section } });
}

async function put(
  cli: Cli,
  section: SettingsSection,
  wanted: unknown,
  match: { readonly ifMatch?: string },
): Promise<void> {
  const checked = SETTINGS[section].safeParse(wanted, EXPLAINED);
  if (!checked.success) {
    throw new LamplightError('request_invalid', explained(checked.error.issues, section).join('\n  '));
  }
  const params = { tenantId: await cli.tenant(), section };
  const body = z.json().parse(structuredClone(checked.data));
  const { value } = await cli.client.call(routes.settings.put, { params, body, ...match });
  await cli.printer.record(value, fieldsOf(section, value));
}

/** `retention.leavers  14`: every value by its path, as `settings set` takes it. */
function fieldsOf(section: string, value: unknown): Field[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const members = Object.entries(value);
    return members.length === 0
      ? [[section, 'none', 'quiet']]
      : members.flatMap(([name, inner]) => fieldsOf(`${section}.${name}`, inner));
  }
  return [[section, Array.isArray(value) ? value.map(shown).join(', ') || 'none' : String(value)]];
}

/** An entry of a list. */
function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

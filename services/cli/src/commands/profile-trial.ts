/** Commands that look at profiles and change nothing: check, diff, try. Files are read here, so no gateway is needed. */
import { routes } from '@lamplight/admin-api';
import {
  checkProfile,
  diffProfiles,
  type ProfileDifference,
  parseClaims,
  profileJsonSchema,
  SHIPPED_SURROUNDINGS,
  tryProfile,
} from '@lamplight/profiles';
import { LamplightError } from '@lamplight/runtime';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { CommandMaking } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { wholeNumber } from '../input/arguments.ts';
import { readWhole } from '../input/read-file.ts';
import { counted } from '../output/times.ts';
import { countFindings, printFindings } from '../profiles/describe-findings.ts';
import { printTrial, type Trial } from '../profiles/describe-trial.ts';
import { isFile, namedProfile, readProfileFile, wholeProfile } from '../profiles/named-profile.ts';

/** The gateway takes no more. */
const MOST_CLAIMS = 4_194_304;

const NAMED = 'a YAML file, or a profile as id or id@version';

interface TryOptions {
  readonly claims?: string;
  readonly live?: true;
  readonly against?: string;
  readonly limit?: number;
  readonly why?: true;
}

export function profileTrialCommands(noun: Command, { within }: CommandMaking): void {
  noun
    .command('schema')
    .description('the format as JSON Schema, for editors')
    .option('--live', 'of the version that the gateway has')
    .action(
      within(async (cli, { live }: { readonly live?: true }) => {
        const schema = live === true ? (await cli.client.call(routes.profiles.schema, {})).value : profileJsonSchema();
        await cli.terminal.write(`${JSON.stringify(schema, null, 2)}\n`);
      }),
    );
  noun
    .command('check')
    .description('everything that is wrong with a profile, by line and column; no gateway is needed')
    .argument('<file>', 'YAML; - for standard input')
    .option('--live', 'also against the labels, groups, systems and profiles of the tenant')
    .action(
      within(async (cli, file: string, { live }: { readonly live?: true }) => {
        const { name, text } = await readProfileFile(cli, file);
        const { profile, findings } = live === true ? await checkedLive(cli, text) : checkProfile(text);
        await cli.printer.record({ valid: profile !== null, findings }, []);
        await printFindings(cli.printer, name, findings);
        const counts = countFindings(findings);
        if (profile === null) {
          cli.exitCode = EXIT_CODES.no;
          await cli.printer.text(`${counts}: it would be refused\n`);
        } else {
          await cli.printer.text(`${profile.id} is valid${counts === '' ? '' : ` (${counts})`}\n`);
        }
      }),
    );
  noun
    .command('diff')
    .description('in what two profiles differ')
    .argument('<before>', NAMED)
    .argument('<after>', NAMED)
    .action(
      within(async (cli, before: string, after: string) => {
        const differences = await differencesOf(cli, before, after);
        await cli.printer.record({ items: differences }, []);
        for (const { path, before: was, after: is } of differences) {
          await cli.printer.text(`${cli.printer.styled(path, 'heading')}\n`);
          await cli.printer.fields([
            [`  ${before}`, was ?? '-'],
            [`  ${after}`, is ?? '-'],
          ]);
        }
        await cli.printer.text(
          differences.length === 0 ? 'they do the same\n' : `\n${counted(differences.length, 'difference')}\n`,
        );
      }),
    );
  noun
    .command('try')
    .description('who would be shown, or written, otherwise, and by which rule; nothing is carried out')
    .argument('<profile>', NAMED)
    .option('--claims <file>', 'people and what is claimed of them, YAML; no gateway is needed')
    .option('--live', 'everybody of the tenant, with what is claimed of them now')
    .option('--against <profile>', 'what it is compared with; default: live what each has now, else lamplight')
    .option('--why', 'also what was discarded, and why')
    .option('--limit <number>', 'how many people are shown at the most; all are counted', wholeNumber(1))
    .action(
      within(async (cli, name: string, options: TryOptions) => {
        if ((options.claims === undefined) === (options.live === undefined)) {
          throw new LamplightError('request_invalid', 'say on whom to try it: either --claims FILE or --live');
        }
        await printTrial(
          cli.printer,
          options.claims === undefined
            ? await triedLive(cli, name, options)
            : await triedHere(cli, name, options.claims, options),
          options.why === true,
        );
      }),
    );
}

/** Files are compared here; what the tenant has is compared there, with what it extends. */
async function differencesOf(cli: Cli, before: string, after: string): Promise<readonly ProfileDifference[]> {
  if (isHere(before) || isHere(after)) {
    return diffProfiles(await wholeProfile(cli, before), await wholeProfile(cli, after));
  }
  const params = { tenantId: await cli.tenant() };
  return (await cli.client.call(routes.profiles.diff, { params, query: { before, after } })).value.items;
}

function isHere(name: string): boolean {
  return isFile(name) || SHIPPED_SURROUNDINGS.base(name) !== undefined;
}

async function checkedLive(cli: Cli, content: string) {
  const params = { tenantId: await cli.tenant() };
  return (await cli.client.call(routes.profiles.check, { params, body: { content } })).value;
}

async function triedLive(cli: Cli, name: string, { against, limit }: TryOptions): Promise<Trial> {
  const tried = isFile(name) ? { content: (await namedProfile(cli, name)).text } : { profile: name };
  const compared = against === undefined ? {} : { against };
  const body = { ...tried, ...compared, ...(limit === undefined ? {} : { limit }) };
  const params = { tenantId: await cli.tenant() };
  return (await cli.client.call(routes.profiles.try, { params, body })).value;
}

async function triedHere(cli: Cli, name: string, file: string, { against, limit }: TryOptions): Promise<Trial> {
  const text = (await readWhole(file, cli.terminal, MOST_CLAIMS)).toString('utf8');
  const { now, people } = parseClaims(text, file, cli.clock.now());
  const profile = await wholeProfile(cli, name);
  const other = await wholeProfile(cli, against ?? 'lamplight');
  const rows = tryProfile(people, { profile: () => profile, against: () => other, now, language: 'en' });
  const differing = rows.filter(({ differs }) => differs).length;
  return { people: people.length, differing, rows: limit === undefined ? rows : rows.slice(0, limit) };
}

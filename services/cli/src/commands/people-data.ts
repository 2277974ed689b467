/** What comes in and goes out about people: import, export, erasure. */
import { routes } from '@lamplight/admin-api';
import { type Command, Option } from 'commander';
import { type CommandMaking, command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { ifMatchOf } from '../if-match.ts';
import { checkedLines } from '../input/check-records.ts';
import { readWhole } from '../input/read-file.ts';
import { FORMATS, type Format, formatOf, readRecords } from '../input/records.ts';
import { writeNew } from '../input/write-file.ts';
import { followJob } from '../jobs/follow-job.ts';
import { findPerson, handleOf } from '../naming/find-person.ts';
import { PERSON_COLUMNS, personOf } from '../people/person-columns.ts';

export interface ImportOptions {
  readonly format?: Format;
  readonly dryRun?: boolean;
}

export function withImportOptions(made: Command): Command {
  return made
    .argument('<file>', 'CSV, lines of JSON (NDJSON) or an array of JSON; - for standard input')
    .addOption(new Option('--format <format>', 'default: by the ending of the file').choices(FORMATS))
    .option('--dry-run', 'only shows what would change');
}

export function peopleDataCommands({ within }: CommandMaking): readonly Command[] {
  const importing = withImportOptions(
    command('import', 'takes people in from a file, all or none', [
      ['lamplight people import staff.csv --dry-run', 'what would change'],
      ['lamplight people import staff.ndjson', 'as the API takes them'],
    ]),
  )
    .addHelpText('after', CSV_HELP)
    .action(
      within(async (cli, file: string, { format, dryRun = false }: ImportOptions) => {
        const kind = format ?? formatOf(file);
        const bytes = await readWhole(file, cli.terminal, routes.people.import.maxBody);
        const read = readRecords(bytes, kind, PERSON_COLUMNS, personOf);
        const lines = checkedLines(file, read, routes.people.create.body);
        noteEncoding(cli.printer.note.bind(cli.printer), file, read.encoding);
        const params = { tenantId: await cli.tenant() };
        const { value } = await cli.client.send(routes.people.import, {
          params,
          query: { dryRun },
          bytes: lines.bytes,
        });
        await followJob(cli, value, lines.places);
      }),
    );
  const exporting = command('export', 'everything kept of a person, the audit included, for them to have')
    .argument('<who>')
    .argument('[file]', 'default: standard output')
    .action(
      within(async (cli, who: string, file: string | undefined) => {
        const tenantId = await cli.tenant();
        const { id: personId, displayName } = await findPerson(cli, who);
        const { value } = await cli.client.call(routes.people.export, { params: { tenantId, personId } });
        const text = `${JSON.stringify(value, null, 2)}\n`;
        if (file === undefined || file === '-') {
          await cli.terminal.write(text);
        } else {
          await writeNew(file, Buffer.from(text));
          cli.printer.note(`everything kept of ${displayName} is in ${file}`);
        }
      }),
    );
  const erasing = command('erase', 'erases everything kept of a person, in the audit too; its chain still holds')
    .argument('<who>')
    .action(
      within(async (cli, who: string) => {
        const tenantId = await cli.tenant();
        const person = await findPerson(cli, who);
        const params = { tenantId, personId: person.id };
        const { etag } = await cli.client.call(routes.people.get, { params });
        await confirm(cli, `Erasing ${person.displayName} (${handleOf(person)}) cannot be undone`);
        await cli.client.call(routes.people.erase, { params, ...ifMatchOf({}, etag) });
        await cli.printer.done(undefined, `everything kept of ${person.displayName} is erased`);
      }),
    );
  return [importing, exporting, erasing];
}

/** A file that had to be read in an old code page may have wrong letters; who sees it said looks at them. */
export function noteEncoding(note: (text: string) => void, file: string, encoding: string): void {
  if (encoding !== 'utf-8') {
    note(`${file} was read as ${encoding}: save it as UTF-8 if letters are wrong`);
  }
}

const CSV_HELP = `
The head of a CSV file names its columns, in any order: ${PERSON_COLUMNS.join(', ')}.
Needed are displayName, and entraObjectId or upn: by these a person is found again, who is there is changed, who is not
is added. Several values in one cell stand with | between them. Comma, semicolon and tab are understood.`;

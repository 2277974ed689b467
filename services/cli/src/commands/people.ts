import { type PersonBody, routes } from '@lamplight/admin-api';
import { type Command, Option } from 'commander';
import { command, type Noun } from '../command.ts';
import { defined } from '../defined.ts';
import { ifMatchOf, type RevisionOption } from '../if-match.ts';
import { repeated, wholeNumber } from '../input/arguments.ts';
import { findPerson } from '../naming/find-person.ts';
import type { Column } from '../output/table.ts';
import { shortTime } from '../output/times.ts';
import { pagesOf } from '../paging.ts';
import { type AddressOptions, addressesOf, changedAddresses } from '../people/addresses.ts';
import { fieldsOf } from '../people/describe-person.ts';
import { type ShownAsOptions, shownAsOf, withShownAsOptions } from '../people/shown-as.ts';
import { peopleDataCommands } from './people-data.ts';
import { peopleStateCommands } from './people-state.ts';

const KINDS = ['person', 'guest', 'room', 'resource'] as const;
const TELEPHONY = ['pbx', 'teams', 'twinned'] as const;

const COLUMNS: readonly Column<PersonBody>[] = [
  { title: 'Name', value: ({ displayName }) => displayName },
  { title: 'UPN or mail', value: (person) => addressOf(person, 'upn') || addressOf(person, 'mail') },
  { title: 'Phone', value: (person) => addressOf(person, 'phone'), dispensable: true },
  { title: 'Department', value: ({ department }) => department, dispensable: true },
  { title: 'Profile', value: ({ profileId }) => profileId ?? '', dispensable: true },
  { title: 'State', value: stateOf, style: (person) => (stateOf(person) === '' ? undefined : 'warning') },
  { title: 'Id', value: ({ id }) => id, dispensable: true },
];

interface ListOptions {
  readonly kind?: (typeof KINDS)[number][];
  readonly group?: string;
  readonly system?: string;
  readonly profile?: string;
  readonly state?: 'active' | 'left' | 'paused' | 'all';
  readonly without?: 'line' | 'teams';
  readonly limit?: number;
}

interface PersonOptions extends AddressOptions, ShownAsOptions {
  readonly name?: string;
  readonly kind?: (typeof KINDS)[number];
  readonly department?: string;
  readonly telephony?: (typeof TELEPHONY)[number];
  readonly objectId?: string;
  readonly group?: readonly string[];
}

export const peopleCommands: Noun = (making) => {
  const { within } = making;
  const noun = command('people', 'who is shown: people, guests, rooms, resources', [
    ['lamplight people list berg', 'everybody whose name or address contains it'],
    ['lamplight people show anna.berg@example.com', 'one person with every line'],
    ['lamplight people add "Anna Berg" --upn anna.berg@example.com --phone "+49 30 1234 567"', ''],
    ['lamplight people set anna.berg@example.com --profile quiet --status Busy=label:in-the-lab', 'how she is shown'],
    ['lamplight people import staff.csv --dry-run', 'what a file would change'],
    ['lamplight people erase anna.berg@example.com', 'everything kept of a person'],
  ]).addHelpText('after', `\n${WHO}`);
  noun
    .command('list')
    .description('people by name')
    .argument('[query]', 'a part of a name or an address')
    .addOption(repeated('--kind <kind>', 'only these', KINDS))
    .option('--group <group>', 'only members of this group')
    .option('--system <system>', 'only people with a line or an account there')
    .option('--profile <profile>', 'only people who have it as their own')
    .addOption(new Option('--state <state>', 'who is listed').choices(['active', 'left', 'paused', 'all']))
    .addOption(new Option('--without <what>', 'only people who have none').choices(['line', 'teams']))
    .option('--limit <number>', 'how many at the most', wholeNumber(1))
    .action(
      within(async (cli, query: string | undefined, { limit, ...filters }: ListOptions) => {
        const tenantId = await cli.tenant();
        const asked = defined({ query, ...filters });
        const pages = pagesOf(
          (page) => cli.client.call(routes.people.list, { params: { tenantId }, query: { ...asked, ...page } }),
          limit,
        );
        await cli.printer.list(pages, COLUMNS, 'nobody fits');
      }),
    );
  noun
    .command('find')
    .description('who has an address, as the gateway reads it')
    .argument('<address>', 'UPN, mail, number as dialled anywhere, extension, SIP URI or Entra object id')
    .action(
      within(async (cli, address: string) => {
        const tenantId = await cli.tenant();
        const { value } = await cli.client.call(routes.people.find, { params: { tenantId }, query: { address } });
        const columns = [{ title: 'How', value: ({ how }: { how: string }) => how }, ...COLUMNS];
        await cli.printer.list(
          (async function* () {
            yield value.items;
          })(),
          columns,
          `nobody has the address ${address}`,
        );
      }),
    );
  noun
    .command('show')
    .description('one person with every line')
    .argument('<who>')
    .action(
      within(async (cli, who: string) => {
        const tenantId = await cli.tenant();
        const { id: personId } = await findPerson(cli, who);
        const { value } = await cli.client.call(routes.people.get, { params: { tenantId, personId } });
        await cli.printer.record(value, fieldsOf(value, cli.clock.now()));
      }),
    );
  withPersonOptions(noun.command('add').description('takes a person in').argument('<name>')).action(
    within(async (cli, displayName: string, options: PersonOptions) => {
      const tenantId = await cli.tenant();
      const body = {
        displayName,
        ...changesOf(options),
        ...shownAsOf(options, {}),
        addresses: addressesOf(options),
      };
      const { value } = await cli.client.call(routes.people.create, { params: { tenantId }, body });
      await cli.printer.done(value, `${displayName} is known as ${value.id}`);
    }),
  );
  withPersonOptions(
    noun
      .command('set')
      .description('changes what is named; the rest stays. An address option replaces all of its kind; "" removes them')
      .argument('<who>')
      .option('--name <name>', 'display name')
      .option('--revision <number>', 'only if the person is still as "show" showed', wholeNumber(0)),
  ).action(
    within(async (cli, who: string, options: PersonOptions & RevisionOption) => {
      const tenantId = await cli.tenant();
      const { id: personId } = await findPerson(cli, who);
      const params = { tenantId, personId };
      const { value: before, etag } = await cli.client.call(routes.people.get, { params });
      const addresses = changedAddresses(before.addresses, options);
      const body = {
        ...changesOf(options),
        ...shownAsOf(options, before.statuses),
        ...defined({ displayName: options.name, addresses }),
      };
      const { value } = await cli.client.call(routes.people.update, { params, body, ...ifMatchOf(options, etag) });
      await cli.printer.done(value, `${value.displayName} is changed`);
    }),
  );
  for (const each of [...peopleDataCommands(making), ...peopleStateCommands(making)]) {
    noun.addCommand(each);
  }
  return noun;
};

const WHO = `A person is named by id, UPN, mail, number, extension, a name that is unique, or "me": who the key belongs to.`;

function withPersonOptions(made: Command): Command {
  return withShownAsOptions(made)
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS))
    .addOption(repeated('--upn <address>', 'user principal name; may be repeated'))
    .addOption(repeated('--mail <address>', 'mail address; may be repeated'))
    .addOption(repeated('--phone <number>', 'number in international form; may be repeated'))
    .addOption(repeated('--line <address>', 'extension or SIP URI to match by; may be repeated'))
    .option('--department <name>')
    .addOption(new Option('--telephony <mode>', 'where calls are: twinned are seen by both').choices(TELEPHONY))
    .option('--object-id <uuid>', 'in Entra; "" removes it')
    .addOption(repeated('--group <group>', 'group it is in; may be repeated; "" for none'));
}

function changesOf(options: PersonOptions) {
  return defined({
    kind: options.kind,
    department: options.department,
    telephony: options.telephony,
    entraObjectId: options.objectId === '' ? null : options.objectId,
    groupIds: options.group?.filter((group) => group !== ''),
  });
}

function addressOf(person: PersonBody, kind: string): string {
  return person.addresses.find((address) => address.kind === kind)?.value ?? '';
}

function stateOf({ leftAt, pause }: PersonBody): string {
  if (leftAt !== null) {
    return `left ${shortTime(leftAt).slice(0, 10)}`;
  }
  return pause === null ? '' : `paused${pause.until === null ? '' : ` until ${shortTime(pause.until)}`}`;
}

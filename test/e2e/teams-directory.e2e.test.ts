/** People who come from the Entra tenant: who is taken, with what, and what becomes of changes there. */
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { accountOf, TeamsSite, upnOf } from './teams-site.ts';

const SALES = 'c2f798fd-f95d-4623-8824-63aec21ff001';

let site: TeamsSite;
afterEach(() => site.close());

const member = (name: string, more: object = {}) => ({
  id: accountOf(name),
  userPrincipalName: upnOf(name),
  displayName: `${name[0]?.toUpperCase()}${name.slice(1)} Berg`,
  ...more,
});

const TENANT = [
  member('anna', { department: 'Sales', businessPhones: ['+49 30 1234567'], mobilePhone: '+49 171 2345678' }),
  member('bert', { businessPhones: ['+49 30 1234568'] }),
  member('gast', { userType: 'Guest' }),
  member('gone', { accountEnabled: false }),
  member('room', { plans: ['room'] }),
  member('mail', { plans: [] }),
];

const personSchema = z.object({
  id: z.string(),
  displayName: z.string(),
  department: z.string(),
  entraObjectId: z.string().nullable(),
  origin: z.string(),
  leftAt: z.string().nullable(),
  addresses: z.array(z.object({ kind: z.string(), value: z.string() })),
  groupIds: z.array(z.string()),
});
type Person = z.output<typeof personSchema>;

async function start(directory: object): Promise<void> {
  site = await TeamsSite.make({
    teams: { directory },
    simulator: { people: TENANT },
    prepare: ({ control }) => {
      control.directory.addGroup({ id: SALES, displayName: 'Sales', members: [accountOf('anna')] });
    },
  });
}

async function people(): Promise<readonly Person[]> {
  const lines = (await site.done('people', 'list', '--json')).split('\n').filter((line) => line !== '');
  return lines.map((line) => personSchema.parse(JSON.parse(line)));
}

const names = (all: readonly Person[]): readonly string[] => all.map(({ displayName }) => displayName).toSorted();
const arrived = (...wanted: readonly string[]) => site.looked(people, (all) => names(all).join() === wanted.join());
const addressesOf = (person: Person | undefined): readonly string[] =>
  (person?.addresses ?? []).map(({ kind, value }) => `${kind} ${value}`).toSorted();
const called = (all: readonly Person[], name: string) => all.find(({ displayName }) => displayName === name);

test('full: names, numbers and groups; who is left out is counted; leavers go dark; a rename keeps its person', async () => {
  await start({ level: 'full', groups: [SALES], everybody: true });
  const first = await arrived('Anna Berg', 'Bert Berg');
  const [anna, bert] = [called(first, 'Anna Berg'), called(first, 'Bert Berg')];
  expect(anna).toMatchObject({ department: 'Sales', entraObjectId: accountOf('anna'), origin: 'directory' });
  expect(addressesOf(anna)).toEqual([
    `mail ${upnOf('anna')}`,
    'phone +49 171 2345678',
    'phone +49 30 1234567',
    `upn ${upnOf('anna')}`,
  ]);
  expect(bert?.groupIds).toEqual([]);
  await site.looked(people, (all) => called(all, 'Anna Berg')?.groupIds.length === 1);

  const shown = await site.done('directory', 'show', 'entra');
  for (const reason of [/1 guest/, /1 disabled/, /1 room/, /1 .*(no-teams|without)/]) {
    expect(shown).toMatch(reason);
  }

  const board = await site.watch(anna?.id ?? '', bert?.id ?? '');
  site.control.directory.changePerson(accountOf('anna'), {
    userPrincipalName: upnOf('anna.tal'),
    displayName: 'Anna Tal',
  });
  site.control.directory.changePerson(accountOf('bert'), { accountEnabled: false });
  await site.done('directory', 'sync', 'entra');
  const after = await site.looked(people, (all) => called(all, 'Anna Tal') !== undefined);
  expect(called(after, 'Anna Tal')).toMatchObject({ id: anna?.id, entraObjectId: accountOf('anna') });
  expect(addressesOf(called(after, 'Anna Tal'))).toContain(`upn ${upnOf('anna.tal')}`);
  await site.looked(
    () => JSON.stringify(board.told.at(-1)),
    (told) => told.includes(bert?.id ?? '') && told.includes('person_unknown'),
  );
  site.control.act(accountOf('anna'), { do: 'join a call' });
  await site.looked(
    () => board.presenceOf(anna?.id ?? '')?.activity,
    (activity) => activity === 'InACall',
  );
});

test('basic: names and mail, and no number', async () => {
  await start({ level: 'basic' });
  const all = await site.looked(people, (seen) => called(seen, 'Anna Berg') !== undefined);
  expect(addressesOf(called(all, 'Anna Berg'))).toEqual([`mail ${upnOf('anna')}`, `upn ${upnOf('anna')}`]);
  expect(await site.done('directory', 'show', 'entra')).toMatch(/Numbers +\S/);
});

test('none: nobody comes, and it is said why', async () => {
  await start({ level: 'none' });
  expect(await site.done('directory', 'show', 'entra')).toContain('none: people are listed by hand');
  expect(await people()).toEqual([]);
});

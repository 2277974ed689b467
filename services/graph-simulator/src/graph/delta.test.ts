import { describe, expect, test } from 'vitest';
import { ADA, BELA, type SimulatedTenant, simulatedTenant } from '../testing/simulated-tenant.ts';

const TEAM = 'c2f798fd-f95d-4623-8824-63aec21ff001';
const DAY_MS = 86_400_000;

interface Round {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly pages: number;
  /** The path of the next round, below `/v1.0/`. */
  readonly link: string;
}

const below = (link: string): string => link.replace('https://graph.microsoft.com/v1.0/', '');

async function round({ graph }: SimulatedTenant, path: string, headers?: Record<string, string>): Promise<Round> {
  const items = [];
  let pages = 0;
  for (let next = path; ; ) {
    const { status, body } = await graph('GET', next, undefined, headers);
    expect(`${status} ${body.slice(0, 60)}`).toMatch(/^200/);
    const page = JSON.parse(body);
    items.push(...page.value);
    pages += 1;
    if (page['@odata.deltaLink'] !== undefined) {
      expect(page).not.toHaveProperty('@odata.nextLink');
      return { items, pages, link: below(page['@odata.deltaLink']) };
    }
    next = below(page['@odata.nextLink']);
  }
}

describe('users/delta', () => {
  test('gives everybody, page by page, without what was never set; then nothing', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 45, people: [] } });
    tenant.simulator.control.changeSwitches({ deltaPageSize: '20' });
    const first = await round(tenant, 'users/delta?$select=displayName,officeLocation');
    expect([first.items.length, first.pages]).toEqual([45, 3]);
    expect(Object.keys(first.items[0] ?? {}).sort()).toEqual(['displayName', 'id']);
    expect(first.link).toMatch(/^users\/delta\?\$deltatoken=/);
    expect((await round(tenant, first.link)).items).toEqual([]);
  });

  test('tells of who is new, changed or gone, once, with the selected properties', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 3, people: [] } });
    const { control } = tenant.simulator;
    const first = await round(tenant, 'users/delta?$select=displayName,department');
    const [one, two, three] = control.people.map(({ id }) => id);
    control.directory.changePerson(one ?? '', { department: 'Sales' });
    control.directory.changePerson(one ?? '', { displayName: 'Ada Renamed' });
    control.removePerson(two ?? '');
    control.removePerson(three ?? '', true);
    const { id } = control.addPerson({ userPrincipalName: 'new@contoso.example', displayName: 'New' });
    const second = await round(tenant, first.link);
    expect(second.items).toEqual([
      { id: one, displayName: 'Ada Renamed', department: 'Sales' },
      { id: two, '@removed': { reason: 'changed' } },
      { id: three, '@removed': { reason: 'deleted' } },
      { id, displayName: 'New' },
    ]);
    expect((await round(tenant, second.link)).items).toEqual([]);
  });

  test('does not tell of properties that were not selected; a value set to null is told', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 2, people: [] } });
    const { control } = tenant.simulator;
    const [one = ''] = control.people.map(({ id }) => id);
    control.directory.changePerson(one, { department: 'Sales' });
    const first = await round(tenant, 'users/delta?$select=displayName,department');
    control.directory.changePerson(one, { mobilePhone: '+4915155501' });
    const second = await round(tenant, first.link);
    expect(second.items).toEqual([]);
    control.directory.changePerson(one, { department: null });
    expect((await round(tenant, second.link, { prefer: 'return=minimal' })).items).toEqual([
      { id: one, department: null },
    ]);
    expect((await round(tenant, second.link)).items[0]).toHaveProperty('displayName');
  });

  test('a round in the middle keeps what changes meanwhile for the next', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 50, people: [] } });
    const { control } = tenant.simulator;
    control.changeSwitches({ deltaPageSize: '20' });
    const first = await round(tenant, 'users/delta?$select=displayName');
    for (const { id } of control.people) {
      control.directory.changePerson(id, { displayName: 'Once' });
    }
    const page = JSON.parse((await tenant.graph('GET', first.link)).body);
    control.directory.changePerson(page.value[0].id, { displayName: 'Twice' });
    const rest = await round(tenant, below(page['@odata.nextLink']));
    expect(page.value.length + rest.items.length).toBe(50);
    expect((await round(tenant, rest.link)).items).toEqual([{ id: page.value[0].id, displayName: 'Twice' }]);
  });

  test('from now on, without what there is', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 2, people: [] } });
    const now = await round(tenant, 'users/delta?$deltatoken=latest');
    expect(now.items).toEqual([]);
    tenant.simulator.control.directory.changePerson(tenant.simulator.control.people[0]?.id ?? '', { jobTitle: 'X' });
    expect((await round(tenant, now.link)).items.length).toBe(1);
  });

  test.each([
    ['400', 400, undefined],
    ['410', 410, 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken='],
  ] as const)('a link older than seven days: %s', async (expiredDeltaToken, status, location) => {
    const tenant = simulatedTenant();
    tenant.simulator.control.changeSwitches({ expiredDeltaToken });
    const { link } = await round(tenant, 'users/delta');
    tenant.clock.advance(7 * DAY_MS);
    expect((await tenant.graph('GET', link)).status).toBe(200);
    tenant.clock.advance(1);
    const answer = await tenant.graph('GET', link);
    expect([answer.status, answer.headers['location']]).toEqual([status, location]);
    expect(JSON.parse(answer.body).error.code).toBe('syncStateNotFound');
  });

  test.each(['resyncRequired', 'syncStateNotFound'] as const)('a reset: 410 %s, and how to go on', async (code) => {
    const tenant = simulatedTenant();
    tenant.simulator.control.changeSwitches({ deltaResetCode: code });
    const { link } = await round(tenant, 'users/delta');
    tenant.simulator.control.directory.resetDelta();
    const answer = await tenant.graph('GET', link);
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([410, code]);
    expect((await round(tenant, below(answer.headers['location'] ?? ''))).items.length).toBe(2);
  });

  test.each([
    [['User.ReadBasic.All'], 403],
    [['User.Read.All'], 200],
    [['Directory.Read.All'], 200],
  ] as const)('with %s: %d', async (roles, status) => {
    const { simulator, graph, appId } = simulatedTenant();
    simulator.control.apps.consent(appId, { roles: [...roles] });
    expect((await graph('GET', 'users/delta')).status).toBe(status);
  });

  test('a token that is none, and options that are not served', async () => {
    const { graph } = simulatedTenant();
    expect((await graph('GET', 'users/delta?$deltatoken=nonsense')).status).toBe(400);
    expect((await graph('GET', 'users/delta?$top=5')).status).toBe(501);
  });
});

describe('groups/delta', () => {
  const twoInTeam = () => {
    const tenant = simulatedTenant();
    tenant.simulator.control.directory.addGroup({ id: TEAM, displayName: 'Team', members: [ADA, BELA] });
    return tenant;
  };
  const user = (id: string) => ({ '@odata.type': '#microsoft.graph.user', id });

  test('gives groups with members, then who came and went', async () => {
    const tenant = twoInTeam();
    const { control } = tenant.simulator;
    const first = await round(tenant, 'groups/delta?$select=displayName,members');
    expect(first.items).toEqual([{ id: TEAM, displayName: 'Team', 'members@delta': [BELA, ADA].map(user) }]);
    control.directory.removeMember(TEAM, ADA);
    const { id } = control.addPerson({ userPrincipalName: 'new@contoso.example', displayName: 'New' });
    control.directory.addMember(TEAM, id);
    const second = await round(tenant, first.link);
    expect(second.items).toEqual([
      {
        id: TEAM,
        displayName: 'Team',
        'members@delta': [{ ...user(ADA), '@removed': { reason: 'deleted' } }, user(id)],
      },
    ]);
    control.directory.changeGroup(TEAM, { displayName: 'Renamed' });
    const third = await round(tenant, second.link);
    expect(third.items).toEqual([{ id: TEAM, displayName: 'Renamed' }]);
    control.directory.removeGroup(TEAM);
    expect((await round(tenant, third.link)).items).toEqual([{ id: TEAM, '@removed': { reason: 'deleted' } }]);
  });

  test('a deleted user leaves the group', async () => {
    const tenant = twoInTeam();
    const { link } = await round(tenant, 'groups/delta');
    tenant.simulator.control.removePerson(BELA);
    expect((await round(tenant, link)).items).toMatchObject([
      { 'members@delta': [{ id: BELA, '@removed': { reason: 'deleted' } }] },
    ]);
  });

  test('a large group comes in parts, each member once', async () => {
    const tenant = simulatedTenant({ config: { samplePeople: 70, people: [] } });
    const { control } = tenant.simulator;
    control.changeSwitches({ deltaPageSize: '20' });
    const members = control.people.map(({ id }) => id);
    control.directory.addGroup({ displayName: 'Everybody', members });
    control.directory.addGroup({ displayName: 'Nobody' });
    const { items, pages } = await round(tenant, 'groups/delta?$expand=members&$select=displayName');
    const given = items.flatMap((item) => JSON.parse(JSON.stringify(item['members@delta'] ?? [])));
    expect(given.map(({ id }) => id).sort()).toEqual([...members].sort());
    expect(pages).toBe(4);
    expect(new Set(items.map(({ displayName }) => displayName))).toEqual(new Set(['Everybody', 'Nobody']));
  });
});

test('a hundred thousand users come in pages, each once', async () => {
  const tenant = simulatedTenant({ config: { samplePeople: 100_000, people: [] } });
  tenant.simulator.control.changeSwitches({ deltaPageSize: '1000' });
  const { items, pages } = await round(tenant, 'users/delta?$select=id');
  expect([new Set(items.map(({ id }) => id)).size, pages]).toEqual([100_000, 100]);
});

describe('a delta query with a filter', () => {
  test('tracks only the objects that it names, and takes no other filter', async () => {
    const tenant = simulatedTenant();
    const { control } = tenant.simulator;
    const filter = encodeURIComponent(`id eq '${ADA}' or id eq '${TEAM}'`);
    const first = await round(tenant, `users/delta?$select=displayName&$filter=${filter}`);
    expect(first.items.map(({ id }) => id)).toEqual([ADA]);
    control.directory.changePerson(BELA, { displayName: 'B' });
    expect((await round(tenant, first.link)).items).toEqual([]);
    control.directory.changePerson(ADA, { displayName: 'A' });
    expect((await round(tenant, first.link)).items).toMatchObject([{ id: ADA, displayName: 'A' }]);
    const ask = async (text: string) =>
      (await tenant.graph('GET', `users/delta?$filter=${encodeURIComponent(text)}`)).status;
    expect(await ask("displayName eq 'A'")).toBe(501);
    expect(await ask(Array.from({ length: 51 }, () => `id eq '${ADA}'`).join(' or '))).toBe(400);
  });
});

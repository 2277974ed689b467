import { describe, expect, test } from 'vitest';
import { ADA, BELA, simulatedTenant } from '../testing/simulated-tenant.ts';

const GUEST = {
  userPrincipalName: 'zoe_fabrikam.example#EXT#@contoso.example',
  displayName: 'Zoe',
  userType: 'Guest',
  clients: [],
} as const;
const ROOM = {
  userPrincipalName: 'room1@contoso.example',
  displayName: 'Conf Room 1',
  accountEnabled: false,
  plans: [],
  isRoom: true,
  clients: [],
};

const company = () => {
  const tenant = simulatedTenant();
  tenant.simulator.control.addPerson({ ...GUEST, clients: [] });
  tenant.simulator.control.addPerson(ROOM);
  return tenant;
};
const names = (body: string): readonly string[] =>
  JSON.parse(body).value.map(({ displayName }: { displayName: string }) => displayName);

describe('users', () => {
  test.each([
    ['accountEnabled eq true', ['Ada Albers', 'Bela Brandt', 'Zoe']],
    ["accountEnabled eq true and userType eq 'Member'", ['Ada Albers', 'Bela Brandt']],
    ["userType eq 'guest'", ['Zoe']],
    ['accountEnabled eq false', ['Conf Room 1']],
  ])('$filter=%s', async (filter, expected) => {
    const { graph } = company();
    const { status, body } = await graph('GET', `users?$filter=${encodeURIComponent(filter)}`);
    expect([status, names(body)]).toEqual([200, expected]);
  });

  test('counts with ConsistencyLevel, over all pages', async () => {
    const { graph } = company();
    const path = 'users?$count=true&$top=1';
    const { body } = await graph('GET', path, undefined, { consistencylevel: 'eventual' });
    expect([JSON.parse(body)['@odata.count'], names(body).length]).toEqual([4, 1]);
    expect((await graph('GET', path)).status).toBe(501);
  });

  test('a count alone is not served: it is no user or group of that name', async () => {
    const { graph } = company();
    for (const path of ['users/$count', 'groups/$count']) {
      const { status, body } = await graph('GET', path, undefined, { consistencylevel: 'eventual' });
      expect([path, status, JSON.parse(body).error.code]).toEqual([path, 501, 'NotServed']);
    }
  });

  test('a page goes on after the last one of the page before, also when somebody was removed meanwhile', async () => {
    for (const removed of [ADA, BELA]) {
      const { simulator, graph } = company();
      const { body } = await graph('GET', 'users?$top=2');
      expect(names(body)).toEqual(['Ada Albers', 'Bela Brandt']);
      simulator.control.removePerson(removed);
      const next = new URL(JSON.parse(body)['@odata.nextLink']);
      expect(names((await graph('GET', `users${next.search}`)).body)).toEqual(['Zoe', 'Conf Room 1']);
    }
  });

  test('nothing in the user resource tells a room from a disabled account, only places do', async () => {
    const { simulator, graph, appId } = company();
    const select = '$select=displayName,accountEnabled,userType,assignedPlans';
    const { body } = await graph('GET', `users/${ROOM.userPrincipalName}?${select}`);
    expect(JSON.parse(body)).toMatchObject({ accountEnabled: false, userType: 'Member', assignedPlans: [] });
    expect(names((await graph('GET', 'places/microsoft.graph.room')).body)).toEqual(['Conf Room 1']);
    simulator.control.apps.consent(appId, { roles: ['Directory.Read.All'] });
    expect((await graph('GET', 'places/microsoft.graph.room')).status).toBe(403);
  });

  test('plans say who has Teams', async () => {
    const { graph } = company();
    const plans = async (name: string): Promise<string[]> =>
      JSON.parse(
        (await graph('GET', `users/${encodeURIComponent(name)}?$select=assignedPlans`)).body,
      ).assignedPlans.map(({ service }: { service: string }) => service);
    expect(await plans('ada@contoso.example')).toContain('TeamspaceAPI');
    expect(await plans(GUEST.userPrincipalName)).toEqual([]);
  });

  test('User.ReadBasic.All opens names and mail, nothing else', async () => {
    const { simulator, graph, appId } = company();
    simulator.control.apps.consent(appId, { roles: ['User.ReadBasic.All'] });
    expect(Object.keys(JSON.parse((await graph('GET', 'users')).body).value[0])).not.toContain('businessPhones');
    expect((await graph('GET', 'users?$select=id,department')).status).toBe(403);
  });
});

describe('groups', () => {
  const withGroups = () => {
    const tenant = company();
    const { directory } = tenant.simulator.control;
    const inner = directory.addGroup({ displayName: 'Inner', members: [BELA] });
    const outer = directory.addGroup({ displayName: 'Outer', members: [ADA, inner.id] });
    directory.addMember(inner.id, outer.id);
    return { ...tenant, inner, outer };
  };

  test('lists them, one by one and with members', async () => {
    const { graph, outer, inner } = withGroups();
    expect(names((await graph('GET', 'groups?$select=id,displayName')).body)).toEqual(['Inner', 'Outer']);
    expect(JSON.parse((await graph('GET', `groups/${outer.id}`)).body)).toMatchObject({ displayName: 'Outer' });
    const { value } = JSON.parse((await graph('GET', `groups/${outer.id}/members?$select=id,displayName`)).body);
    expect(value).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: ADA, displayName: 'Ada Albers' },
      { '@odata.type': '#microsoft.graph.group', id: inner.id, displayName: 'Inner' },
    ]);
    expect((await graph('GET', `groups/${ADA}`)).status).toBe(404);
  });

  test('members of groups in groups count once, though groups are in each other', async () => {
    const { graph, outer, inner } = withGroups();
    const { value } = JSON.parse((await graph('GET', `groups/${outer.id}/transitiveMembers`)).body);
    expect(value.map(({ id }: { id: string }) => id).sort()).toEqual([ADA, BELA, inner.id].sort());
  });

  test('without a permission to read users, members show their type and id only', async () => {
    const { simulator, graph, appId, outer } = withGroups();
    simulator.control.apps.consent(appId, { roles: ['GroupMember.Read.All'] });
    const { value } = JSON.parse((await graph('GET', `groups/${outer.id}/members?$select=id,displayName`)).body);
    expect(value[0]).toEqual({ '@odata.type': '#microsoft.graph.user', id: ADA, displayName: null });
    simulator.control.apps.consent(appId, { roles: ['User.Read.All'] });
    expect((await graph('GET', 'groups')).status).toBe(403);
  });
});

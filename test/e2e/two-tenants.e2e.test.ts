/** Two tenants with the same names for everything: no key of one reaches anything of the other, by any way in. */
import { routes } from '@lamplight/admin-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Installation } from './installation.ts';

const TALKING = 'Busy/InACall line talking fresh';
const UNHEARD = 'PresenceUnknown/PresenceUnknown line unknown pending';

interface Furnished {
  readonly name: string;
  readonly anna: string;
  readonly board: string;
  readonly source: string;
  readonly administrator: string;
}

let site: Installation;
let acme: Furnished;
let other: Furnished;

beforeAll(async () => {
  site = await Installation.make();
  await site.start();
  [acme, other] = [await furnished('acme'), await furnished('other')];
});
afterAll(() => site.close());

async function furnished(name: string): Promise<Furnished> {
  await site.found(name);
  await site.done('system', 'add', 'pbx', '--technology', 'PBX');
  await site.done('line', 'add', '567');
  const anna = await site.person(`Anna of ${name}`, '--upn', 'anna@example.com');
  await site.done('bind', 'add', anna, '567');
  const board = (await site.key('--role', 'watcher', '--role', 'explain')).key;
  const administrator = (await site.key('--role', 'administrator')).key;
  const source = await site.sourceKey('pbx-1', 'pbx');
  return { name, anna, board, source, administrator };
}

test('a source of one tenant lights nobody of the other, whatever is called the same', async () => {
  const consoles = [site.console(acme.board, acme.anna), site.console(other.board, other.anna)] as const;
  await consoles[1].until(other.anna, UNHEARD);
  site.source(acme.source, 'pbx').claims({ 567: 'talking' }).complete();
  await consoles[0].until(acme.anna, TALKING);
  expect(consoles[1].statesOf(other.anna)).toEqual([UNHEARD]);
});

test('a console finds nobody of the other tenant: by id, by address, by name, in a list', async () => {
  const { directory } = site.client(acme.board);
  const foreign = { by: 'id', personId: other.anna } as const;
  const UNKNOWN = { reason: 'person_unknown' };
  expect((await directory.lookup([foreign]))[0]).toMatchObject({ problem: UNKNOWN });
  expect(await directory.lookup([{ by: 'address', address: 'anna@example.com' }])).toMatchObject([
    { entry: { id: acme.anna } },
  ]);
  const found = await directory.search({ query: 'anna', limit: 10, kinds: [] });
  expect(found.entries.map(({ id }) => id)).toEqual([acme.anna]);
  const listed = await directory.list({ pageSize: 10, pageToken: null, kinds: [], groupId: null });
  expect(JSON.stringify(listed)).not.toContain(other.anna);
  expect((await directory.getPresence([foreign])).items).toMatchObject([{ outcome: { problem: UNKNOWN } }]);
  await expect(directory.explain(foreign, 'en')).rejects.toMatchObject(UNKNOWN);
  const stream = site.subscribe(acme.board, other.anna);
  const { items } = await stream.next('changes');
  expect(items).toMatchObject([{ outcome: { kind: 'problem', problem: UNKNOWN } }]);
});

test('an administrator of one tenant is not let in at the other, and cannot name its records at home', async () => {
  const admin = site.admin(acme.administrator);
  const away = { tenantId: other.name };
  const FOREIGN = { reason: 'foreign_tenant' };
  await expect(admin.call(routes.people.list, { params: away })).rejects.toMatchObject(FOREIGN);
  await expect(admin.call(routes.people.create, { params: away, body: { displayName: 'Eve' } })).rejects.toMatchObject(
    FOREIGN,
  );
  await expect(admin.call(routes.tenants.remove, { params: away })).rejects.toMatchObject({
    kind: 'permission_denied',
  });
  const at = { tenantId: acme.name, personId: other.anna };
  await expect(admin.call(routes.people.get, { params: at })).rejects.toMatchObject({ reason: 'person_unknown' });
  await expect(admin.call(routes.people.erase, { params: at })).rejects.toMatchObject({ reason: 'person_unknown' });
  await expect(
    admin.call(routes.bindings.put, { params: { ...at, systemId: 'pbx', address: '567' }, body: {} }),
  ).rejects.toMatchObject({ reason: 'person_unknown' });
  const { value } = await admin.call(routes.audit.list, { params: { tenantId: acme.name } });
  expect(JSON.stringify(value)).not.toContain(other.anna);
});

test('the command says so in words', async () => {
  const refused = await site.lamplight('--tenant', 'acme', 'people', 'list');
  expect(refused.code).toBe(77);
  expect(refused.errors).toContain('foreign_tenant');
});

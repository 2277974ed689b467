import { type AdminClient, routes } from '@lamplight/admin-api';
import { AS_THE_TENANT, personId, systemId, tenantId } from '@lamplight/domain';
import type { BindingRecord, TenantChange } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningAdmin, reasonOf, runAdmin, TESTER } from '../testing/running-admin.ts';

const ACME = tenantId('acme');
const PBX = systemId('pbx');
const params = { tenantId: 'acme' };
let admin: RunningAdmin;
let client: AdminClient;

beforeEach(async () => {
  admin = await runAdmin();
  await admin.store.change(TESTER, async (change) => {
    for (const name of ['acme', 'globex']) {
      await change.tenants.create({ id: tenantId(name), displayName: name });
      const tenant = change.tenant(tenantId(name));
      await tenant.systems.create({ id: PBX, technology: 'PBX', displayName: '', numberPlan: null, settings: {} });
      await addPerson(tenant, 'anna', 'Anna Amsel');
      await addPerson(tenant, 'boerge', 'Börge Buche');
      await addLine(tenant, '101', { mail: 'anna@acme.example' });
      await addLine(tenant, '102', { userName: 'BB' });
      await addLine(tenant, '103', { displayName: 'borge  BUCHE' });
    }
  });
  client = admin.client(await admin.key({ roles: ['administrator'], tenant: 'acme' }));
});

afterEach(() => admin.close());

async function addPerson(tenant: TenantChange, name: string, displayName: string, more: string[] = []): Promise<void> {
  await tenant.people.create(
    {
      kind: 'person',
      displayName,
      department: '',
      telephony: 'pbx',
      entraObjectId: null,
      addresses: [
        { kind: 'upn', value: `${name}@acme.example` },
        ...[`${name}@acme.example`, ...more].map((value) => ({ kind: 'mail' as const, value })),
      ],
      groupIds: [],
      ...AS_THE_TENANT,
      origin: 'directory',
    },
    personId(name),
  );
}

async function addLine(tenant: TenantChange, address: string, said: object): Promise<void> {
  const texts = { displayName: '', userName: '', mail: '', ...said };
  await tenant.lines.put({ systemId: PBX, address, kind: 'desk', origin: 'directory', ...texts }, null);
}

const change = <T>(work: (tenant: TenantChange) => Promise<T>) =>
  admin.store.change(TESTER, (stored) => work(stored.tenant(ACME)));

async function bindingsOf(tenant = ACME): Promise<readonly string[]> {
  const { items } = await admin.store.read((view) =>
    view.tenant(tenant).bindings.list({ systemId: null, origins: [] }, { limit: 100, after: null }),
  );
  return items.map((binding: BindingRecord) =>
    [binding.address, binding.personId, binding.origin, binding.reason].join(' '),
  );
}

async function run(dryRun = false) {
  return (await client.call(routes.matching.run, { params, query: { dryRun } })).value;
}

async function put(csv: string | Uint8Array, query: { readonly dryRun?: boolean } = {}, ifMatch?: string) {
  const bytes = typeof csv === 'string' ? Buffer.from(csv) : csv;
  return client.send(routes.matching.putList, { params, query, bytes, ...(ifMatch === undefined ? {} : { ifMatch }) });
}

const getList = () => client.call(routes.matching.getList, { params });
const revision = () => admin.store.read((view) => view.tenants.revisionOf(ACME));

function setMatching(body: Record<string, string | boolean>) {
  return client.call(routes.settings.put, { params: { ...params, section: 'matching' }, body });
}

describe('matching', () => {
  test('shows first what it then does, and does it once', async () => {
    const before = await revision();
    const preview = await run(true);
    expect(preview).toMatchObject({ applied: false, people: 2, lines: 3, matched: 1 });
    expect((await client.call(routes.matching.report, { params })).value).toEqual(preview);
    expect([await bindingsOf(), await revision()]).toEqual([[], before]);
    expect(await run()).toEqual({ ...preview, applied: true });
    expect(await bindingsOf()).toEqual(['101 anna matching mail anna@acme.example']);
    expect(await bindingsOf(tenantId('globex'))).toEqual([]);
    const after = await revision();
    const again = await run();
    expect(again.counts).toEqual({ ...preview.counts, added: 0, removed: 0, unchanged: 1 });
    expect(await revision()).toBe(after);
    const { value: audit } = await client.call(routes.audit.list, { params, query: { entity: 'binding' } });
    expect(audit.entries).toMatchObject([{ action: 'create', actor: { kind: 'key' } }]);
  });

  test('proposes what only a name tells, once, and not again when it was dismissed', async () => {
    await run();
    const list = () => client.call(routes.proposals.list, { params });
    const [proposal] = (await list()).value.items;
    expect(proposal).toMatchObject({
      kind: 'binding',
      personId: 'boerge',
      content: { systemId: 'pbx', address: '103', role: 'owner' },
    });
    await client.call(routes.proposals.dismiss, { params: { ...params, proposalId: proposal?.id ?? '' } });
    await run();
    expect((await list()).value.items).toEqual([]);
  });

  test('takes back what no longer holds, and names who had it', async () => {
    await run();
    await change((tenant) => addLine(tenant, '101', { mail: 'nobody@acme.example' }));
    const { removed, counts } = await run();
    expect(removed).toMatchObject([{ displayName: 'Anna Amsel', address: '101', matcher: 'mail' }]);
    expect(counts).toMatchObject({ added: 0, removed: 1 });
    expect(await bindingsOf()).toEqual([]);
  });

  test('names what is ambiguous, duplicate or missing, with the remedy', async () => {
    await change((tenant) => addPerson(tenant, 'anna2', 'Anna Zwei', ['anna@acme.example']));
    const { problems } = await run();
    expect(problems.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^duplicate .*101/), expect.stringMatching(/^missing .*102/)]),
    );
    expect(problems.every(({ remedy }) => remedy !== '')).toBe(true);
    expect(await bindingsOf()).toEqual([]);
  });

  test('leaves bindings made by hand as they are, and logins too', async () => {
    const at = (person: string, address: string) => ({
      params: { ...params, personId: person, systemId: 'pbx', address },
    });
    await client.call(routes.bindings.put, { ...at('boerge', '101'), body: {} });
    await run();
    expect(await bindingsOf()).toEqual([expect.stringMatching(/^101 boerge administrator /)]);
    await client.call(routes.bindings.remove, at('boerge', '101'));
    const expiresAt = '2026-01-05T20:00:00Z';
    await client.call(routes.bindings.login, { ...at('anna', '101'), body: { expiresAt } });
    expect((await run()).counts).toMatchObject({ added: 0, removed: 0 });
    expect(await bindingsOf()).toEqual([expect.stringMatching(/^101 anna login /)]);
  });
});

describe('the list of pairs', () => {
  test('is previewed, taken over with an ETag, handed out again, and seen by nobody else', async () => {
    expect((await getList()).value).toEqual({ entries: 0, csv: '' });
    const preview = await put('sep=;\r\nanna@acme.example;103\r\n', { dryRun: true });
    expect(preview.value).toMatchObject({
      applied: false,
      separator: ';',
      entries: 1,
      added: [{ teams: 'anna@acme.example', system: '103' }],
      matching: { applied: false, matched: 2 },
    });
    expect((await getList()).value.entries).toBe(0);
    const taken = await put('sep=;\r\nanna@acme.example;103\r\n');
    expect(taken.value).toEqual({ ...preview.value, applied: true });
    const kept = await getList();
    expect([kept.value, kept.etag]).toEqual([{ entries: 1, csv: 'anna@acme.example,103\r\n' }, taken.etag]);
    expect(await reasonOf(put('a@b.example,1', {}, '"1"'))).toBe('revision_conflict');
    expect((await put('boerge@acme.example,102', {}, kept.etag)).value).toMatchObject({
      removed: [{ teams: 'anna@acme.example', system: '103' }],
      added: [{ teams: 'boerge@acme.example', system: '102' }],
    });
    const stranger = admin.client(await admin.key({ roles: ['administrator'], tenant: 'globex' }));
    const other = await stranger.call(routes.matching.getList, { params: { tenantId: 'globex' } });
    expect(other.value.entries).toBe(0);
  });

  test('with anything wrong is not taken over, and each problem has its line', async () => {
    await put('anna@acme.example,103');
    const { value } = await put('anna@acme.example,103\r\nboerge@acme.example\r\nanna@acme.example,102\r\n');
    expect(value).toMatchObject({ applied: false, matching: null, problems: [{ line: 2 }, { line: 3 }] });
    expect((await getList()).value.entries).toBe(1);
  });

  test('fills in as fall-back, decides as override', async () => {
    await put('boerge@acme.example,101\r\nanna@acme.example,BB\r\n');
    await run();
    expect(await bindingsOf()).toEqual([
      '101 anna matching mail anna@acme.example',
      '102 anna list list anna@acme.example,BB',
    ]);
    await setMatching({ list: 'override' });
    await run();
    expect((await bindingsOf())[0]).toBe('101 boerge list list boerge@acme.example,101');
  });

  test('compares with regard to case when told', async () => {
    await put('boerge@acme.example,bb');
    await run();
    expect(await bindingsOf()).toHaveLength(2);
    await setMatching({ caseSensitive: true });
    const { problems } = await run();
    expect(await bindingsOf()).toEqual(['101 anna matching mail anna@acme.example']);
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'missing', subject: expect.stringMatching(/bb/) }));
  });

  test('keeps a first pair that looks like a header', async () => {
    await put('Teams,PBX\r\nAzure,line\r\nanna@acme.example,103');
    const { value } = await getList();
    expect(value.entries).toBe(2);
    const again = await put('Azure,line\r\nanna@acme.example,103', { dryRun: true });
    expect(again.value.removed).toEqual([{ teams: 'Azure', system: 'line' }]);
  });

  test('shows names that no text of ours may be cut and on one line', async () => {
    const { value } = await put(`anna@acme.example,"${'x'.repeat(400)}\n2"`);
    expect(value.added[0]?.system).toBe('x'.repeat(256));
  });
});

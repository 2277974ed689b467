import { AS_THE_TENANT, personId, systemId, tenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { type ApplyContext, applyFile, planFile } from './apply-file.ts';

const ACME = tenantId('acme');
const PBX = systemId('pbx');
const TEAMS = systemId('teams');
const HASH = `sha256:${'a'.repeat(64)}`;
const OTHER_HASH = `sha256:${'b'.repeat(64)}`;
const FILE = 'tenants.yaml';

const YAML = `tenants:
  - id: acme
    displayName: Acme
    systems:
      - id: pbx
        technology: SIPSIMPLE
        numberPlan: { countryCode: '49', areaCode: '30', sitePrefix: '1234', extensionLength: 3 }
      - { id: teams, technology: MSTEAMS, teams: { tenantId: t, clientId: c, secret: very secret, pollWatched: 3s } }
    groups: [{ id: sales, displayName: Sales }]
    people:
      - id: anna
        displayName: Anna
        upn: anna@example.com
        groups: [sales]
        bindings:
          - { system: teams, address: 11111111-2222-3333-4444-555555555555 }
          - { system: pbx, address: '567' }
          - { system: pbx, address: '500', role: shared, lineKind: room }
    keys: [{ id: board, hash: '${HASH}', roles: [watcher] }]
    settings: { privacy: { preset: works-council } }
`;

let store: Store;
beforeEach(async () => {
  store = await openMemoryStore();
});
afterEach(() => store.close());

const CONTEXT: ApplyContext = { folder: null, held: () => new Set() };

function apply(yaml: string, ifPlan: string | null = null, context = CONTEXT, fileName = FILE) {
  return store.change(BY_HAND, (change) => applyFile(change, { yaml, fileName, ifPlan }, context));
}

function plan(yaml: string, context = CONTEXT, fileName = FILE) {
  return store.read((view) => planFile(view, { yaml, fileName }, context));
}

async function failureOf(work: Promise<unknown>): Promise<LamplightError> {
  try {
    await work;
  } catch (failure) {
    return LamplightError.from(failure);
  }
  throw new Error('it was taken');
}

describe('a file into an empty store', () => {
  test('is shown first, and is there afterwards', async () => {
    const shown = await plan(YAML);
    expect(shown).toMatchObject({ applied: false, counts: { create: 14, update: 0, remove: 0, same: 0 } });
    expect(await store.read((view) => view.tenants.get(ACME))).toBeUndefined();
    expect(await apply(YAML, shown.plan)).toEqual({ ...shown, applied: true });
    expect(await plan(YAML)).toMatchObject({ counts: { create: 0, update: 0, remove: 0, same: 14 }, differences: [] });
  });

  test('becomes people with bindings; the first line that somebody owns is the primary one', async () => {
    await apply(YAML);
    const anna = await store.read((view) => view.tenant(ACME).people.get(personId('anna')));
    expect(anna?.person).toMatchObject({ displayName: 'Anna', origin: 'file', groupIds: ['sales'] });
    const bindings = anna?.bindings.map(({ address, lineKind, role, primary, origin }) => [
      address,
      lineKind,
      role,
      primary,
      origin,
    ]);
    expect(bindings?.toSorted()).toEqual([
      ['11111111-2222-3333-4444-555555555555', null, 'owner', false, 'file'],
      ['500', 'room', 'shared', false, 'file'],
      ['567', 'desk', 'owner', true, 'file'],
    ]);
  });

  test('keeps the secret of a system sealed, and its settings without it and without defaults', async () => {
    await apply(YAML);
    const [settings, secret] = await store.read(async (view) => {
      const { systems, credentials } = view.tenant(ACME);
      return [(await systems.get(TEAMS))?.settings, await credentials.open(TEAMS, 'clientSecret')];
    });
    expect(settings).toEqual({ teams: { tenantId: 't', clientId: 'c', pollWatched: '3s' } });
    expect(secret).toBe('very secret');
  });

  test('each secret of a system is sealed under a name of its own, and goes when the file has it no more', async () => {
    const wide = YAML.replace(
      'secret: very secret',
      'secret: very secret, fallback: { secret: next secret }, reader: { clientId: r, secret: reader secret }',
    );
    const opened = () =>
      store.read(async (view) => {
        const { systems, credentials } = view.tenant(ACME);
        const names = ['clientSecret', 'fallbackSecret', 'readerSecret', 'readerFallbackSecret'];
        const secrets = await Promise.all(names.map((name) => credentials.open(TEAMS, name)));
        return [JSON.stringify((await systems.get(TEAMS))?.settings).includes('secret"'), ...secrets];
      });
    await apply(wide);
    expect(await opened()).toEqual([false, 'very secret', 'next secret', 'reader secret', undefined]);
    expect((await plan(wide)).differences).toEqual([]);
    await apply(YAML);
    expect(await opened()).toEqual([false, 'very secret', undefined, undefined, undefined]);
  });

  test('of what is wrong every problem is named with its place', async () => {
    const failure = await failureOf(
      plan(YAML.replace('groups: [sales]', 'groups: [sails]').replace('role: shared', 'role: x')),
    );
    expect(failure.reason).toBe('config_invalid');
    expect(failure.message).toContain('tenants.yaml:18:50: tenants[0].people[0].bindings[2].role is "x"');
  });

  test('a whole configuration of a gateway may be given: only its tenants count', async () => {
    const listen = 'listen: { certificate: { selfSigned: [localhost] } }\nlogLevel: info\n';
    expect((await plan(listen + YAML)).counts.create).toBe(14);
    expect((await failureOf(plan(`listn: {}\n${YAML}`))).message).toContain('listn is not known: did you mean listen?');
  });

  test('a key that the configuration of the gateway holds stays there', async () => {
    await apply(YAML, null, { folder: null, held: () => new Set([HASH]) });
    expect(await store.read((view) => view.tenant(ACME).keys.list())).toEqual([]);
  });
});

describe('another file', () => {
  beforeEach(() => apply(YAML));

  test.each([
    ['displayName: Anna', 'displayName: Anna Berg', 'update', 'person', ['displayName']],
    ["address: '567'", "address: '568'", 'create', 'line', []],
    ['displayName: Sales', 'displayName: Sale', 'update', 'group', ['displayName']],
    ['technology: SIPSIMPLE', 'technology: PBX', 'update', 'system', ['technology']],
    ["areaCode: '30'", "areaCode: '40'", 'update', 'system', ['numberPlan']],
    ['pollWatched: 3s', 'pollWatched: 4s', 'update', 'system', ['settings']],
    ['very secret', 'more secret', 'update', 'credential', []],
    [HASH, OTHER_HASH, 'update', 'key', ['hash']],
    ['roles: [watcher]', 'roles: [watcher, explain]', 'update', 'key', ['roles']],
    ['preset: works-council', 'preset: open', 'update', 'setting', ['value']],
    ['lineKind: room', 'lineKind: park', 'update', 'line', ['kind']],
    ['role: shared', 'role: owner', 'update', 'binding', ['role']],
    ['displayName: Acme', 'displayName: Acme Ltd', 'update', 'tenant', ['displayName']],
  ])('%s to %s: %s of a %s', async (from, to, change, entity, fields) => {
    const yaml = YAML.replace(from, to);
    const shown = await plan(yaml);
    expect(shown.differences).toContainEqual(expect.objectContaining({ change, entity, fields }));
    await apply(yaml);
    expect((await plan(yaml)).differences).toEqual([]);
  });

  test('somebody whom it names no more leaves, and returns when it does', async () => {
    const without = YAML.slice(0, YAML.indexOf('    people:')) + YAML.slice(YAML.indexOf('    keys:'));
    await apply(without);
    const anna = () => store.read((view) => view.tenant(ACME).people.get(personId('anna')));
    expect((await anna())?.person.leftAt).not.toBeNull();
    expect((await anna())?.bindings).toEqual([]);
    expect((await plan(without)).differences).toEqual([]);
    await apply(YAML);
    expect((await anna())?.person.leftAt).toBeNull();
    expect((await anna())?.bindings).toHaveLength(3);
  });

  test('a tenant that it names no more goes, but only with the file that made it', async () => {
    const none = 'tenants: [{ id: other }]\n';
    expect((await plan(none, CONTEXT, 'another.yaml')).counts.remove).toBe(0);
    expect((await plan(none)).differences).toContainEqual(
      expect.objectContaining({ tenantId: 'acme', entity: 'tenant', change: 'remove' }),
    );
    await apply(none);
    expect(await store.read((view) => view.tenants.get(ACME))).toBeUndefined();
  });

  test('a tenant in which something was made by hand stays, with that', async () => {
    await store.change(BY_HAND, (change) => change.tenant(ACME).groups.put({ id: 'own', displayName: 'Own' }, null));
    await apply('tenants: []\n');
    const [groups, systems] = await store.read(async (view) => {
      const tenant = view.tenant(ACME);
      return [await tenant.groups.list(), await tenant.systems.list()];
    });
    expect(groups.map(({ id }) => id)).toEqual(['own']);
    expect(systems).toEqual([]);
  });

  test('a system at which something was made by hand stays for its sake, and goes with it', async () => {
    const line = { systemId: PBX, address: '999', kind: 'desk', displayName: '', userName: '', mail: '' } as const;
    await store.change(BY_HAND, (change) => change.tenant(ACME).lines.put({ ...line, origin: 'administrator' }, null));
    const none = 'tenants: [{ id: acme }]\n';
    await apply(none);
    const systems = () => store.read((view) => view.tenant(ACME).systems.list());
    expect((await systems()).map(({ id }) => id)).toEqual(['pbx']);
    await store.change(BY_HAND, (change) => change.tenant(ACME).lines.remove(line, null));
    await apply(none);
    expect(await systems()).toEqual([]);
  });
});

describe('how a person is shown', () => {
  const anna = async () => (await store.read((view) => view.tenant(ACME).people.get(personId('anna'))))?.person;
  const SHOWN = YAML.replace(
    '        upn: anna',
    '        profile: procall\n        timeZone: Europe/Berlin\n        takesPart: false\n' +
      '        statuses: { busy: { label: away } }\n        upn: anna',
  );
  const own = {
    profileId: 'procall',
    timeZone: 'Europe/Berlin',
    takesPart: false,
    statuses: { Busy: { tone: null, labelId: 'away', reach: null } },
  };

  test('is as the file says; what it leaves out stays, and null takes it away', async () => {
    await apply(SHOWN);
    expect(await anna()).toMatchObject(own);
    await apply(YAML);
    expect(await anna()).toMatchObject(own);
    const less = SHOWN.replace('profile: procall', 'profile: null').replace('{ label: away }', '{ reach: free }');
    expect((await plan(less)).differences).toMatchObject([{ entity: 'person', fields: ['profileId', 'statuses'] }]);
    await apply(less);
    expect(await anna()).toMatchObject({
      ...own,
      profileId: null,
      statuses: { Busy: { labelId: null, reach: 'free' } },
    });
    expect((await plan(less)).differences).toEqual([]);
  });

  test('is refused with what is not there, at its place', async () => {
    const wrong = SHOWN.replace('procall', 'loud')
      .replace('busy', 'Busy')
      .replace('away', 'in-the-bath')
      .replace('Europe/Berlin', 'UTC');
    expect((await failureOf(plan(wrong))).message.split('\n')).toEqual([
      expect.stringMatching(/^tenants\.yaml:13:18: tenants\[0\]\.people\[0\]\.profile is "loud": expected one of/),
      expect.stringMatching(/^tenants\.yaml:16:36: .*people\[0\]\.statuses\.Busy\.label is "in-the-bath": expected/),
    ]);
  });
});

describe('profiles of a file', () => {
  const profile = (note: string) =>
    `    profiles:\n      - text: |\n          id: quiet\n          extends: lamplight\n          title: ${note}\n`;
  const withProfile = (note: string) => YAML.replace('    keys:', `${profile(note)}    keys:`);
  const history = () => store.read((view) => view.tenant(ACME).profiles.history('quiet'));

  test('get a version only where their text differs', async () => {
    const first = await plan(withProfile('One'));
    expect(first.differences).toContainEqual(
      expect.objectContaining({ entity: 'profile', id: 'quiet', change: 'create' }),
    );
    await apply(withProfile('One'));
    expect((await plan(withProfile('One'))).differences).toEqual([]);
    await apply(withProfile('One'));
    expect((await plan(withProfile('Two'))).differences).toMatchObject([
      { entity: 'profile', id: 'quiet', change: 'update', fields: ['content'] },
    ]);
    await apply(withProfile('Two'));
    expect(await history()).toMatchObject([
      { version: 1, content: expect.stringContaining('title: One'), author: FILE, note: 'configuration file' },
      { version: 2, content: expect.stringContaining('title: Two') },
    ]);
  });

  test('go when they are named no more, unless somebody made by hand needs them', async () => {
    await apply(withProfile('One'));
    const own = await store.change(BY_HAND, (change) =>
      change.tenant(ACME).people.create({
        kind: 'person',
        displayName: 'Own',
        department: '',
        telephony: 'pbx',
        entraObjectId: null,
        addresses: [],
        groupIds: [],
        ...AS_THE_TENANT,
        profileId: 'quiet',
        origin: 'administrator',
      }),
    );
    await apply(YAML);
    expect(await history()).toHaveLength(1);
    await store.change(BY_HAND, (change) => change.tenant(ACME).people.update(own.id, { profileId: null }, null));
    expect((await plan(YAML)).differences).toMatchObject([{ entity: 'profile', change: 'remove' }]);
    await apply(YAML);
    expect(await history()).toEqual([]);
  });

  test('made by hand stay as they are', async () => {
    await apply(YAML);
    await store.change(BY_HAND, (change) =>
      change.tenant(ACME).profiles.put('quiet', 'by hand', { author: 'admin', note: '' }, null),
    );
    await apply(withProfile('One'));
    expect(await history()).toMatchObject([{ content: 'by hand' }]);
    await apply(YAML);
    expect(await history()).toHaveLength(1);
  });

  test('may be chosen in the same file', async () => {
    const chosen = withProfile('One').replace(
      'settings: { ',
      'settings: { profiles: { profile: quiet, groups: [{ group: sales, profile: quiet }] }, ',
    );
    await apply(chosen);
    expect(await store.read((view) => view.tenant(ACME).settings.get('profiles'))).toMatchObject({
      value: { profile: 'quiet', timeZone: 'UTC' },
    });
    const wrong = chosen.replace('group: sales', 'group: sails').replace('profile: quiet,', 'profile: loud,');
    expect((await failureOf(plan(wrong))).message).toMatch(
      /settings\.profiles\.profile is "loud"[\s\S]*settings\.profiles\.groups\[0\]\.group is "sails": did you mean sales\?/,
    );
  });
});

test('a plan that was shown is refused once the store is another one', async () => {
  await apply(YAML);
  const yaml = YAML.replace('displayName: Anna', 'displayName: Anna Berg');
  const { plan: id } = await plan(yaml);
  await store.change(BY_HAND, (change) =>
    change.tenant(ACME).people.update(personId('anna'), { department: 'Sales', origin: 'administrator' }, null),
  );
  expect((await failureOf(apply(yaml, id))).reason).toBe('revision_conflict');
  expect((await apply(yaml, (await plan(yaml)).plan)).applied).toBe(true);
});

test('what is made by hand stays as it is, also where a file names it', async () => {
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: 'By hand' });
    const tenant = change.tenant(ACME);
    await tenant.systems.create({ id: PBX, technology: 'PBX', displayName: 'By hand', numberPlan: null, settings: {} });
    await tenant.groups.put({ id: 'sales', displayName: 'By hand' }, null);
  });
  await apply(YAML);
  const names = await store.read(async (view) => {
    const tenant = view.tenant(ACME);
    const group = await tenant.groups.get('sales');
    const system = await tenant.systems.get(PBX);
    return [(await view.tenants.get(ACME))?.displayName, group?.displayName, system?.displayName];
  });
  expect(names).toEqual(['By hand', 'By hand', 'By hand']);
});

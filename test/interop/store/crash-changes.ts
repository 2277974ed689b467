/**
 * A random stream of changes, and what each makes of a store: once as the store does it and once as plain data, so that
 * the two can be compared after a kill.
 */
import { AS_THE_TENANT, type PersonId, personId, systemId, tenantId } from '@lamplight/domain';
import type { Random } from '@lamplight/runtime';
import type { Actor, Store, StoreChange, TenantChange, TenantView } from '@lamplight/store';
import { z } from 'zod';

export const TENANT = tenantId('acme');
const PBX = systemId('pbx');
const ACTOR: Actor = { kind: 'key', id: 'crash' };
const PEOPLE = 30;
const IMPORTED = 120;
const PAGE = 1_000;

export const changeShape = z.discriminatedUnion('kind', [
  /** A person with an address, a group and a binding: many rows in several tables. */
  z.strictObject({
    kind: z.literal('person'),
    id: z.string(),
    name: z.string(),
    group: z.string(),
    extension: z.string(),
  }),
  z.strictObject({ kind: z.literal('erase'), id: z.string() }),
  z.strictObject({ kind: z.literal('secret'), name: z.string(), secret: z.string() }),
  z.strictObject({ kind: z.literal('tokens'), content: z.string() }),
  /** Everybody of the directory gets this department. */
  z.strictObject({ kind: z.literal('import'), department: z.string() }),
]);

/** One change. Whatever stands in the store, it can be made. */
export type Change = z.infer<typeof changeShape>;

/** What the store must hold. */
export interface Content {
  /** By UPN. */
  readonly people: Readonly<Record<string, PersonContent>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly tokens: string | null;
}

interface PersonContent {
  readonly name: string;
  readonly department: string;
  readonly groups: readonly string[];
  readonly extensions: readonly string[];
}

export const NOTHING: Content = { people: {}, groups: {}, secrets: {}, tokens: null };

export function randomChange(random: Random, number: number): Change {
  const pick = (count: number): number => Math.floor(random.next() * count);
  const kind = pick(10);
  if (kind < 4) {
    const [id, name] = [`p${pick(PEOPLE)}`, `Person ${number}`];
    return { kind: 'person', id, name, group: `g${pick(5)}`, extension: String(100 + pick(50)) };
  }
  if (kind < 5) {
    return { kind: 'erase', id: `p${pick(PEOPLE)}` };
  }
  if (kind < 7) {
    return { kind: 'secret', name: `s${pick(4)}`, secret: `secret ${number}` };
  }
  return kind < 8 ? { kind: 'tokens', content: `tokens ${number}` } : { kind: 'import', department: `D${number}` };
}

/** What the change makes of the content. */
export function applied(content: Content, change: Change): Content {
  switch (change.kind) {
    case 'person': {
      const person = {
        name: change.name,
        department: '',
        groups: [change.group],
        extensions: [change.extension],
      };
      return {
        ...content,
        people: { ...content.people, [upnOf(change.id)]: person },
        groups: { ...content.groups, [change.group]: change.name },
      };
    }
    case 'erase': {
      const { [upnOf(change.id)]: _, ...people } = content.people;
      return { ...content, people };
    }
    case 'secret':
      return { ...content, secrets: { ...content.secrets, [change.name]: change.secret } };
    case 'tokens':
      return { ...content, tokens: change.content };
    case 'import': {
      const imported = importedPeople(change.department).map(({ upn, name, department }) => [
        upn,
        { name, department, groups: [], extensions: [] },
      ]);
      return { ...content, people: { ...content.people, ...Object.fromEntries(imported) } };
    }
  }
}

/** Makes the change; the tenant and its system too, where they are not there yet. */
export function perform(store: Store, change: Change): Promise<void> {
  return store.change(ACTOR, async (all) => {
    const tenant = await enter(all);
    switch (change.kind) {
      case 'person':
        return await putPerson(tenant, change);
      case 'erase': {
        const id = personId(change.id);
        return (await tenant.people.get(id)) === undefined ? undefined : await tenant.people.erase(id);
      }
      case 'secret': {
        const { name, secret } = change;
        await tenant.credentials.put({ systemId: PBX, name, secret, expiresAt: null });
        return undefined;
      }
      case 'tokens':
        return await tenant.accounts.putTokenCache(PBX, 'client', change.content);
      case 'import':
        await tenant.people.sync(
          importedPeople(change.department).map(({ upn, name, department }) => ({
            ...blank(name, upn),
            department,
            origin: 'directory',
          })),
        );
        return undefined;
    }
  });
}

export function contentOf(store: Store): Promise<Content> {
  return store.read(async (view) => {
    const tenant = view.tenant(TENANT);
    const groups = await tenant.groups.list();
    const secrets = await tenant.credentials.list(PBX);
    return {
      people: Object.fromEntries(await peopleOf(tenant)),
      groups: Object.fromEntries(groups.map(({ id, displayName }) => [id, displayName])),
      secrets: Object.fromEntries(
        await Promise.all(
          secrets.map(async ({ name }) => [name, (await tenant.credentials.open(PBX, name)) ?? ''] as const),
        ),
      ),
      tokens: (await tenant.accounts.tokenCache(PBX, 'client')) ?? null,
    };
  });
}

async function peopleOf(tenant: TenantView): Promise<readonly (readonly [string, PersonContent])[]> {
  const { changed } = await tenant.people.changedSince(0, PAGE);
  return changed.map(({ person, bindings }) => [
    person.addresses.find(({ kind }) => kind === 'upn')?.value ?? person.id,
    {
      name: person.displayName,
      department: person.department,
      groups: person.groupIds,
      extensions: bindings.map(({ address }) => address),
    },
  ]);
}

async function enter(change: StoreChange): Promise<TenantChange> {
  const tenant = change.tenant(TENANT);
  if ((await change.tenants.get(TENANT)) === undefined) {
    await change.tenants.create({ id: TENANT, displayName: 'Acme' });
    await tenant.systems.create({ id: PBX, technology: 'PBX', displayName: 'PBX', numberPlan: null, settings: {} });
  }
  return tenant;
}

async function putPerson(tenant: TenantChange, change: Extract<Change, { kind: 'person' }>): Promise<undefined> {
  const id: PersonId = personId(change.id);
  await tenant.groups.put({ id: change.group, displayName: change.name }, null);
  const input = { ...blank(change.name, upnOf(change.id)), groupIds: [change.group] };
  if ((await tenant.people.get(id)) === undefined) {
    await tenant.people.create(input, id);
  } else {
    await tenant.people.update(id, input, null);
  }
  for (const { systemId: system, address } of await tenant.bindings.of(id)) {
    await tenant.bindings.remove(id, { systemId: system, address }, null);
  }
  const binding = { personId: id, systemId: PBX, address: change.extension };
  await tenant.bindings.put(
    { ...binding, role: 'owner', primary: true, origin: 'administrator', reason: 'a test', expiresAt: null },
    null,
  );
}

function blank(displayName: string, upn: string) {
  return {
    kind: 'person',
    displayName,
    department: '',
    telephony: 'pbx',
    entraObjectId: null,
    addresses: [{ kind: 'upn', value: upn }],
    groupIds: [],
    ...AS_THE_TENANT,
    origin: 'administrator',
  } as const;
}

function importedPeople(department: string): readonly { upn: string; name: string; department: string }[] {
  return Array.from({ length: IMPORTED }, (_, index) => ({
    upn: upnOf(`u${index}`),
    name: `Directory ${index}`,
    department,
  }));
}

function upnOf(id: string): string {
  return `${id}@example.com`;
}

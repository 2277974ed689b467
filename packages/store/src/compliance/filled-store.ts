import { systemId } from '@lamplight/domain';
import type { Store } from '../ports/store.ts';
import { ACTOR, TENANT } from './store-bench.ts';

const PBX = systemId('pbx');
export const SECRET = 'the password of the PBX';
export const TOKENS = '{"AccessToken":{"secret":"a token for Graph"}}';

/** Puts something into most tables of {@link TENANT}. */
export async function fillStore(store: Store): Promise<void> {
  await store.change(ACTOR, async (change) => {
    const tenant = change.tenant(TENANT);
    await tenant.systems.create({ id: PBX, technology: 'PBX', displayName: 'PBX', numberPlan: null, settings: {} });
    await tenant.groups.put({ id: 'sales', displayName: 'Sales' }, null);
    await tenant.profiles.put('quiet', 'content', { author: 'admin', note: 'the "first"' }, null);
    await tenant.settings.put('retention', { days: 30, note: 'naïve, 北京, 🙂, "quoted"\nand on' }, null);
    const anna = await tenant.people.create({
      kind: 'person',
      displayName: 'Anna Sommer',
      department: 'Sales',
      telephony: 'pbx',
      entraObjectId: null,
      addresses: [{ kind: 'mail', value: 'anna@example.com' }],
      groupIds: ['sales'],
      profileId: 'quiet',
      timeZone: 'Europe/Berlin',
      takesPart: false,
      statuses: { Busy: { tone: 'in-use', labelId: 'in-the-lab', reach: 'voicemail' } },
      origin: 'administrator',
    });
    await tenant.bindings.put(
      {
        personId: anna.id,
        systemId: PBX,
        address: '567',
        role: 'owner',
        primary: true,
        origin: 'administrator',
        reason: 'by hand',
        expiresAt: null,
      },
      null,
    );
    await tenant.credentials.put({ systemId: PBX, name: 'password', secret: SECRET, expiresAt: null });
    await tenant.accounts.putTokenCache(PBX, 'client', TOKENS);
    await tenant.keys.create({
      id: 'console',
      hash: `sha256:${'1'.repeat(64)}`,
      roles: ['attendant'],
      systemIds: [],
      personId: anna.id,
      displayName: 'Console',
      expiresAt: null,
    });
  });
}

/** What can be seen of the store, but for the installation's own audit. */
export function storeContent(store: Store): Promise<unknown> {
  return store.read(async (view) => {
    const page = { limit: 100, after: null };
    const tenants = await view.tenants.list(page);
    const contents = tenants.items.map(async ({ id }) => {
      const tenant = view.tenant(id);
      const people = await tenant.people.changedSince(0, 1_000);
      const systems = await tenant.systems.list();
      return {
        revision: await view.tenants.revisionOf(id),
        people,
        systems,
        lines: await tenant.lines.list({ systemId: null, query: '', kinds: [], bound: null }, page),
        groups: await tenant.groups.list(),
        settings: await tenant.settings.all(),
        profiles: await tenant.profiles.history('quiet'),
        keys: await tenant.keys.list(),
        credentials: await Promise.all(systems.map((system) => tenant.credentials.list(system.id))),
        secrets: await Promise.all(systems.map((system) => tenant.credentials.open(system.id, 'password'))),
        tokens: await Promise.all(systems.map((system) => tenant.accounts.tokenCache(system.id, 'client'))),
        audit: await tenant.audit.list(
          { entity: null, entityId: null, actorId: null, personId: null, from: null, to: null },
          0,
          1_000,
        ),
        verdict: await tenant.audit.verify(),
      };
    });
    return { tenants, keys: await view.keys.all(), contents: await Promise.all(contents) };
  });
}

export async function bytesOf(backup: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** As a slow reader would hand them over. */
export async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1_000) {
    yield bytes.subarray(start, start + 1_000);
  }
}

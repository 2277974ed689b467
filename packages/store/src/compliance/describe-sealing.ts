import { type SystemId, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

const PBX: SystemId = systemId('pbx');
const SECRETS = { clientSecret: 'the secret of the client', certificateKey: 'the key of the certificate' } as const;
const TOKENS = '{"AccessToken":{"secret":"the token"}}';
const MAY_DROP = 'everything is sealed under the current key: previous keys may be dropped';

/** Secrets under the store's key. Only what is opened again can have another. */
export function describeSealing(bench: () => StoreBench): void {
  describe('the key', () => {
    test('that is another opens nothing', async () => {
      const location = await bench().newLocation();
      await (await withSecrets(bench(), { location })).close();
      await expect(bench().open({ location, keys: bench().keys(1) })).rejects.toMatchObject({
        reason: 'store_key_wrong',
      });
    });

    test('may change: everything is sealed anew, and the one before may be dropped', async () => {
      const location = await bench().newLocation();
      const before = await withSecrets(bench(), { location });
      const fingerprints = await listed(before);
      await before.close();
      expect(bench().logger.messages).not.toContain(MAY_DROP);
      const changed = await bench().open({ location, keys: bench().keys(1, 0) });
      expect(bench().logger.messages).toContain(MAY_DROP);
      await changed.close();

      const after = await bench().open({ location, keys: bench().keys(1) });
      expect(await opened(after)).toEqual([SECRETS.clientSecret, SECRETS.certificateKey, TOKENS]);
      expect(await listed(after)).toEqual(fingerprints);
      expect((await after.check()).problems).toEqual([]);
      expect(after.installationId).toBe(before.installationId);
      expect(after.logSecret).toEqual(before.logSecret);
      await after.close();
      await expect(bench().open({ location, keys: bench().keys(0) })).rejects.toMatchObject({
        reason: 'store_key_wrong',
      });
    });

    test('that is listed but not needed any more changes nothing', async () => {
      const location = await bench().newLocation();
      await (await withSecrets(bench(), { location })).close();
      const again = await bench().open({ location, keys: bench().keys(0, 2) });
      expect(bench().logger.messages).not.toContain(MAY_DROP);
      expect(await opened(again)).toEqual([SECRETS.clientSecret, SECRETS.certificateKey, TOKENS]);
    });
  });

  describe('a sealed value', () => {
    test('that was exchanged with another is noticed', async () => {
      const location = await bench().newLocation();
      await (await withSecrets(bench(), { location })).close();
      await bench().tamper(location, async (db) => {
        const rows = await db.selectFrom('credentials').select(['name', 'sealed']).orderBy('name').execute();
        const [one, other] = rows;
        await db
          .updateTable('credentials')
          .set({ sealed: other?.sealed ?? '' })
          .where('name', '=', one?.name ?? '')
          .execute();
        await db
          .updateTable('credentials')
          .set({ sealed: one?.sealed ?? '' })
          .where('name', '=', other?.name ?? '')
          .execute();
      });
      const store = await bench().open({ location });
      await expect(opened(store)).rejects.toMatchObject({ reason: 'store_key_wrong' });
      const { problems } = await store.check();
      expect(problems).toHaveLength(2);
      expect(problems.join()).toContain('clientSecret');
    });

    test('that was altered is noticed', async () => {
      const location = await bench().newLocation();
      await (await withSecrets(bench(), { location })).close();
      await bench().tamper(location, async (db) => {
        const { sealed } = await db.selectFrom('token_caches').select('sealed').executeTakeFirstOrThrow();
        const end = sealed.endsWith('A') ? 'B' : 'A';
        await db
          .updateTable('token_caches')
          .set({ sealed: `${sealed.slice(0, -10)}${end}${sealed.slice(-9)}` })
          .execute();
      });
      const store = await bench().open({ location });
      expect((await store.check()).problems).toEqual([expect.stringContaining('token_caches')]);
    });

    test('that does not open keeps nothing else from being sealed anew, and is named', async () => {
      const location = await bench().newLocation();
      await (await withSecrets(bench(), { location })).close();
      await bench().tamper(location, (db) => db.updateTable('token_caches').set({ sealed: 'x' }).execute());
      const store = await bench().open({ location, keys: bench().keys(1, 0) });
      expect(bench().logger.messages).not.toContain(MAY_DROP);
      const secret = await store.read((view) => view.tenant(TENANT).credentials.open(PBX, 'clientSecret'));
      expect(secret).toBe(SECRETS.clientSecret);
      expect((await store.check()).problems).toHaveLength(1);
    });
  });
}

async function withSecrets(bench: StoreBench, options: Parameters<StoreBench['open']>[0]): Promise<Store> {
  const store = await bench.openWithTenant(options);
  await store.change(ACTOR, async (change) => {
    const tenant = change.tenant(TENANT);
    await tenant.systems.create({
      id: PBX,
      technology: 'PBX',
      displayName: 'PBX',
      numberPlan: null,
      settings: {},
    });
    for (const [name, secret] of Object.entries(SECRETS)) {
      await tenant.credentials.put({ systemId: PBX, name, secret, expiresAt: null });
    }
    await tenant.accounts.putTokenCache(PBX, 'client', TOKENS);
  });
  return store;
}

function opened(store: Store): Promise<readonly (string | undefined)[]> {
  return store.read(async (view) => {
    const { credentials, accounts } = view.tenant(TENANT);
    return [
      await credentials.open(PBX, 'clientSecret'),
      await credentials.open(PBX, 'certificateKey'),
      await accounts.tokenCache(PBX, 'client'),
    ];
  });
}

function listed(store: Store): Promise<unknown> {
  return store.read((view) => view.tenant(TENANT).credentials.list(PBX));
}

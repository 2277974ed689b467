import { LamplightError } from '@lamplight/runtime';
import type { ChangeContext, ReadContext } from '../../engine/engine.ts';
import type { InstallationKeysChange, InstallationKeysView, KeyRecord } from '../../ports/keys.ts';
import { expectFreeKey } from './expect-free-key.ts';
import { INSTALLATION, keyBody, keyRecord, keyRow } from './key-rows.ts';
import { keysRevision, raiseKeysRevision } from './keys-revision.ts';

export function installationKeysView({ db }: Pick<ReadContext, 'db'>): InstallationKeysView {
  return {
    all: async () => {
      const rows = await db.selectFrom('access_keys').selectAll().orderBy('scope').orderBy('id').execute();
      return rows.map(keyRecord);
    },
    revision: () => keysRevision(db),
  };
}

export function installationKeysChange(context: ChangeContext): InstallationKeysChange {
  const { db, now } = context;
  return {
    ...installationKeysView(context),
    create: async (key) => {
      if (key.personId !== null) {
        throw new LamplightError(
          'request_invalid',
          `key.personId is ${key.personId}: expected null for a key of the installation`,
        );
      }
      await expectFreeKey(db, INSTALLATION, key);
      const row = keyRow(INSTALLATION, key, await raiseKeysRevision(db), now);
      await db.insertInto('access_keys').values(row).execute();
      const after = keyRecord(row);
      record(context, 'create', null, after);
      return after;
    },
    revoke: async (id) => {
      const row = await db
        .deleteFrom('access_keys')
        .where('scope', '=', INSTALLATION)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) {
        throw new LamplightError('record_unknown', `key ${id} is no key of the installation: nothing to revoke`);
      }
      await raiseKeysRevision(db);
      record(context, 'remove', keyRecord(row), null);
    },
  };
}

function record({ audit }: ChangeContext, action: string, before: KeyRecord | null, after: KeyRecord | null): void {
  audit.record({
    tenantId: null,
    action,
    entity: 'key',
    entityId: before?.id ?? after?.id ?? '',
    personId: null,
    before: keyBody(before),
    after: keyBody(after),
  });
}

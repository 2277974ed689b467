/**
 * What an installation is: an id and a secret of its own, made with the store. The keys of the audit, of fingerprints and
 * of backups come from the secret, which is kept sealed: so the store's key can be changed without breaking a chain that
 * was written before, and a wrong key is noticed at once.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import { LamplightError, type Logger, type Random } from '@lamplight/runtime';
import type { Kysely } from 'kysely';
import type { Database } from '../schema/tables.ts';
import { sealedValues } from './sealed-columns.ts';
import type { Sealer } from './sealer.ts';
import { derivedKey } from './store-key.ts';
import type { SealedPlace, Vault } from './vault.ts';

export interface Installation {
  readonly id: string;
  /** The secret, as it may stand in the header of a backup. */
  readonly sealedSecret: string;
  readonly auditKey: KeyObject;
  /** What pseudonyms in log lines are made with. */
  readonly logSecret: Uint8Array;
  readonly backupKey: KeyObject;
  readonly vault: Vault;
}

const ROW = 1;
const SECRET_BYTES = 32;
const FINGERPRINT_DIGITS = 12;

/** The installation whose secret it is. @throws LamplightError `store_key_wrong` */
export function openInstallation(id: string, sealedSecret: string, sealer: Sealer): Installation {
  const secret = Buffer.from(sealer.open(placeOfSecret(id), sealedSecret), 'base64');
  const fingerprintKey = derivedKey(secret, 'fingerprint');
  return Object.freeze({
    id,
    sealedSecret,
    auditKey: derivedKey(secret, 'audit'),
    logSecret: derivedKey(secret, 'log pseudonyms').export(),
    backupKey: derivedKey(secret, 'backup'),
    vault: Object.freeze<Vault>({
      seal: (place, plain) => sealer.seal(place, plain),
      open: (place, envelope) => sealer.open(place, envelope),
      fingerprint: (plain) =>
        createHmac('sha256', fingerprintKey).update(plain).digest('hex').slice(0, FINGERPRINT_DIGITS),
    }),
  });
}

/** Makes the installation of a new store, or opens that of an old one. */
export async function enterInstallation(
  db: Kysely<Database>,
  sealer: Sealer,
  made: { readonly random: Random; readonly now: number },
): Promise<Installation> {
  const row = await installationRow(db);
  if (row !== undefined) {
    return openInstallation(row.installation_id, row.sealed_secret, sealer);
  }
  const id = made.random.uuid();
  const secret = Buffer.from(made.random.bytes(SECRET_BYTES)).toString('base64');
  const sealedSecret = sealer.seal(placeOfSecret(id), secret);
  await db
    .insertInto('installation')
    .values({ id: ROW, installation_id: id, sealed_secret: sealedSecret, created_at: made.now, keys_revision: 0 })
    .execute();
  return openInstallation(id, sealedSecret, sealer);
}

/** The installation as it stands. @throws LamplightError `store_unreadable` when there is none */
export async function readInstallation(db: Kysely<Database>, sealer: Sealer): Promise<Installation> {
  const row = await installationRow(db);
  if (row === undefined) {
    throw new LamplightError(
      'store_unreadable',
      'the store does not say which installation it is of: restore a backup',
    );
  }
  return openInstallation(row.installation_id, row.sealed_secret, sealer);
}

/**
 * Seals under the current key whatever a previous one sealed. A value that does not open is left as it is, since it
 * would not open after either: the store's check names it.
 */
export async function sealAnew(db: Kysely<Database>, sealer: Sealer, logger: Logger): Promise<void> {
  const row = await installationRow(db);
  if (row === undefined || sealer.isCurrent(row.sealed_secret)) {
    return;
  }
  const place = placeOfSecret(row.installation_id);
  await db
    .updateTable('installation')
    .set({ sealed_secret: sealer.seal(place, sealer.open(place, row.sealed_secret)) })
    .where('id', '=', ROW)
    .execute();
  let sealed = 1;
  let failed = 0;
  for await (const value of sealedValues(db)) {
    const plain = opened(sealer, value.place, value.envelope);
    if (plain === undefined) {
      failed += 1;
    } else if (!sealer.isCurrent(value.envelope)) {
      await value.replace(sealer.seal(value.place, plain));
      sealed += 1;
    }
  }
  if (failed > 0) {
    logger.error({ sealed, failed }, 'some sealed values do not open under any key given: keep every previous key');
  } else {
    logger.info({ sealed }, 'everything is sealed under the current key: previous keys may be dropped');
  }
}

function opened(sealer: Sealer, place: SealedPlace, envelope: string): string | undefined {
  try {
    return sealer.open(place, envelope);
  } catch {
    return undefined;
  }
}

/** Sealed values that do not open, in words. */
export async function sealProblems(db: Kysely<Database>, sealer: Sealer): Promise<readonly string[]> {
  const problems: string[] = [];
  for await (const { place, envelope } of sealedValues(db)) {
    try {
      sealer.open(place, envelope);
    } catch (failure) {
      problems.push(`${LamplightError.from(failure).message}; enter this secret again`);
    }
  }
  return problems;
}

async function installationRow(db: Kysely<Database>) {
  return await db.selectFrom('installation').selectAll().where('id', '=', ROW).executeTakeFirst();
}

function placeOfSecret(installationId: string): SealedPlace {
  return { table: 'installation', column: 'sealed_secret', row: [installationId] };
}

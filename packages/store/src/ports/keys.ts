import type { PersonId, SourceId, SystemId, TenantId } from '@lamplight/domain';
import type { Versioned } from './shared.ts';

/** A key as it is kept: what it may do, and the hash that it is found by. */
export interface KeyRecord extends Versioned {
  readonly id: string;
  /** Null: of the installation. */
  readonly tenantId: TenantId | null;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string;
  /** Roles as the gateway knows them; an unknown one allows nothing. */
  readonly roles: readonly string[];
  /** Systems that it may report for. */
  readonly systemIds: readonly SystemId[];
  /** The person who holds it; null: nobody in particular. */
  readonly personId: PersonId | null;
  readonly displayName: string;
  /** Wall time in ms; null: never. */
  readonly expiresAt: number | null;
}

/** A source that an administrator registered: one installation of an adapter, with its key. */
export interface SourceRecord extends Versioned {
  readonly id: SourceId;
  readonly systemId: SystemId;
  readonly displayName: string;
  /** Null: its key has been revoked. */
  readonly keyId: string | null;
}

export type KeyInput = Omit<KeyRecord, keyof Versioned | 'tenantId'>;

export interface KeysView {
  get(id: string): Promise<KeyRecord | undefined>;
  list(): Promise<readonly KeyRecord[]>;
  sources(): Promise<readonly SourceRecord[]>;
}

export interface KeysChange extends KeysView {
  /** @throws LamplightError `request_conflict` for a taken id */
  create(key: KeyInput): Promise<KeyRecord>;
  /** Gone at once; its streams end. */
  revoke(id: string): Promise<void>;
  /** A key that it had before, and that is not the one given, is revoked. */
  putSource(source: Omit<SourceRecord, keyof Versioned>): Promise<SourceRecord>;
  /** With its key. */
  removeSource(id: SourceId): Promise<void>;
}

export interface InstallationKeysView {
  /** Every key of the installation and of all tenants. */
  all(): Promise<readonly KeyRecord[]>;
  /** Rises with every change of any key. */
  revision(): Promise<number>;
}

export interface InstallationKeysChange extends InstallationKeysView {
  create(key: KeyInput): Promise<KeyRecord>;
  revoke(id: string): Promise<void>;
}

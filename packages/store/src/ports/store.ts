/**
 * The store as the rooms see it. Everything of a tenant is reached through {@link StoreView.tenant}, so that no query
 * can forget whose rows it reads. Reading works on one consistent snapshot; a change is one transaction, and what it did
 * stands in the audit that is written with it or not at all.
 */
import type { TenantId } from '@lamplight/domain';
import type { AuditChange, AuditView } from './audit.ts';
import type { InstallationKeysChange, InstallationKeysView } from './keys.ts';
import type { TenantChange, TenantsChange, TenantsView, TenantView } from './tenant.ts';
import type { WriterLeasesChange } from './writer-leases.ts';

/** Who makes a change; stands in the audit. */
export interface Actor {
  readonly kind: 'key' | 'person' | 'gateway' | 'file' | 'source';
  /** Of the key, the person or the source; the file's name. Never a secret. */
  readonly id: string;
}

export interface StoreView {
  readonly tenants: TenantsView;
  /** Keys of the installation and of every tenant, for whoever lets calls in. */
  readonly keys: InstallationKeysView;
  /** The audit of the installation itself; a tenant's stands at {@link TenantView.audit}. */
  readonly audit: AuditView;
  /** Rows of another tenant cannot be reached through it. The tenant need not exist: then nothing is found. */
  tenant(tenantId: TenantId): TenantView;
}

export interface StoreChange extends StoreView {
  readonly tenants: TenantsChange;
  readonly keys: InstallationKeysChange;
  readonly audit: AuditChange;
  readonly writerLeases: WriterLeasesChange;
  tenant(tenantId: TenantId): TenantChange;
}

/** What {@link Store.check} found. */
export interface StoreCheck {
  readonly engine: 'sqlite' | 'postgres';
  readonly schemaVersion: string;
  /** Bytes on disk; null where the engine does not say. */
  readonly size: number | null;
  /** What is wrong, in words with the remedy; empty: nothing. */
  readonly problems: readonly string[];
}

export interface RestoreReport {
  readonly madeAt: number;
  readonly installationId: string;
  readonly rows: Readonly<Record<string, number>>;
}

export interface Store {
  /** Made with the store; a backup carries it. */
  readonly installationId: string;
  /** 32 bytes that pseudonyms in log lines are made with: of the installation, whatever the store's key. Never printed. */
  readonly logSecret: Uint8Array;
  /** Reads from one snapshot, which no change under way or later touches. */
  read<T>(work: (view: StoreView) => Promise<T>): Promise<T>;
  /**
   * One transaction: all of it or nothing. Resolves once the change is durable: it then outlives a kill at any moment,
   * and a power loss as far as the disk keeps what it acknowledged. Changes of one process are made one after another.
   */
  change<T>(actor: Actor, work: (change: StoreChange) => Promise<T>): Promise<T>;
  /** Calls `listener` with the tenants that a committed change of this process touched. */
  onCommitted(listener: (tenants: ReadonlySet<TenantId>) => void): () => void;
  /** Looks the whole store over: the engine's own check, every audit chain, every sealed value under its key. */
  check(): Promise<StoreCheck>;
  /** Everything as of one instant, independent of the engine; sealed values stay sealed. Gzipped lines of JSON. */
  backup(): AsyncIterable<Uint8Array>;
  /**
   * Puts a backup in place, all or nothing.
   * @throws LamplightError `backup_invalid`, `store_not_empty` unless `replace`, `store_key_wrong`
   */
  restore(source: AsyncIterable<Uint8Array>, options: { readonly replace: boolean }): Promise<RestoreReport>;
  close(): Promise<void>;
}

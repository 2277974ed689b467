/**
 * Who writes to an Entra tenant with a registration, over all processes that share the store. Of the installation, since
 * two of its tenants may have the same. Soft: in no audit and in no backup, and gone when an embedded store is opened,
 * since no other process can have it open. Ends are judged by the clock of the process that asks.
 */
import type { SystemId, TenantId } from '@lamplight/domain';

export interface WriterLeaseKey {
  readonly entraTenantId: string;
  readonly clientId: string;
}

export interface WriterLease extends WriterLeaseKey {
  /** One process: an id that it made at its start. */
  readonly holder: string;
  /** For which system it writes. */
  readonly tenantId: TenantId;
  readonly systemId: SystemId;
  /** Wall time in ms at which it ends unless it is renewed. */
  readonly until: number;
}

export interface WriterLeasesChange {
  /** Puts the lease in place unless another holder has one that has not ended. Answers with what then stands. */
  take(lease: WriterLease): Promise<WriterLease>;
  /** Moves the end of every lease of the holder. Answers with those that it has: others were taken over meanwhile. */
  renew(holder: string, until: number): Promise<readonly WriterLeaseKey[]>;
  /** Without effect if another one holds it. */
  release(key: WriterLeaseKey, holder: string): Promise<void>;
}

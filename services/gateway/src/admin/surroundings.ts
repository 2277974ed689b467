import type { TenantId } from '@lamplight/domain';
import type { Clock, Logger, Random } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import type { Principal } from '../access/principal.ts';
import type { ApplyContext } from '../apply/apply-file.ts';
import type { DirectorySyncs } from '../directory-sync/directory-syncs.ts';
import type { ServedTenant } from '../served-tenant.ts';
import type { SignIns } from '../teams/sign-ins.ts';

/** What the admin API needs of the gateway around it. */
export interface AdminSurroundings {
  readonly store: Store;
  readonly engine: 'sqlite' | 'postgres';
  /** False: the store lives in memory and ends with the process. */
  readonly durable: boolean;
  readonly version: string;
  readonly startedAt: number;
  /** A tenant as it is served now. */
  tenant(id: TenantId): ServedTenant | undefined;
  tenants(): Iterable<ServedTenant>;
  /** The directories that people of a tenant come from; undefined: it is not served. */
  directoriesOf(id: TenantId): Pick<DirectorySyncs, 'statusOf' | 'expect'> | undefined;
  /** Open Subscribe streams of a tenant. */
  streamsOf(id: TenantId): number;
  /** Resolves once everything that was committed before is in force: directory, settings, keys, adapters. */
  inForce(): Promise<void>;
  /** After a restore: everything is read anew. */
  reload(): Promise<void>;
  /**
   * Who calls, by the value of an `authorization` header, whatever their roles.
   * @throws LamplightError `key_missing`, `key_unknown`
   */
  caller(authorization: string | undefined): Principal;
  /** Accounts that sign in at Microsoft. */
  readonly signIns: Pick<SignIns, 'begin'>;
  /** Of the registration that systems may share; undefined: there is none. */
  readonly sharedClientId: string | undefined;
  /** What a file that is applied is read with. */
  readonly applyContext: ApplyContext;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

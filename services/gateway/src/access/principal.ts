import type { PersonId, SystemId, TenantId } from '@lamplight/domain';

/**
 * What a key may do: `watcher` finds, reads and subscribes; `explain` asks why; `status` sets statuses and operator
 * notes; `source` reports for its systems; `operator` runs the installation, and reads metrics; `administrator` changes a
 * tenant; `attendant` does what a watcher does and logs people in at lines; `auditor` reads everything and changes nothing.
 */
export const ROLES = [
  'watcher',
  'explain',
  'status',
  'source',
  'operator',
  'administrator',
  'attendant',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

/** Whose key a call came with. */
export interface Principal {
  /** Of the key: names it in logs, and never the key itself. */
  readonly keyId: string;
  /** Null: a key of the installation. It reaches every tenant by the admin API, and none by Subscribe or Report. */
  readonly tenantId: TenantId | null;
  readonly roles: readonly Role[];
  /** Systems that it may report for; empty without the role `source`. */
  readonly systemIds: readonly SystemId[];
  /** The person who holds it; null: nobody in particular. */
  readonly personId: PersonId | null;
}

import type { SystemId, TenantId } from '@lamplight/domain';

/**
 * What a key may do: `watcher` finds, reads and subscribes; `explain` asks why; `status` sets statuses and operator
 * notes; `source` reports for its systems; `operator` reads metrics.
 */
export const ROLES = ['watcher', 'explain', 'status', 'source', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Whose key a call came with. */
export interface Principal {
  /** Of the key: names it in logs, and never the key itself. */
  readonly keyId: string;
  readonly tenantId: TenantId;
  readonly roles: readonly Role[];
  /** Systems that it may report for; empty without the role `source`. */
  readonly systemIds: readonly SystemId[];
}

import type { TenantId } from '@lamplight/domain';
import type { AuditRecord } from '../audit/audit-log.ts';
import type { ChangeContext, ReadContext } from '../engine/engine.ts';
import type { Ids } from './ids.ts';
import type { TenantRevision } from './tenant-revision.ts';

/** What the views of one tenant work with. Every query of theirs names `tenantId`. */
export interface TenantScope extends ReadContext {
  readonly tenantId: TenantId;
}

/** What the changes of one tenant work with. */
export interface TenantChangeScope extends ChangeContext {
  readonly tenantId: TenantId;
  readonly revision: TenantRevision;
  readonly ids: Ids;
  record(entry: Omit<AuditRecord, 'tenantId'>): void;
}

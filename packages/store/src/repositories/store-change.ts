import type { TenantId } from '@lamplight/domain';
import type { ChangeContext } from '../engine/engine.ts';
import type { StoreChange } from '../ports/store.ts';
import type { TenantChange } from '../ports/tenant.ts';
import { bindingsChange } from './bindings/bindings-change.ts';
import { Ids } from './ids.ts';
import { installationKeysChange } from './keys/installation-keys.ts';
import { keysChange } from './keys/tenant-keys.ts';
import { linesChange } from './lines/lines-change.ts';
import { peopleChange } from './people/people-change.ts';
import type { TenantChangeScope } from './scope.ts';
import { accountsChange } from './secrets/accounts.ts';
import { credentialsChange } from './secrets/credentials.ts';
import { TenantRevision } from './tenant-revision.ts';
import { groupsChange } from './tenants/groups.ts';
import { profilesChange } from './tenants/profiles.ts';
import { settingsChange } from './tenants/settings.ts';
import { systemsChange } from './tenants/systems-change.ts';
import { tenantsChange } from './tenants/tenants-change.ts';
import { directorySyncsChange } from './work/directory-syncs.ts';
import { jobsChange } from './work/jobs.ts';
import { proposalsChange } from './work/proposals.ts';
import { writerLeasesChange } from './work/writer-leases.ts';

/** Everything that can be done in one transaction. */
export function storeChange(context: ChangeContext): StoreChange {
  const ids = new Ids(context.now, context.random);
  const revisions = new Map<TenantId, TenantRevision>();
  const revisionOf = (tenantId: TenantId): TenantRevision => {
    const revision = revisions.get(tenantId) ?? new TenantRevision(context, tenantId);
    revisions.set(tenantId, revision);
    return revision;
  };
  return {
    tenants: tenantsChange(context, revisionOf),
    keys: installationKeysChange(context),
    audit: context.auditOf(null),
    writerLeases: writerLeasesChange(context),
    tenant: (tenantId) =>
      tenantChange({
        ...context,
        tenantId,
        ids,
        revision: revisionOf(tenantId),
        record: (entry) => context.audit.record({ ...entry, tenantId }),
      }),
  };
}

function tenantChange(scope: TenantChangeScope): TenantChange {
  return {
    id: scope.tenantId,
    systems: systemsChange(scope),
    people: peopleChange(scope),
    lines: linesChange(scope),
    bindings: bindingsChange(scope),
    groups: groupsChange(scope),
    settings: settingsChange(scope),
    profiles: profilesChange(scope),
    keys: keysChange(scope),
    credentials: credentialsChange(scope),
    accounts: accountsChange(scope),
    proposals: proposalsChange(scope),
    jobs: jobsChange(scope),
    directorySyncs: directorySyncsChange(scope),
    audit: scope.auditOf(scope.tenantId),
  };
}

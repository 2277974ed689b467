import type { TenantId } from '@lamplight/domain';
import type { ReadContext } from '../engine/engine.ts';
import type { StoreView } from '../ports/store.ts';
import type { TenantView } from '../ports/tenant.ts';
import { bindingsView } from './bindings/bindings-view.ts';
import { installationKeysView } from './keys/installation-keys.ts';
import { keysView } from './keys/tenant-keys.ts';
import { linesView } from './lines/lines-view.ts';
import { peopleView } from './people/people-view.ts';
import type { TenantScope } from './scope.ts';
import { accountsView } from './secrets/accounts.ts';
import { credentialsView } from './secrets/credentials.ts';
import { groupsView } from './tenants/groups.ts';
import { profilesView } from './tenants/profiles.ts';
import { settingsView } from './tenants/settings.ts';
import { systemsView } from './tenants/systems-view.ts';
import { tenantsView } from './tenants/tenants-view.ts';
import { directorySyncsView } from './work/directory-syncs.ts';
import { jobsView } from './work/jobs.ts';
import { proposalsView } from './work/proposals.ts';

/** Everything that can be asked of a snapshot. */
export function storeView(context: ReadContext): StoreView {
  return {
    tenants: tenantsView(context.db),
    keys: installationKeysView(context),
    audit: context.auditOf(null),
    tenant: (tenantId) => tenantView(context, tenantId),
  };
}

function tenantView(context: ReadContext, tenantId: TenantId): TenantView {
  const scope: TenantScope = { ...context, tenantId };
  return {
    id: tenantId,
    systems: systemsView(scope),
    people: peopleView(scope),
    lines: linesView(scope),
    bindings: bindingsView(scope),
    groups: groupsView(scope),
    settings: settingsView(scope),
    profiles: profilesView(scope),
    keys: keysView(scope),
    credentials: credentialsView(scope),
    accounts: accountsView(scope),
    proposals: proposalsView(scope),
    jobs: jobsView(scope),
    directorySyncs: directorySyncsView(scope),
    audit: context.auditOf(tenantId),
  };
}

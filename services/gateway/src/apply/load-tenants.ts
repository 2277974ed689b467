/** What a start does with the tenants of the configuration: those that the store does not have yet are loaded. */
import type { Logger } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import type { TenantConfig } from '../tenant-config.ts';
import { planFor } from './apply-file.ts';
import { applyPlan } from './apply-plan.ts';
import { describePlan } from './plan.ts';
import { wantedTenant } from './wanted-tenant.ts';

export interface LoadOptions {
  readonly store: Pick<Store, 'read' | 'change'>;
  readonly tenants: readonly TenantConfig[];
  readonly fileName: string;
  /** Hashes of keys that the configuration holds: they stay there. */
  readonly held: ReadonlySet<string>;
  readonly logger: Logger;
}

/**
 * A tenant that is there already stays as it is: what differs is counted in a warning, with the command that would bring
 * it in.
 */
export async function loadTenants({ store, tenants, fileName, held, logger }: LoadOptions): Promise<void> {
  if (tenants.length === 0) {
    return;
  }
  const wanted = tenants.map((tenant) => wantedTenant(tenant, held));
  const plan = await store.read((view) => planFor(view, wanted, fileName));
  const missing = plan.tenants.filter(({ exists }) => !exists);
  if (missing.length > 0) {
    await store.change({ kind: 'file', id: fileName }, (change) => applyPlan(change, { fileName, tenants: missing }));
  }
  const { counts } = describePlan({ ...plan, tenants: plan.tenants.filter(({ exists }) => exists) }, false);
  const { create, update, remove } = counts;
  if (create + update + remove > 0) {
    logger.warn(
      { file: fileName, create, update, remove, command: `lamplight apply ${fileName}` },
      'the tenants of the configuration differ from the store, which holds: the command shows how, and takes them over',
    );
  }
}

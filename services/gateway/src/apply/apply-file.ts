/** `lamplight apply`: a YAML text compared with the store, and carried out where it is asked for. */
import type { Plan } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { StoreChange, StoreView } from '@lamplight/store';
import { parseTenants } from '../tenant-config.ts';
import { applyPlan } from './apply-plan.ts';
import { type ApplyPlan, describePlan, planOf } from './plan.ts';
import { readStates } from './tenant-state.ts';
import { type WantedTenant, wantedTenant } from './wanted-tenant.ts';

export interface FileRequest {
  /** Of a gateway's configuration, of which only `tenants:` is looked at, or of a file with nothing else. */
  readonly yaml: string;
  /** How messages name it; a tenant goes only with a file of the name that made it. */
  readonly fileName: string;
}

/** What the gateway around it adds. */
export interface ApplyContext {
  /** Where paths in a file begin; null: they stay as they are. */
  readonly folder: string | null;
  /** Hashes of keys that the gateway's own configuration holds: they stay there. */
  readonly held: () => ReadonlySet<string>;
}

/**
 * What differs between a file and the store; nothing is changed.
 * @throws LamplightError `config_invalid` with every problem and its place
 */
export async function planFile(view: StoreView, request: FileRequest, context: ApplyContext): Promise<Plan> {
  return describePlan(await planFor(view, wantedOf(request, context), request.fileName), false);
}

/**
 * Makes the store as the file says, within a change that is under way.
 * @param ifPlan only while this is still the plan; null: whatever it is
 * @throws LamplightError as {@link planFile}; `revision_conflict` where the plan has changed
 */
export async function applyFile(
  change: StoreChange,
  request: FileRequest & { readonly ifPlan: string | null },
  context: ApplyContext,
): Promise<Plan> {
  const plan = await planFor(change, wantedOf(request, context), request.fileName);
  if (request.ifPlan !== null && plan.id !== request.ifPlan) {
    throw new LamplightError(
      'revision_conflict',
      'the plan has changed since it was shown: the file or the store is another one now; look at the plan again',
      { details: { plan: plan.id } },
    );
  }
  await applyPlan(change, plan);
  return describePlan(plan, true);
}

/** @param fileName as {@link FileRequest.fileName} */
export async function planFor(view: StoreView, wanted: readonly WantedTenant[], fileName: string): Promise<ApplyPlan> {
  return planOf(wanted, await readStates(view, new Set(wanted.map(({ id }) => id)), fileName), fileName);
}

function wantedOf({ yaml, fileName }: FileRequest, { folder, held }: ApplyContext): readonly WantedTenant[] {
  const hashes = held();
  return parseTenants(yaml, fileName, folder).map((tenant) => wantedTenant(tenant, hashes));
}

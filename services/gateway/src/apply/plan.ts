/** The whole of what an apply would do, and the id by which it can be asked for again. */
import { createHash } from 'node:crypto';
import type { Plan } from '@lamplight/admin-api';
import { planRemoval, planTenant } from './plan-tenant.ts';
import type { Act, TenantPlan } from './step.ts';
import type { TenantState } from './tenant-state.ts';
import type { WantedTenant } from './wanted-tenant.ts';

export interface ApplyPlan {
  /**
   * A hash over every step with its content: the same only while the file wants the same and the store has nothing that
   * would make another step of it.
   */
  readonly id: string;
  /** How the file is named. */
  readonly fileName: string;
  readonly tenants: readonly TenantPlan[];
}

/** Differences that an answer lists. */
const MOST_LISTED = 1_000;

/**
 * @param states those of the wanted tenants that the store has, and those that the file made before
 * @param fileName a tenant goes only with a file of the name that made it
 */
export function planOf(wanted: readonly WantedTenant[], states: readonly TenantState[], fileName: string): ApplyPlan {
  const kept = new Map(states.map((state) => [state.id, state]));
  const named = new Set(wanted.map(({ id }) => id));
  const tenants = [
    ...states.filter(({ id }) => !named.has(id)).map((state) => planRemoval(state, fileName)),
    ...wanted.map((tenant) => planTenant(tenant, kept.get(tenant.id), fileName)),
  ];
  return { id: idOf(tenants), fileName, tenants };
}

/** As the API answers it. */
export function describePlan(plan: ApplyPlan, applied: boolean): Plan {
  const differences = plan.tenants.flatMap(({ steps }) => steps.map(({ difference }) => difference));
  const count = (change: 'create' | 'update' | 'remove') => differences.filter((one) => one.change === change).length;
  return {
    applied,
    plan: plan.id,
    counts: {
      create: count('create'),
      update: count('update'),
      remove: count('remove'),
      same: plan.tenants.reduce((sum, { same }) => sum + same, 0),
    },
    differences: differences.slice(0, MOST_LISTED),
  };
}

function idOf(tenants: readonly TenantPlan[]): string {
  const steps = tenants.flatMap(({ id, steps: ofTenant }) => ofTenant.map(({ act }) => [id, withoutSecret(act)]));
  return createHash('sha256').update(JSON.stringify(steps)).digest('hex');
}

/** The id is shown: what could be guessed from it stays out. */
function withoutSecret(act: Act): unknown {
  if (act.act === 'put-credential') {
    return { ...act, secret: '' };
  }
  return act.act === 'create-system' || act.act === 'update-system'
    ? { ...act, system: { ...act.system, secrets: {} } }
    : act;
}

import type { Group, PersonId, TenantId } from '@lamplight/domain';
import type { Json, PersonWithBindings, StoreView, TenantView } from '@lamplight/store';
import { CONSOLE_SYSTEM } from '../status/console-statuses.ts';
import type { PlannedSystem } from './live-directory.ts';

/** People of one page, which are taken in at once: some milliseconds of work. */
const PAGE = 1_000;

/** A part of what one look at a tenant found: nobody's change is cut, and systems and groups come with the first. */
export interface TenantPage {
  /** Everybody comes, page by page; else only who changed. */
  readonly whole: boolean;
  /** Absent after the first page. */
  readonly surroundings: { readonly systems: readonly PlannedSystem[]; readonly groups: readonly Group[] } | null;
  readonly people: readonly PersonWithBindings[];
  readonly removed: readonly PersonId[];
  /** Up to which everything came with this page and those before. */
  readonly through: number;
  /** Of the last page only. */
  readonly end: TenantEnd | null;
}

export interface TenantEnd {
  /** Of the tenant as it was read. */
  readonly revision: number;
  readonly settings: Readonly<Record<string, { readonly value: Json }>>;
}

/**
 * Hands on what changed after `revision`, if anything did. With null for the revision, and where the tenant is behind
 * it (another store was put in place), everything. Other work gets its turn between two pages.
 */
export async function readTenant(
  view: StoreView,
  tenantId: TenantId,
  revision: number | null,
  take: (page: TenantPage) => void,
): Promise<void> {
  const current = await view.tenants.revisionOf(tenantId);
  if (current === revision) {
    return;
  }
  const tenant = view.tenant(tenantId);
  const from = revision === null || current < revision ? 0 : revision;
  const settings = await tenant.settings.all();
  let surroundings: TenantPage['surroundings'] = await surroundingsOf(tenant);
  for (let through = from; ; ) {
    const page = await tenant.people.changedSince(through, PAGE);
    const { changed, removed, complete } = page;
    through = page.through;
    const end = complete ? { revision: current, settings } : null;
    take({ whole: from === 0, surroundings, people: changed, removed, through, end });
    if (complete) {
      return;
    }
    surroundings = null;
  }
}

async function surroundingsOf(tenant: TenantView): Promise<NonNullable<TenantPage['surroundings']>> {
  const systems = await tenant.systems.list();
  return {
    systems: systems
      // The gateway's own id, for what consoles say.
      .filter(({ id }) => id !== CONSOLE_SYSTEM)
      .map(({ id, technology, displayName, numberPlan }) => ({ id, technology, displayName, numberPlan })),
    groups: (await tenant.groups.list()).map(({ id, displayName }) => ({ id, displayName })),
  };
}

import type { Group, PersonId, TenantId } from '@lamplight/domain';
import type { Json, PersonWithBindings, ProfilesView, StoreView, TenantView } from '@lamplight/store';
import type { KeptProfiles, ProfileReader } from '../profiles/kept-profiles.ts';
import { CONSOLE_SYSTEM } from '../status/console-statuses.ts';
import type { PlannedSystem } from './live-directory.ts';

/** People of one page, which are taken in at once: some milliseconds of work. */
const PAGE = 250;

/** A part of what one look at a tenant found: nobody's change is cut, and systems and groups come with the first. */
export interface TenantPage {
  /** Everybody comes, page by page; else only who changed. */
  readonly whole: boolean;
  /** Absent after the first page. */
  readonly surroundings: { readonly systems: readonly PlannedSystem[]; readonly groups: readonly Group[] } | null;
  /** Of the first page only, so that they are there before anybody names them; null: as they were. */
  readonly profiles: ReadProfiles | null;
  readonly people: readonly PersonWithBindings[];
  readonly removed: readonly PersonId[];
  /** Up to which everything came with this page and those before. */
  readonly through: number;
  /** Of the last page only. */
  readonly end: TenantEnd | null;
}

export interface ReadProfiles {
  /** That of {@link ProfilesView.state}. */
  readonly state: string | null;
  readonly kept: KeptProfiles;
}

/** What is known of a tenant already. */
export interface KnownTenant {
  /** Up to which everything is known; null: nothing is. */
  readonly revision: number | null;
  /** Undefined: none of them is known. */
  readonly profilesState: string | null | undefined;
}

export interface TenantEnd {
  /** Of the tenant as it was read. */
  readonly revision: number;
  readonly settings: Readonly<Record<string, { readonly value: Json }>>;
}

/**
 * Hands on what changed after the revision that is known, if anything did. With null for it, and where the tenant is
 * behind it (another store was put in place), everything. Other work gets its turn between two pages.
 */
export async function readTenant(
  view: StoreView,
  tenantId: TenantId,
  { revision, profilesState }: KnownTenant,
  reader: ProfileReader,
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
  let profiles = await profilesOf(tenant.profiles, from === 0 ? undefined : profilesState, reader);
  for (let through = from; ; ) {
    const page = await tenant.people.changedSince(through, PAGE);
    const { changed, removed, complete } = page;
    through = page.through;
    const end = complete ? { revision: current, settings } : null;
    take({ whole: from === 0, surroundings, profiles, people: changed, removed, through, end });
    if (complete) {
      return;
    }
    surroundings = null;
    profiles = null;
  }
}

/** They are read only where one of them changed, not with each change of a person. */
async function profilesOf(
  view: ProfilesView,
  known: string | null | undefined,
  reader: ProfileReader,
): Promise<ReadProfiles | null> {
  const state = await view.state();
  return state === known ? null : { state, kept: await reader.read(view) };
}

async function surroundingsOf(tenant: TenantView): Promise<NonNullable<TenantPage['surroundings']>> {
  const systems = await tenant.systems.list();
  return {
    systems: systems
      // The gateway's own id, for what consoles say.
      .filter(({ id }) => id !== CONSOLE_SYSTEM)
      .map(({ id, technology, displayName, numberPlan }) => ({ id, technology, displayName, numberPlan })),
    groups: await tenant.groups.names(),
  };
}

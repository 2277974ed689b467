/** What the store holds of a tenant, as far as a file can say anything of it. */
import { type SystemId, type TenantId, tenantId } from '@lamplight/domain';
import type {
  GroupRecord,
  Json,
  KeyRecord,
  LineRecord,
  PersonWithBindings,
  ProfileRecord,
  StoreView,
  SystemRecord,
  TenantView,
} from '@lamplight/store';
import { z } from 'zod';
import { everyTenant } from '../every-tenant.ts';
import { type KeptSecrets, readSecrets, type SecretName } from '../teams-secrets.ts';

/**
 * The section of a tenant's settings in which stands what a file made, of those records that do not say so themselves:
 * ids, and sections of the settings.
 */
export const MADE_SECTION = 'applied';

const made = z.object({
  /** The file that made the tenant; null: it was made by hand. */
  tenant: z.string().nullable(),
  systems: z.array(z.string()),
  groups: z.array(z.string()),
  keys: z.array(z.string()),
  /** Secrets that it was, by {@link credentialMark}. */
  credentials: z.array(z.string()),
  settings: z.array(z.string()),
  // What was kept before profiles could stand in a file does not have it.
  profiles: z.array(z.string()).default([]),
});
export type Made = Readonly<z.output<typeof made>>;

export const NOTHING_MADE: Made = {
  tenant: null,
  systems: [],
  groups: [],
  keys: [],
  credentials: [],
  settings: [],
  profiles: [],
};

/** How it is kept that a file made a secret. The client secret goes by the id of its system alone, as it always did. */
export function credentialMark(systemId: SystemId, name: SecretName): string {
  return name === 'clientSecret' ? systemId : `${name}:${systemId}`;
}

export interface TenantState {
  readonly id: TenantId;
  readonly displayName: string;
  readonly made: Made;
  readonly systems: readonly SystemRecord[];
  /** Opened. */
  readonly secrets: ReadonlyMap<SystemId, KeptSecrets>;
  readonly groups: readonly GroupRecord[];
  /** Leavers included. */
  readonly people: readonly PersonWithBindings[];
  readonly lines: readonly LineRecord[];
  readonly keys: readonly KeyRecord[];
  /** The newest version of each. */
  readonly profiles: readonly ProfileRecord[];
  readonly settings: Readonly<Record<string, Json>>;
}

const PAGE = 1_000;

/**
 * Those of the wanted tenants that there are, and those that the same file made before and names no more.
 */
export async function readStates(
  view: StoreView,
  wanted: ReadonlySet<TenantId>,
  fileName: string,
): Promise<readonly TenantState[]> {
  const states: TenantState[] = [];
  for await (const { id, displayName } of everyTenant(view)) {
    const tenant = view.tenant(id);
    const ofFile = await madeOf(tenant);
    if (wanted.has(id) || ofFile.tenant === fileName) {
      states.push(await readState(tenant, displayName, ofFile));
    }
  }
  return states;
}

async function madeOf(tenant: TenantView): Promise<Made> {
  const kept = await tenant.settings.get(MADE_SECTION);
  const parsed = made.safeParse(kept?.value);
  return parsed.success ? parsed.data : NOTHING_MADE;
}

async function readState(tenant: TenantView, displayName: string, ofFile: Made): Promise<TenantState> {
  const systems = await tenant.systems.list();
  const secrets = new Map<SystemId, KeptSecrets>();
  for (const { id } of systems) {
    secrets.set(id, await readSecrets(tenant, id));
  }
  const settings = Object.entries(await tenant.settings.all());
  return {
    id: tenantId(tenant.id),
    displayName,
    made: ofFile,
    systems,
    secrets,
    groups: await tenant.groups.list(),
    people: await everybody(tenant),
    lines: await everyLine(tenant),
    keys: await tenant.keys.list(),
    profiles: await tenant.profiles.list(),
    settings: Object.fromEntries(settings.map(([section, { value }]) => [section, value])),
  };
}

async function everybody(tenant: TenantView): Promise<readonly PersonWithBindings[]> {
  const people: PersonWithBindings[] = [];
  let through = 0;
  for (;;) {
    const page = await tenant.people.changedSince(through, PAGE);
    people.push(...page.changed);
    if (page.complete) {
      return people;
    }
    through = page.through;
  }
}

async function everyLine(tenant: TenantView): Promise<readonly LineRecord[]> {
  const lines: LineRecord[] = [];
  let after: string | null = null;
  do {
    const filter = { systemId: null, query: '', kinds: [], bound: null };
    const page: Awaited<ReturnType<TenantView['lines']['list']>> = await tenant.lines.list(filter, {
      limit: PAGE,
      after,
    });
    lines.push(...page.items);
    after = page.next;
  } while (after !== null);
  return lines;
}

import { matchingSettings } from '@lamplight/admin-api';
import type { BindingRecord, PersonWithBindings, StoreView, TenantView } from '@lamplight/store';
import { keptListOf } from './kept-list.ts';
import type { StandingBinding } from './match-messages.ts';
import type { MatchThread } from './match-thread.ts';

/** People and lines that are read and handed on at once. */
const PAGE = 500;

/** What the thread was not told by the way. */
export interface ReadInput {
  /** Of the tenant as it was read: at another, matching would find something else. */
  readonly revision: number;
  readonly settings: ReturnType<typeof matchingSettings.parse>;
  readonly numberPlans: ReadonlyMap<Systems[number]['id'], Systems[number]['numberPlan']>;
}

type Systems = Awaited<ReturnType<TenantView['systems']['list']>>;

/** Reads everything that matching asks of a tenant, page by page, and hands it to the thread. */
export async function readMatchingInput(tenant: TenantView, view: StoreView, thread: MatchThread): Promise<ReadInput> {
  const revision = await view.tenants.revisionOf(tenant.id);
  await readPeople(tenant, thread);
  await readLines(tenant, thread);
  await thread.ask('keptList', { csv: (await keptListOf(tenant)).csv });
  const systems = await tenant.systems.list();
  return {
    revision,
    settings: matchingSettings.parse((await tenant.settings.get('matching'))?.value ?? {}),
    numberPlans: new Map(systems.map(({ id, numberPlan }) => [id, numberPlan])),
  };
}

async function readPeople(tenant: TenantView, thread: MatchThread): Promise<void> {
  let through = 0;
  for (;;) {
    const page = await tenant.people.changedSince(through, PAGE);
    await thread.ask('people', {
      people: page.changed.map(matchingPerson),
      bindings: page.changed.flatMap(({ bindings }) => bindings.map(standing)),
    });
    if (page.complete) {
      return;
    }
    through = page.through;
  }
}

async function readLines(tenant: TenantView, thread: MatchThread): Promise<void> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<TenantView['lines']['list']>> = await tenant.lines.list(
      { systemId: null, query: '', kinds: [], bound: null },
      { limit: PAGE, after },
    );
    const lines = page.items.map(({ systemId, address, kind, displayName, userName, mail }) => ({
      systemId,
      address,
      kind,
      displayName,
      userName,
      mail,
    }));
    await thread.ask('lines', { lines });
    after = page.next;
  } while (after !== null);
}

function matchingPerson({ person: { id, displayName, entraObjectId, addresses, leftAt } }: PersonWithBindings) {
  return { id, displayName, entraObjectId, addresses, active: leftAt === null };
}

function standing({ personId, systemId, address, role, reason, origin }: BindingRecord): StandingBinding {
  return { personId, systemId, address, role, reason, origin };
}

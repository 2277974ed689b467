/** Everything kept of a person, for them to have (GDPR articles 15 and 20): what the store has, and what is shown now. */
import type { routes } from '@lamplight/admin-api';
import type { AuditEntry, TenantView } from '@lamplight/store';
import { OPEN_MASK } from '../../privacy/mask.ts';
import type { HandlerOf } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { existingPerson } from './existing-person.ts';
import {
  auditBody,
  instantOf,
  jsonOf,
  keyBody,
  lineBody,
  personWithBindings,
  proposalBody,
  versionOf,
} from './records.ts';

const PAGE = 1_000;

export function exportPerson(around: AdminSurroundings): HandlerOf<typeof routes.people.export> {
  return async ({ tenantId, params, principal, readTenant }) =>
    readTenant(async (tenant) => {
      const person = await existingPerson(tenant, params.personId);
      const { id, groupIds } = person.person;
      const groups = (await tenant.groups.list()).filter((group) => groupIds.includes(group.id));
      const lines = await Promise.all(person.bindings.map((binding) => tenant.lines.get(binding)));
      const keys = (await tenant.keys.list()).filter((key) => key.personId === id);
      const served = around.tenant(tenantId);
      const logged = served?.core.presenceLog.read(id);
      // People see all of their own; whoever exports for them sees what they may see anyway. Outsiders are no one's data here.
      const mask = principal.personId === id ? OPEN_MASK : served?.privacy.maskOf(principal.roles);
      const shown = logged === undefined || mask === undefined ? null : served?.privacy.masked(logged.presence, mask);
      return {
        value: {
          madeAt: instantOf(around.clock.now()),
          person: personWithBindings(person),
          groups: groups.map((group) => ({ id: group.id, displayName: group.displayName, ...versionOf(group) })),
          lines: lines.flatMap((line) => (line === undefined ? [] : [lineBody(line)])),
          proposals: await proposalsOf(tenant, id),
          keys: keys.map(keyBody),
          presence: plain(shown ?? null),
          audit: (await auditOf(tenant, id)).map(auditBody),
        },
      };
    });
}

async function proposalsOf(tenant: TenantView, personId: string) {
  const found = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<TenantView['proposals']['list']>> = await tenant.proposals.list(
      { state: null },
      { limit: PAGE, after },
    );
    found.push(...page.items.filter((proposal) => proposal.personId === personId));
    after = page.next;
  } while (after !== null);
  return found.map(proposalBody);
}

async function auditOf(tenant: TenantView, personId: string): Promise<readonly AuditEntry[]> {
  const filter = { entity: null, entityId: null, actorId: null, personId, from: null, to: null };
  const entries: AuditEntry[] = [];
  let complete = false;
  while (!complete) {
    const page = await tenant.audit.list(filter, entries.at(-1)?.sequence ?? 0, PAGE);
    entries.push(...page.entries);
    complete = page.complete || page.entries.length === 0;
  }
  return entries;
}

function plain(value: unknown) {
  return jsonOf(JSON.parse(JSON.stringify(value)));
}

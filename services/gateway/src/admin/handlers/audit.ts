import type { routes } from '@lamplight/admin-api';
import type { AuditFilter, AuditVerdict, AuditView } from '@lamplight/store';
import type { z } from 'zod';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { auditLines } from './audit-stream.ts';
import { auditBody, msOf } from './records.ts';

type Query = z.output<typeof routes.audit.list.query>;

export function auditHandlers(around: AdminSurroundings): Handlers['audit'] {
  return {
    list: ({ query, readTenant }) => readTenant((tenant) => page(tenant.audit, query)),
    stream: async ({ tenantId, query, signal }) => ({ value: auditLines({ ...around, tenantId, ...query, signal }) }),
    verify: ({ query, readTenant }) => readTenant((tenant) => verdict(tenant.audit, query.head)),
    listOfInstallation: ({ query, read }) => read((view) => page(view.audit, query)),
    verifyOfInstallation: ({ query, read }) => read((view) => verdict(view.audit, query.head)),
  };
}

async function page(audit: AuditView, query: Query) {
  const { entries, complete } = await audit.list(filterOf(query), query.after, query.limit);
  return { value: { entries: entries.map(auditBody), complete } };
}

function filterOf({ entity, entityId, actor, person, from, to }: Query): AuditFilter {
  return {
    entity: entity ?? null,
    entityId: entityId ?? null,
    actorId: actor ?? null,
    personId: person ?? null,
    from: from === undefined ? null : msOf(from),
    to: to === undefined ? null : msOf(to),
  };
}

async function verdict(audit: AuditView, head: string | undefined) {
  const [sequence, hash = ''] = head?.split(':') ?? [];
  const found = await audit.verify(sequence === undefined ? undefined : { sequence: Number(sequence), hash });
  return { value: verdictBody(found) };
}

function verdictBody(found: AuditVerdict) {
  return found.ok
    ? { ok: true, entries: found.entries, head: found.head, sequence: null, problem: null }
    : { ok: false, entries: 0, head: null, sequence: found.sequence, problem: found.problem };
}

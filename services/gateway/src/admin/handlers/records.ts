/** Records of the store as the API shows them: times as RFC 3339, and nothing that is not the caller's business. */
import type {
  AuditBody,
  BindingBody,
  Job,
  KeyBody,
  LineBody,
  PersonBody,
  ProposalBody,
  SystemBody,
  TenantBody,
} from '@lamplight/admin-api';
import type {
  AuditEntry,
  BindingRecord,
  CredentialRecord,
  JobRecord,
  Json,
  KeyRecord,
  LineRecord,
  PersonRecord,
  PersonWithBindings,
  ProposalRecord,
  SystemRecord,
  TenantRecord,
  Versioned,
} from '@lamplight/store';
import { z } from 'zod';
import { statusesBody } from '../../directory/status-edits.ts';

export function instantOf(at: number): string {
  return new Date(at).toISOString();
}

export function instantOrNull(at: number | null): string | null {
  return at === null ? null : instantOf(at);
}

/** Wall time in ms. */
export function msOf(instant: string): number {
  return Date.parse(instant);
}

export function versionOf({ revision, createdAt, updatedAt }: Versioned) {
  return { revision, createdAt: instantOf(createdAt), updatedAt: instantOf(updatedAt) };
}

/** The store's JSON is read-only, the API's is not: the same values under another type. */
export function jsonOf(value: Json): z.output<typeof JSON_VALUE> {
  return JSON_VALUE.parse(value);
}

const JSON_VALUE = z.json();

export function tenantBody(record: TenantRecord): TenantBody {
  return { id: record.id, displayName: record.displayName, ...versionOf(record) };
}

export function systemBody(record: SystemRecord, credentials: readonly CredentialRecord[]): SystemBody {
  return {
    id: record.id,
    technology: record.technology,
    displayName: record.displayName,
    numberPlan: record.numberPlan,
    settings: jsonOf(record.settings),
    credentials: credentials.map(({ name, fingerprint, expiresAt }) => ({
      name,
      fingerprint,
      expiresAt: instantOrNull(expiresAt),
    })),
    ...versionOf(record),
  };
}

export function personBody(record: PersonRecord): PersonBody {
  return {
    id: record.id,
    kind: record.kind,
    displayName: record.displayName,
    department: record.department,
    telephony: record.telephony,
    entraObjectId: record.entraObjectId,
    addresses: record.addresses.map(({ kind, value }) => ({ kind, value })),
    groupIds: [...record.groupIds],
    profileId: record.profileId,
    timeZone: record.timeZone,
    takesPart: record.takesPart,
    statuses: statusesBody(record.statuses),
    origin: record.origin,
    pause: record.pause === null ? null : { until: instantOrNull(record.pause.until), by: record.pause.by },
    leftAt: instantOrNull(record.leftAt),
    ...versionOf(record),
  };
}

export function bindingBody(record: BindingRecord): BindingBody {
  return {
    personId: record.personId,
    systemId: record.systemId,
    address: record.address,
    role: record.role,
    primary: record.primary,
    origin: record.origin,
    reason: record.reason,
    expiresAt: instantOrNull(record.expiresAt),
    ...versionOf(record),
  };
}

export function personWithBindings({ person, bindings }: PersonWithBindings) {
  return { ...personBody(person), bindings: bindings.map(bindingBody) };
}

export function lineBody(record: LineRecord): LineBody {
  return {
    systemId: record.systemId,
    address: record.address,
    kind: record.kind,
    displayName: record.displayName,
    userName: record.userName,
    mail: record.mail,
    number: record.number,
    origin: record.origin,
    ...versionOf(record),
  };
}

export function keyBody(record: KeyRecord): KeyBody {
  return {
    id: record.id,
    roles: [...record.roles],
    systemIds: [...record.systemIds],
    personId: record.personId,
    displayName: record.displayName,
    expiresAt: instantOrNull(record.expiresAt),
    ...versionOf(record),
  };
}

export function proposalBody(record: ProposalRecord): ProposalBody {
  return {
    id: record.id,
    kind: record.kind,
    personId: record.personId,
    content: jsonOf(record.content),
    reason: record.reason,
    state: record.state,
    ...versionOf(record),
  };
}

export function jobBody(record: JobRecord): Job {
  return {
    id: record.id,
    kind: record.kind,
    state: record.state,
    total: record.total,
    done: record.done,
    result: jsonOf(record.result),
    ...versionOf(record),
  };
}

export function auditBody(entry: AuditEntry): AuditBody {
  return {
    sequence: entry.sequence,
    at: instantOf(entry.at),
    actor: { kind: entry.actor.kind, id: entry.actor.id },
    action: entry.action,
    entity: entry.entity,
    entityId: entry.entityId,
    before: jsonOf(entry.before),
    after: jsonOf(entry.after),
    erased: entry.erased,
    hash: entry.hash,
  };
}

/** Tells apart two answers that show a record and what hangs on it: by how much hangs there and its last change. */
export function variantOf(hanging: readonly Versioned[]): string {
  return `${hanging.length}-${Math.max(0, ...hanging.map(({ revision }) => revision))}`;
}

/** Only what a caller named: what is left out stays. */
export function definedOf<Members extends Readonly<Record<string, unknown>>>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const defined: { [Name in keyof Members]?: Exclude<Members[Name], undefined> } = {};
  Object.assign(defined, Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)));
  return defined;
}

/** `{ value, revision }` of a record. */
export function answerOf<Body>(
  body: Body,
  { revision }: Versioned,
): { readonly value: Body; readonly revision: number } {
  return { value: body, revision };
}

export const NO_CONTENT = { value: undefined } as const;

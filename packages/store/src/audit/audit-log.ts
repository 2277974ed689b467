import type { PersonId, TenantId } from '@lamplight/domain';
import type { Json } from '../ports/shared.ts';
import type { AuditTraces } from './audit-traces.ts';

/** A change, as a repository tells it. The hash, the time, the actor and the sequence are added where it is written. */
export interface AuditRecord {
  /** Null: the installation's own audit. */
  readonly tenantId: TenantId | null;
  /** create, update, remove, erase, … */
  readonly action: string;
  /** person, line, binding, key, … */
  readonly entity: string;
  /** Stays when bodies are emptied: an opaque id, never a name or an address of a person. */
  readonly entityId: string;
  /** Whom the bodies speak of; null: nobody. When the person is erased, these bodies are emptied. */
  readonly personId: PersonId | null;
  /** Null: there was none. Never a secret, sealed or not: fingerprints tell that one has changed. */
  readonly before: Json;
  readonly after: Json;
}

/** The audit of the change under way. Everything is written with the change, at its end and in this order. */
export interface AuditLog {
  record(entry: AuditRecord): void;
  /** Empties the bodies that speak of the person: those that stand, and those of this change so far. Gives how many. */
  emptyPerson(tenantId: TenantId, personId: PersonId, traces: AuditTraces): Promise<number>;
}

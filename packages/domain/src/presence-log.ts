import type { PersonId, TenantId } from './ids.ts';
import type { Presence } from './presence.ts';

/** One person's last presence with the revision at which it was appended. */
export interface LoggedPresence {
  readonly personId: PersonId;
  readonly revision: number;
  readonly presence: Presence;
}

/**
 * The log of one tenant's concluded presence: a register per person, not a history. The tenant's owner appends;
 * fan-out reads only this. Whether it is a counter in memory or a bucket elsewhere, its users do not know.
 */
export interface PresenceLog {
  readonly tenantId: TenantId;
  /** Revisions of different epochs are not comparable. */
  readonly epoch: string;
  /** The highest revision so far; 0 when empty. */
  readonly revision: number;
  /**
   * Makes `presence` the person's last one and resolves to its revision, which is higher than every one before in
   * this epoch. Listeners have been called when it resolves. Rejects when this owner has been deposed.
   */
  append(personId: PersonId, presence: Presence): Promise<number>;
  read(personId: PersonId): LoggedPresence | undefined;
  /** Calls `listener` after each append, in revision order, until the returned function is called. */
  listen(listener: (entry: LoggedPresence) => void): () => void;
}

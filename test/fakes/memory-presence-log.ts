import {
  type LoggedPresence,
  PENDING_PRESENCE,
  type PersonId,
  type Presence,
  type PresenceLog,
  personId,
  type TenantId,
  tenantId,
} from '@lamplight/domain';

/** A presence log in memory, written to by tests. */
export class MemoryLog implements PresenceLog {
  readonly tenantId: TenantId = tenantId('t1');
  readonly epoch: string;
  readonly #last = new Map<PersonId, LoggedPresence>();
  readonly #listeners = new Set<(entry: LoggedPresence) => void>();
  #revision = 0;

  constructor(epoch = 'epoch-1') {
    this.epoch = epoch;
  }

  get revision(): number {
    return this.#revision;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** As {@link append}, at once. */
  put(person: string, presence: Presence): number {
    this.#revision += 1;
    const entry = { personId: personId(person), revision: this.#revision, presence };
    this.#last.set(entry.personId, entry);
    for (const listener of this.#listeners) {
      listener(entry);
    }
    return this.#revision;
  }

  async append(person: PersonId, presence: Presence): Promise<number> {
    return this.put(person, presence);
  }

  read(person: PersonId): LoggedPresence | undefined {
    return this.#last.get(person);
  }

  listen(listener: (entry: LoggedPresence) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A presence that differs by its activity only. */
export function presenceOf(activity: string): Presence {
  return {
    ...PENDING_PRESENCE,
    availability: 'Available',
    activity,
    tone: 'available',
    labelId: 'available',
    freshness: 'fresh',
    winningTechnology: 'PBX',
  };
}

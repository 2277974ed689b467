import {
  type LoggedPresence,
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
    availability: 'Available',
    activity,
    tone: 'available',
    labelId: 'available',
    since: null,
    freshness: 'fresh',
    staleSince: null,
    winningTechnology: 'PBX',
    winningSystemId: null,
    call: null,
    lines: [],
    views: [],
    doNotDisturb: false,
    forwarding: [],
    messagesWaiting: 0,
    outOfOffice: null,
    note: null,
    operatorNote: null,
    workLocation: null,
    until: null,
    nextFree: null,
    absentUntil: null,
    substitute: null,
    managedBy: null,
    lockedFields: [],
    reach: [],
    telephony: 'pbx',
    flags: [],
  };
}

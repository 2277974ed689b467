import type { LoggedPresence, PersonId, Presence, PresenceLog, TenantId } from '@lamplight/domain';
import { LamplightError, type Logger, type Random } from '@lamplight/runtime';

export interface MemoryPresenceLogOptions {
  readonly tenantId: TenantId;
  readonly random: Random;
  readonly logger: Logger;
}

type Listener = (entry: LoggedPresence) => void;

/**
 * The presence log of a gateway in one process: a counter and a register per person. A new process is a new epoch.
 * An append takes effect at once; listeners hear entries in revision order, also when one of them appends.
 */
export class MemoryPresenceLog implements PresenceLog {
  readonly tenantId: TenantId;
  readonly epoch: string;
  readonly #entries = new Map<PersonId, LoggedPresence>();
  readonly #listeners = new Set<Listener>();
  readonly #untold: LoggedPresence[] = [];
  readonly #logger: Logger;
  #telling = false;
  #revision = 0;

  constructor(options: MemoryPresenceLogOptions) {
    this.tenantId = options.tenantId;
    this.epoch = options.random.uuid();
    this.#logger = options.logger.forComponent('presence-log');
  }

  get revision(): number {
    return this.#revision;
  }

  append(personId: PersonId, presence: Presence): Promise<number> {
    this.#revision += 1;
    const entry = { personId, revision: this.#revision, presence };
    this.#entries.set(personId, entry);
    this.#untold.push(entry);
    this.#tell();
    return Promise.resolve(entry.revision);
  }

  read(personId: PersonId): LoggedPresence | undefined {
    return this.#entries.get(personId);
  }

  listen(listener: Listener): () => void {
    // Its own function, so that one listener may listen twice.
    const own: Listener = (entry) => listener(entry);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #tell(): void {
    if (this.#telling) {
      return;
    }
    this.#telling = true;
    for (let entry = this.#untold.shift(); entry !== undefined; entry = this.#untold.shift()) {
      for (const listener of [...this.#listeners]) {
        this.#tellOne(listener, entry);
      }
    }
    this.#telling = false;
  }

  #tellOne(listener: Listener, entry: LoggedPresence): void {
    try {
      listener(entry);
    } catch (failure) {
      this.#logger.error({ failure: LamplightError.from(failure), revision: entry.revision }, 'listener failed');
    }
  }
}

/**
 * A tenant's people, systems, groups, profiles and settings as the store has them, brought into the directory in memory: read
 * whole at the start, then followed. A change that this process committed is read at once, one of another process
 * with the next look at the tenant's revision.
 *
 * Each reading is one snapshot of the store and one change of the directory, so that nobody sees half of a commit; only
 * one of more than 250 people comes page by page, each person whole, since all at once would hold up everybody else's
 * presence for seconds.
 * While the store cannot be read, what is known stays as it is: one log line, and another attempt after a pause.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { PersonId, System, SystemId, Technology, TenantId } from '@lamplight/domain';
import {
  Backoff,
  type Clock,
  LamplightError,
  type Logger,
  type Random,
  type Telemetry,
  type Timer,
} from '@lamplight/runtime';
import type { PersonWithBindings, Store } from '@lamplight/store';
import { ProfileReader } from '../profiles/kept-profiles.ts';
import { ProfileBook } from '../profiles/profile-book.ts';
import type { LiveSettings } from '../tenant/live-settings.ts';
import { type DirectoryChange, LiveDirectory } from './live-directory.ts';
import { LoginEnds } from './login-ends.ts';
import { readTenant, type TenantPage } from './read-tenant.ts';
import { storedPerson } from './stored-person.ts';
import { StoredSettings } from './stored-settings.ts';

/** How often the revision of the tenant is looked at, for changes that other processes committed. */
const POLL_MS = 1_000;

export interface TenantDirectoryOptions {
  readonly tenantId: TenantId;
  readonly store: Pick<Store, 'read' | 'onCommitted'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** A tenant as the store has it, kept in memory. */
export interface TenantDirectory {
  readonly directory: LiveDirectory;
  readonly settings: LiveSettings;
  readonly profiles: ProfileBook;
  /**
   * Resolves once everything that was committed before the call is in force, however long the store takes.
   * @throws LamplightError `stopped` when it was closed meanwhile
   */
  inForce(): Promise<void>;
  /** Reads everything anew, as after a restore; resolves as {@link inForce}. */
  reload(): Promise<void>;
  /** Follows no more and lets go of every timer; the directory stays as it is. */
  close(): void;
}

/**
 * Reads the tenant and follows it from then on.
 * @throws LamplightError `store_unavailable` and others where the store cannot be read now
 */
export async function openTenantDirectory(options: TenantDirectoryOptions): Promise<TenantDirectory> {
  const feed = new DirectoryFeed(options);
  try {
    await feed.start();
  } catch (failure) {
    feed.close();
    throw failure;
  }
  return feed;
}

interface Waiter {
  readonly reading: number;
  readonly resolve: () => void;
  readonly reject: (failure: LamplightError) => void;
}

class DirectoryFeed implements TenantDirectory {
  readonly directory = new LiveDirectory();
  readonly settings: StoredSettings;
  readonly profiles: ProfileBook;
  readonly #options: TenantDirectoryOptions;
  readonly #logger: Logger;
  readonly #backoff: Backoff;
  /** Of the store, up to which everything is in the directory. */
  #revision = 0;
  #profilesState: string | null | undefined;
  readonly #profileReader = new ProfileReader();
  readonly #loginEnds: LoginEnds;
  /** Readings are counted: the last that was asked for, and the last that is in force. */
  #asked = 0;
  #done = 0;
  #waiters: Waiter[] = [];
  #anew = false;
  #running = false;
  #failing = false;
  #closed = false;
  #pollTimer: Timer | null = null;
  #retryTimer: Timer | null = null;
  readonly #unlisten: () => void;

  constructor(options: TenantDirectoryOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('directory');
    this.settings = new StoredSettings(this.#logger);
    this.profiles = new ProfileBook({ directory: this.directory, settings: this.settings, logger: options.logger });
    this.#backoff = new Backoff(options.random);
    this.#loginEnds = new LoginEnds(options.clock, (record) => this.#expire(record));
    this.#unlisten = options.store.onCommitted((tenants) => {
      if (tenants.has(options.tenantId)) {
        this.#ask();
      }
    });
  }

  async start(): Promise<void> {
    this.#running = true;
    await this.#read();
    this.#running = false;
    this.#poll();
    if (this.#asked > this.#done) {
      // Something was committed while the first reading was under way.
      void this.#run();
    }
  }

  inForce(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(stopped());
        return;
      }
      this.#waiters.push({ reading: this.#asked + 1, resolve, reject });
      this.#ask();
    });
  }

  reload(): Promise<void> {
    this.#anew = true;
    return this.inForce();
  }

  close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#loginEnds.stop();
    this.profiles.close();
    this.#pollTimer?.cancel();
    this.#retryTimer?.cancel();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) {
      reject(stopped());
    }
  }

  #ask(): void {
    this.#asked += 1;
    if (!this.#running && this.#retryTimer === null && !this.#closed) {
      void this.#run();
    }
  }

  #poll(): void {
    this.#pollTimer = this.#options.clock.after(POLL_MS, () => {
      if (this.#asked === this.#done) {
        this.#ask();
      }
      this.#poll();
    });
  }

  /** Reads until nothing was asked for meanwhile; never rejects. */
  async #run(): Promise<void> {
    this.#running = true;
    while (this.#done < this.#asked && !this.#closed) {
      const asked = this.#asked;
      try {
        await this.#read();
        if (!this.#closed) {
          this.#recovered();
          this.#settle(asked);
        }
      } catch (cause) {
        this.#failed(LamplightError.from(cause));
        break;
      }
    }
    this.#running = false;
  }

  async #read(): Promise<void> {
    const { store, tenantId } = this.#options;
    const anew = this.#anew;
    this.#anew = false;
    const named = new Set<PersonId>();
    // Whoever is told of a change does not do so within the read.
    const outside = AsyncLocalStorage.snapshot();
    try {
      const known = { revision: anew ? null : this.#revision, profilesState: this.#profilesState };
      await store.read((view) =>
        readTenant(view, tenantId, known, this.#profileReader, (page) => outside(() => this.#take(page, named))),
      );
    } catch (failure) {
      this.#anew = anew || this.#anew;
      throw failure;
    }
  }

  /** @param named whom the pages of this reading have named; this one's are added */
  #take(page: TenantPage, named: Set<PersonId>): void {
    if (this.#closed) {
      return;
    }
    const { telemetry } = this.#options;
    if (page.profiles !== null) {
      this.profiles.take(page.profiles.kept);
      this.#profilesState = page.profiles.state;
    }
    const change = telemetry.span('directory.apply', {}, () => this.#apply(page, named));
    // Until all of a whole reading is there, nobody can tell who is gone: cut off, it begins again.
    this.#revision = page.end?.revision ?? (page.whole ? this.#revision : page.through);
    telemetry.count('lamplight_directory_changes_total', {}, change.changed.length + change.removed.length);
    this.#logger.debug(
      { revision: page.through, changed: change.changed.length, removed: change.removed.length },
      'directory read',
    );
    if (page.end !== null) {
      this.settings.take(page.end.settings);
    }
  }

  #apply(page: TenantPage, named: Set<PersonId>): DirectoryChange {
    const now = this.#options.clock.now();
    const technologies = technologiesOf(page.surroundings?.systems ?? this.directory.systems.values());
    const changed = [];
    const removed = new Set(page.removed);
    if (page.whole) {
      for (const { person } of page.people) {
        named.add(person.id);
      }
      if (page.end !== null) {
        for (const { id } of this.directory.people()) {
          if (!named.has(id)) {
            removed.add(id);
          }
        }
      }
    }
    for (const record of page.people) {
      const { id } = record.person;
      this.#loginEnds.remember(record);
      const person = storedPerson(record, technologies, now);
      if (person === null) {
        removed.add(id);
      } else {
        changed.push(person);
      }
    }
    for (const id of removed) {
      this.#loginEnds.forget(id);
    }
    const change = { ...page.surroundings, changed, removed: [...removed] };
    this.directory.apply(change);
    return change;
  }

  #expire(record: PersonWithBindings): void {
    const { id } = record.person;
    const person = storedPerson(record, technologiesOf(this.directory.systems.values()), this.#options.clock.now());
    this.directory.apply(person === null ? { changed: [], removed: [id] } : { changed: [person], removed: [] });
  }

  #settle(reading: number): void {
    this.#done = reading;
    const settled = this.#waiters.filter((waiter) => waiter.reading <= reading);
    this.#waiters = this.#waiters.filter((waiter) => waiter.reading > reading);
    for (const { resolve } of settled) {
      resolve();
    }
  }

  #recovered(): void {
    this.#backoff.reset();
    if (this.#failing) {
      this.#failing = false;
      this.#logger.info({}, 'the store can be read again');
    }
  }

  #failed(failure: LamplightError): void {
    if (this.#closed) {
      return;
    }
    this.#options.telemetry.count('lamplight_directory_read_failed_total', { reason: failure.reason });
    if (!this.#failing) {
      this.#failing = true;
      this.#logger.error({ failure }, 'the store cannot be read: people and settings stay as they are');
    }
    this.#retryTimer = this.#options.clock.after(this.#backoff.next(), () => {
      this.#retryTimer = null;
      void this.#run();
    });
  }
}

function technologiesOf(systems: Iterable<System>): ReadonlyMap<SystemId, Technology> {
  return new Map(Array.from(systems, ({ id, technology }) => [id, technology]));
}

function stopped(): LamplightError {
  return new LamplightError('stopped', 'The gateway is stopping, so nothing that was changed comes into force here.');
}

/**
 * The keys that the store holds, kept in force: read again whenever the revision of the keys has risen, at once after a
 * change of this process and every half second for those of others. A key that has expired is out of force on time,
 * whoever is connected with it.
 */
import type { Clock, Logger, Random, Timer } from '@lamplight/runtime';
import type { KeyRecord, Store } from '@lamplight/store';
import { Follow } from '../follow.ts';
import type { KeptKey, Keys } from './keys.ts';
import { ROLES, type Role } from './principal.ts';

/** Half of what a revoked key may still stand. */
const POLL_MS = 500;

export interface StoreKeysOptions {
  readonly keys: Keys;
  readonly store: Pick<Store, 'read' | 'onCommitted'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export class StoreKeys {
  readonly #options: StoreKeysOptions;
  readonly #follow: Follow;
  #records: readonly KeyRecord[] = [];
  #revision: number | null = null;
  /** Counts the times that everything was to be read anew. */
  #generation = 0;
  #poll: Timer | undefined;
  #expiry: Timer | undefined;
  #unlisten: () => void = () => undefined;

  constructor(options: StoreKeysOptions) {
    this.#options = options;
    this.#follow = new Follow({ ...options, name: 'keys', work: () => this.#read() });
  }

  /** Resolves once the keys of the store are in force. @throws LamplightError when the store cannot be read now */
  async start(): Promise<void> {
    await this.#read();
    this.#unlisten = this.#options.store.onCommitted(() => this.#follow.ask());
    this.#schedulePoll();
  }

  /** Resolves once every key that was committed before is in force, and every revoked one is not. */
  inForce(): Promise<void> {
    return this.#follow.caughtUp();
  }

  /** Reads them anew whatever their revision, as after a restore. */
  reload(): Promise<void> {
    this.#revision = null;
    this.#generation += 1;
    return this.inForce();
  }

  async stop(): Promise<void> {
    this.#unlisten();
    this.#poll?.cancel();
    this.#expiry?.cancel();
    await this.#follow.stop();
  }

  #schedulePoll(): void {
    this.#poll = this.#options.clock.after(POLL_MS, () => {
      this.#follow.ask();
      this.#schedulePoll();
    });
  }

  async #read(): Promise<void> {
    const generation = this.#generation;
    const found = await this.#options.store.read(async ({ keys }) => {
      const revision = await keys.revision();
      return revision === this.#revision ? undefined : { revision, records: await keys.all() };
    });
    if (found !== undefined) {
      this.#revision = generation === this.#generation ? found.revision : null;
      this.#records = found.records;
      this.#putInForce();
    }
  }

  #putInForce(): void {
    const { keys, clock, logger } = this.#options;
    const now = clock.now();
    const good = this.#records.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    const revoked = keys.replace('store', good.map(keptKey));
    logger.debug({ keys: keys.size, revoked }, 'keys of the store are in force');
    this.#expiry?.cancel();
    const next = Math.min(...good.map(({ expiresAt }) => expiresAt ?? Infinity));
    this.#expiry = next === Infinity ? undefined : clock.after(next - now, () => this.#putInForce());
  }
}

function keptKey({ id, tenantId, hash, roles, systemIds, personId }: KeyRecord): KeptKey {
  return {
    hash,
    principal: {
      keyId: tenantId === null ? id : `${tenantId}/${id}`,
      tenantId,
      roles: ROLES.filter((role: Role) => roles.includes(role)),
      systemIds,
      personId,
    },
  };
}

/** A running gateway: starts its parts in order, ends them announced. */
import type { TenantId } from '@lamplight/domain';
import type { Clock, Logger } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import type { KeyWatch } from './access/key-watch.ts';
import type { Keys } from './access/keys.ts';
import type { StoreKeys } from './access/store-keys.ts';
import type { AdminServer } from './admin/admin-server.ts';
import type { StatusReport } from './admin/operations-routes.ts';
import { drain } from './operations/drain.ts';
import type { Traces } from './operations/traces.ts';
import type { GrpcPort } from './ports/grpc-server.ts';
import type { TlsPort } from './ports/tls-port.ts';
import { problem } from './problem.ts';
import type { TenantRegistry } from './registry/tenant-registry.ts';
import type { RetentionSweeper } from './retention/retention-sweeper.ts';
import type { ServedTenant } from './served-tenant.ts';
import type { OpenStreams } from './subscribe/open-streams.ts';
import type { SubscribeHandler } from './subscribe/subscribe-handler.ts';

export interface GatewayParts {
  readonly store: Store;
  readonly registry: TenantRegistry;
  readonly keys: Keys;
  readonly keyWatch: KeyWatch;
  readonly storeKeys: StoreKeys;
  readonly sweeper: RetentionSweeper;
  readonly admin: AdminServer;
  readonly streams: OpenStreams;
  readonly subscribe: SubscribeHandler;
  readonly grpc: GrpcPort;
  readonly port: TlsPort;
  readonly traces: Traces;
  readonly status: GatewayStatus;
  readonly drain: { readonly window: number; readonly deadline: number };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Counts what the status line says. */
export class GatewayStatus {
  readonly #tenants: ReadonlyMap<TenantId, ServedTenant>;
  readonly #streams: OpenStreams;
  readonly #clock: Clock;
  readonly #startedAt: number;
  draining = false;

  constructor(tenants: ReadonlyMap<TenantId, ServedTenant>, streams: OpenStreams, clock: Clock) {
    this.#tenants = tenants;
    this.#streams = streams;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  report(): StatusReport {
    const cores = [...this.#tenants.values()].map(({ core }) => core);
    const heard = cores.flatMap((core) =>
      core
        .sources()
        .filter(({ role, connected, snapshotComplete }) => role === 'active' && connected && snapshotComplete),
    );
    return {
      state: this.draining ? 'draining' : 'ok',
      tenants: cores.length,
      people: cores.reduce((sum, { directory }) => sum + directory.size, 0),
      streams: this.#streams.size,
      systems: cores.reduce((sum, { directory }) => sum + directory.systems.size, 0),
      systemsHeard: heard.length,
      upSeconds: Math.round((this.#clock.monotonic() - this.#startedAt) / 1000),
    };
  }
}

export class Gateway {
  readonly #parts: GatewayParts;
  #unlisten: (() => void) | undefined;
  #stopped = false;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  get tenants(): ReadonlyMap<TenantId, ServedTenant> {
    return this.#parts.registry.tenants;
  }

  /** @throws LamplightError `address_in_use` and others of {@link TlsPort.listen}, and what the store says */
  async start(): Promise<{ readonly host: string; readonly port: number }> {
    const { registry, keys, keyWatch, storeKeys, sweeper, admin, grpc, port, logger } = this.#parts;
    await registry.start();
    await storeKeys.start();
    await admin.ready();
    const address = await port.listen();
    this.#unlisten = keys.onRevoked((keyIds) => this.#endStreamsOf(keyIds));
    keyWatch.start();
    await registry.host();
    sweeper.start();
    grpc.setServing(true);
    logger.info({ host: address.host, port: address.port, tenants: this.tenants.size }, 'listening');
    return address;
  }

  /** Open streams, and people that the fan-out watches for them. */
  held(): { readonly streams: number; readonly watchedPeople: number } {
    const watchedPeople = [...this.tenants.values()].reduce((sum, { fanOut }) => sum + fanOut.size.people, 0);
    return { streams: this.#parts.streams.size, watchedPeople };
  }

  /** Reads the keys again now, as SIGHUP asks. */
  reloadKeys(): void {
    this.#parts.keyWatch.reload();
  }

  /** Ends announced (operations/drain.ts), then lets go of everything. */
  async drain(): Promise<void> {
    const { subscribe, streams, admin, grpc, port, status, clock, logger } = this.#parts;
    await drain({
      windowMs: this.#parts.drain.window,
      deadlineMs: this.#parts.drain.deadline,
      clock,
      logger,
      steps: {
        refuseNew: () => {
          status.draining = true;
          grpc.setServing(false);
          subscribe.refuseNew();
          admin.drain();
        },
        drainWatchers: (window, endOverMs) => streams.drain(window, endOverMs),
        drainSources: (window) => {
          for (const { core } of this.tenants.values()) {
            core.drain(window);
          }
        },
        whenEmpty: () => streams.whenEmpty(),
        tryShutdown: async () => {
          await grpc.tryShutdown();
          // The last words may still be on their way: a socket that is cut now would take them along.
          await port.finish();
        },
        forceShutdown: () => grpc.forceShutdown(),
      },
    });
    await this.stop();
  }

  /** Lets go of everything at once, unannounced. Without effect once stopped. */
  async stop(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    this.#stopped = true;
    const { store, registry, keyWatch, storeKeys, sweeper, admin, streams, grpc, port, traces } = this.#parts;
    this.#unlisten?.();
    keyWatch.stop();
    await storeKeys.stop();
    streams.stop(problem('stopped', 'the gateway has stopped'));
    await registry.stop();
    await sweeper.stop();
    grpc.forceShutdown();
    await admin.close();
    await port.close();
    await traces.stop();
    // The last: everything above may still have something to keep.
    await store.close();
  }

  #endStreamsOf(keyIds: readonly string[]): void {
    const { streams, logger } = this.#parts;
    for (const keyId of keyIds) {
      logger.warn({ key_id: keyId }, 'a key was revoked');
      streams.endOfKey(keyId, problem('key_revoked', 'the key of this stream was revoked: get a new one'));
      for (const { core } of this.tenants.values()) {
        core.endStreamsOfKey(keyId);
      }
    }
  }
}

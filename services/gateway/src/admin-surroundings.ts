import type { Clock, Logger, Random } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import type { Admission } from './access/admission.ts';
import type { Keys } from './access/keys.ts';
import type { StoreKeys } from './access/store-keys.ts';
import type { AdminSurroundings } from './admin/surroundings.ts';
import type { GatewayConfig } from './config.ts';
import type { TenantRegistry } from './registry/tenant-registry.ts';
import type { ServedTenant } from './served-tenant.ts';
import type { OpenStreams } from './subscribe/open-streams.ts';
import type { SignIns } from './teams/sign-ins.ts';
import { VERSION } from './version.ts';

export interface AdminModules {
  readonly config: Pick<GatewayConfig, 'store' | 'teams'>;
  readonly store: Store;
  readonly configFolder: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The parts that answer. */
export interface AroundAdmin {
  readonly registry: TenantRegistry;
  readonly storeKeys: StoreKeys;
  readonly streams: OpenStreams;
  readonly keys: Keys;
  readonly admission: Admission<ServedTenant>;
  readonly signIns: SignIns;
}

/** The gateway as the admin API sees it. */
export function surroundingsOf(modules: AdminModules, around: AroundAdmin): AdminSurroundings {
  const { config, store, configFolder, clock, random, logger } = modules;
  const { registry, storeKeys, streams, keys, admission, signIns } = around;
  return {
    store,
    engine: config.store !== undefined && 'postgres' in config.store ? 'postgres' : 'sqlite',
    durable: config.store !== undefined,
    version: VERSION,
    startedAt: clock.now(),
    tenant: (id) => registry.tenants.get(id),
    tenants: () => registry.tenants.values(),
    directoriesOf: (id) => registry.directoriesOf(id),
    streamsOf: (id) => streams.countOf(id),
    inForce: async () => {
      await Promise.all([registry.inForce(), storeKeys.inForce()]);
    },
    reload: async () => {
      await Promise.all([registry.reload(), storeKeys.reload()]);
    },
    caller: (authorization) => admission.caller(authorization),
    signIns,
    sharedClientId: config.teams?.sharedRegistration?.clientId,
    applyContext: { folder: configFolder, held: () => keys.hashesOf('file') },
    clock,
    random,
    logger,
  };
}

/** The admin API over a store in memory and real HTTP on loopback, for tests. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type AdminClient, createAdminClient } from '@lamplight/admin-api';
import { personId, systemId, type TenantId, tenantId } from '@lamplight/domain';
import {
  createEgress,
  LamplightError,
  ManualClock,
  MemoryLogger,
  type Random,
  seededRandom,
  systemRandom,
} from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store, type StoreLocation } from '@lamplight/store';
import { identify } from '../../access/authenticate.ts';
import { Keys, makeKey } from '../../access/keys.ts';
import type { Role } from '../../access/principal.ts';
import { StoreKeys } from '../../access/store-keys.ts';
import type { ServedTenant } from '../../served-tenant.ts';
import type { TeamsRoutesOptions } from '../../teams/teams-routes.ts';
import { createTeamsSide } from '../../teams/teams-side.ts';
import { type AdminServer, createAdminServer } from '../admin-server.ts';
import type { HttpLimits } from '../http-server.ts';
import type { OperationsOptions } from '../operations-routes.ts';
import type { AdminSurroundings } from '../surroundings.ts';

export interface RunAdminOptions {
  readonly limits?: HttpLimits;
  readonly operations?: Partial<OperationsOptions>;
  /** Those that are served; whoever hands it in may put in more later. */
  readonly served?: ReadonlyMap<TenantId, ServedTenant>;
  /** Default: no tenant has one. */
  readonly directoriesOf?: AdminSurroundings['directoriesOf'];
  /** Default: nothing is notified, and signing in ends in a failure. */
  readonly teams?: (store: Store) => TeamsRoutesOptions;
  /** Default: in memory, where reads wait for the change under way. */
  readonly location?: StoreLocation;
}

export interface KeyWish {
  readonly roles: readonly Role[];
  /** Default: of the installation. */
  readonly tenant?: string;
  readonly person?: string;
  readonly systems?: readonly string[];
}

export interface RunningAdmin {
  readonly url: URL;
  readonly port: number;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly logger: MemoryLogger;
  readonly admin: AdminServer;
  readonly surroundings: AdminSurroundings;
  /** Makes a key and puts it in force. */
  key(wish: KeyWish): Promise<string>;
  client(key: string): AdminClient;
  /** A request as it is, past the client. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Who makes what tests need. */
export const TESTER = { kind: 'gateway', id: 'test' } as const;

export async function runAdmin(options: RunAdminOptions = {}): Promise<RunningAdmin> {
  const clock = new ManualClock();
  const random: Random = seededRandom(7);
  const logger = new MemoryLogger();
  const keyRing = keyRingOf([makeStoreKey(random)], 'the test');
  const store = await openStore({
    location: options.location ?? { kind: 'memory' },
    keys: keyRing,
    clock,
    random,
    logger,
  });
  const keys = new Keys([]);
  const storeKeys = new StoreKeys({ keys, store, clock, random, logger });
  await storeKeys.start();
  const served = options.served ?? new Map<TenantId, ServedTenant>();
  const egress = createEgress();
  const around = {
    publicUrl: 'https://presence.contoso.example',
    operated: undefined,
    store,
    environment: {},
    clock,
    random,
    logger,
    egress,
  };
  const teams = options.teams?.(store) ?? createTeamsSide(around);
  const surroundings: AdminSurroundings = {
    store,
    engine: 'sqlite',
    durable: false,
    version: '1.2.3',
    startedAt: clock.now(),
    tenant: (id) => served.get(id),
    tenants: () => served.values(),
    directoriesOf: options.directoriesOf ?? (() => undefined),
    streamsOf: () => 0,
    inForce: () => storeKeys.inForce(),
    reload: () => storeKeys.reload(),
    caller: (authorization) => identify(keys, authorization),
    signIns: teams.signIns,
    sharedClientId: 'shared-client',
    applyContext: { folder: null, held: () => new Set() },
    clock,
    random,
    logger,
  };
  const admin = createAdminServer({
    surroundings,
    teams,
    operations: {
      status: () => ({ state: 'ok', tenants: 2, people: 1, streams: 0, systems: 3, systemsHeard: 1, upSeconds: 7 }),
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
      openTo: 'loopback',
      requireOperator: () => undefined,
      ...options.operations,
    },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  await admin.ready();
  const front = frontOf(admin);
  front.server.listen(0, '127.0.0.1');
  await once(front.server, 'listening');
  const address = front.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(`http://127.0.0.1:${port}`);
  return {
    url,
    port,
    store,
    clock,
    logger,
    admin,
    surroundings,
    key: async (wish) => {
      const { key, hash } = makeKey(systemRandom());
      const kept = {
        id: `k-${random.uuid()}`,
        hash,
        roles: wish.roles,
        systemIds: (wish.systems ?? []).map((id) => systemId(id)),
        personId: wish.person === undefined ? null : personId(wish.person),
        displayName: '',
        expiresAt: null,
      };
      await store.change(TESTER, async (change) => {
        const { keys: place } = wish.tenant === undefined ? change : change.tenant(tenantId(wish.tenant));
        await place.create(kept);
      });
      await storeKeys.inForce();
      return key;
    },
    client: (key) => createAdminClient({ gateway: url, key, fetch: egress.fetch }),
    fetch: (path, init) => egress.fetch(new URL(path, url), init),
    close: async () => {
      await admin.close();
      front.server.close();
      for (const socket of front.sockets) {
        socket.destroy();
      }
      await storeKeys.stop();
      await egress.close();
      await store.close();
    },
  };
}

/** As the TLS port does, without TLS: hands each connection to a server that does not listen. */
function frontOf(admin: AdminServer): { readonly server: Server; readonly sockets: ReadonlySet<Socket> } {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    admin.server.emit('connection', socket);
  });
  return { server, sockets };
}

/** The reason that a call failed with; the value where it did not. */
export async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (failure) {
    return LamplightError.from(failure).reason;
  }
}

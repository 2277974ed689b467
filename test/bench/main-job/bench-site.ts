/** What the main job is measured on: a gateway in a process of its own, a simulated Graph, and a small PBX here. */
import { fileURLToPath } from 'node:url';
import { makeKey } from '@lamplight/gateway';
import { systemRandom } from '@lamplight/runtime';
import { stringify } from 'yaml';
import type { BenchFolder } from '../bench-folder.ts';
import { Child } from '../child.ts';

const WATCHER = makeKey(systemRandom());
const SOURCE = makeKey(systemRandom());
export const WATCHER_KEY = WATCHER.key;
export const SOURCE_KEY = SOURCE.key;
export const TENANT = 'bench';
export const PBX = 'pbx';
export const TEAMS = 'teams';

const RELAY_MAIN = fileURLToPath(new URL('./relay-peer.ts', import.meta.url));

/** How a system or a person is written in the gateway's configuration. */
export interface BenchTenant {
  readonly systems: readonly object[];
  readonly people: readonly object[];
}

export function gatewayConfig(folder: BenchFolder, port: number, tenant: BenchTenant): string {
  return stringify({
    listen: { host: '127.0.0.1', port, certificate: { certFile: folder.certFile, keyFile: folder.keyFile } },
    logLevel: 'error',
    limits: { defaultUpdateInterval: '0ms' },
    tenants: [
      {
        id: TENANT,
        systems: tenant.systems,
        people: tenant.people,
        keys: [
          { id: 'watcher', hash: WATCHER.hash, roles: ['watcher'] },
          { id: 'source', hash: SOURCE.hash, roles: ['source'], systems: [PBX] },
        ],
      },
    ],
  });
}

export function startRelayProcess(folder: BenchFolder): Child {
  return new Child(RELAY_MAIN, [folder.certFile, folder.keyFile]);
}

/** The files that a site's gateway and connector are started with. */
import { makeKey } from '@lamplight/gateway';
import { systemRandom } from '@lamplight/runtime';
import type { SipAdapterConfigInput } from '@lamplight/sip-adapter';
import type { TeamsConfigInput } from '@lamplight/teams-adapter';
import { stringify } from 'yaml';

export const PBX = 'pbx';
export const TEAMS = 'teams';

/** One person of the site: the id is the extension at the PBX too. */
export interface SitePerson {
  readonly id: string;
  /** Object id in the simulated Entra tenant; null: no Teams. */
  readonly objectId: string | null;
  readonly hasLine: boolean;
}

/** A new key for each, and what to keep of it. */
export function makeSiteKeys() {
  const random = systemRandom();
  return { console: makeKey(random), connector: makeKey(random) };
}

export interface GatewayFile {
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly people: readonly SitePerson[];
  readonly keys: ReturnType<typeof makeSiteKeys>;
  readonly teams: TeamsConfigInput;
  readonly leases: { readonly lease: string; readonly renew: string; readonly withdrawAfter: string };
}

export function gatewayYaml({ port, certFile, keyFile, people, keys, teams, leases }: GatewayFile): string {
  return stringify({
    listen: { host: '127.0.0.1', port, certificate: { certFile, keyFile } },
    tenants: [
      {
        id: 'contoso',
        systems: [
          { id: PBX, technology: 'SIPSIMPLE' },
          { id: TEAMS, technology: 'MSTEAMS', teams },
        ],
        people: people.map(({ id, objectId, hasLine }) => ({
          id,
          displayName: id,
          bindings: [
            ...(hasLine ? [{ system: PBX, address: id }] : []),
            ...(objectId === null ? [] : [{ system: TEAMS, address: objectId }]),
          ],
        })),
        keys: [
          { id: 'console', hash: keys.console.hash, roles: ['watcher'] },
          { id: 'connector', hash: keys.connector.hash, roles: ['source'], systems: [PBX] },
        ],
      },
    ],
    leases,
    limits: { defaultUpdateInterval: '0ms' },
    drain: { window: '100ms', deadline: '2s' },
    logLevel: 'debug',
  });
}

export interface ConnectorFile {
  readonly gateway: string;
  readonly caFile: string;
  readonly key: string;
  readonly sip: SipAdapterConfigInput;
}

export function connectorYaml({ gateway, caFile, key, sip }: ConnectorFile): string {
  return stringify({
    gateway: { address: gateway, caFile, key },
    source: { id: 'site-connector' },
    systems: [{ id: PBX, sip }],
    logLevel: 'debug',
  });
}

/** Makes the adapter that runs in this process for a system: that of Microsoft Teams. */
import { readFileSync } from 'node:fs';
import { MSTEAMS, type TenantId } from '@lamplight/domain';
import { type Clock, createEgress, type Egress, LamplightError } from '@lamplight/runtime';
import type { Actor, Store } from '@lamplight/store';
import { checkCredentials, credentialsOf, TeamsAdapter, type TokenCache } from '@lamplight/teams-adapter';
import type { GatewayConfig } from '../config.ts';
import type { OperatedTeams } from '../shared-registration.ts';
import type { TeamsSide } from '../teams/teams-side.ts';
import { teamsConfigOf } from '../teams-settings.ts';
import { VERSION } from '../version.ts';
import type { BuiltAdapter, StoredSystem } from './hosted-systems.ts';

/** Who keeps tokens. */
const KEEPER: Actor = { kind: 'gateway', id: 'token-cache' };

export interface AdapterSurroundings {
  readonly store: Pick<Store, 'read' | 'change'>;
  readonly clock: Clock;
  /** Where secrets that name a variable are looked up, as process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly teams: Pick<TeamsSide, 'hostOf'>;
  /** What whoever runs the gateway has of its own at Microsoft. */
  readonly operated?: OperatedTeams | undefined;
}

/**
 * Undefined: the system is reported from outside.
 * @throws LamplightError `config_invalid`, and `certificate_unreadable` for a caFile
 */
export function buildAdapter(
  tenantId: TenantId,
  { id, technology, settings, secrets }: StoredSystem,
  { store, clock, environment, teams, operated }: AdapterSurroundings,
): BuiltAdapter | undefined {
  const config =
    technology.toUpperCase() === MSTEAMS
      ? teamsConfigOf(id, settings, { tenantId, secrets, shared: operated?.sharedRegistration })
      : undefined;
  if (config === undefined) {
    return undefined;
  }
  // A credential that cannot be read now stops nothing: the adapter says so, and reads it again by itself.
  const tokenCache = (clientId: string): TokenCache => {
    const partition = `${config.tenantId}/${clientId}`;
    return {
      read: () => store.read((view) => view.tenant(tenantId).accounts.tokenCache(id, partition)),
      write: async (content) => {
        await store.change(KEEPER, (change) => change.tenant(tenantId).accounts.putTokenCache(id, partition, content));
      },
    };
  };
  const adapter = new TeamsAdapter({
    config,
    softwareVersion: VERSION,
    environment,
    tokenCache,
    host: { ...teams.hostOf(tenantId, id), publicAddresses: operated?.publicAddresses ?? [] },
  });
  return {
    egress: egressOf(id, config, clock),
    adapter,
    directory:
      config.directory.level === 'none'
        ? undefined
        : { origin: () => adapter.directory, changed: () => adapter.directoryChanged() },
  };
}

/**
 * Looks at what the adapters of a configuration would fail on: a credential or an authority that cannot be read.
 * @throws LamplightError naming system and file
 */
export async function checkAdapters(
  config: GatewayConfig,
  { clock, environment }: Pick<AdapterSurroundings, 'clock' | 'environment'>,
): Promise<void> {
  const shared = config.teams?.sharedRegistration;
  if (shared !== undefined) {
    checkCredentials(credentialsOf(shared, environment, clock));
  }
  for (const { id, teams } of config.tenants.flatMap(({ systems }) => systems)) {
    if (teams !== undefined) {
      if (teams.registration !== 'shared') {
        checkCredentials(credentialsOf(teams, environment, clock));
      }
      await egressOf(id, teams, clock)?.close();
    }
  }
}

/** A way out of its own where another authority is trusted; undefined: that of the process will do. */
export function egressOf(
  system: string,
  { caFile }: { readonly caFile?: string | undefined },
  clock: Clock,
): Egress | undefined {
  if (caFile === undefined) {
    return undefined;
  }
  try {
    return createEgress({ clock, caPem: [readFileSync(caFile, 'utf8')] });
  } catch (cause) {
    throw new LamplightError(
      'certificate_unreadable',
      `systems ${system}: teams.caFile: ${caFile} cannot be read as PEM of certificates: name an existing PEM file`,
      { details: { file: caFile }, cause },
    );
  }
}

/** The adapters that the configuration asks this process to run: one for each system with `teams`. */
import { readFileSync } from 'node:fs';
import { type SourceId, sourceId, systemId, tenantId } from '@lamplight/domain';
import { type Clock, createEgress, type Egress, LamplightError } from '@lamplight/runtime';
import { credentialOf, TeamsAdapter, type TeamsConfig } from '@lamplight/teams-adapter';
import type { GatewayConfig } from './config.ts';
import type { HostedAdapter } from './hosted-adapters.ts';
import { VERSION } from './version.ts';

/** One installation of a gateway: after a restart it goes on with its own lease. */
const SOURCE: SourceId = sourceId('gateway');

export interface ConfiguredAdapters {
  readonly adapters: readonly HostedAdapter[];
  /** Lets go of the connections that were made for them; call once they have stopped. */
  close(): Promise<void>;
}

export interface AdapterSurroundings {
  readonly clock: Clock;
  /** Where secrets that name a variable are looked up, as process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** @throws LamplightError for a credential or a certificate authority that cannot be read, naming system and file */
export function configuredAdapters(config: GatewayConfig, surroundings: AdapterSurroundings): ConfiguredAdapters {
  const { clock, environment } = surroundings;
  const egresses: Egress[] = [];
  const adapters = config.tenants.flatMap((tenant) =>
    tenant.systems.flatMap(({ id, teams }): readonly HostedAdapter[] => {
      if (teams === undefined) {
        return [];
      }
      credentialOf(teams, environment, clock);
      const egress = egressOf(id, teams, clock);
      if (egress !== undefined) {
        egresses.push(egress);
      }
      return [
        {
          tenantId: tenantId(tenant.id),
          systemId: systemId(id),
          sourceId: SOURCE,
          adapter: new TeamsAdapter({ config: teams, softwareVersion: VERSION, environment }),
          ...(egress === undefined ? {} : { egress }),
        },
      ];
    }),
  );
  return {
    adapters,
    close: async () => {
      await Promise.all(egresses.map((egress) => egress.close()));
    },
  };
}

/** A way out of its own where another authority is trusted; undefined: that of the process will do. */
function egressOf(system: string, { caFile }: TeamsConfig, clock: Clock): Egress | undefined {
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

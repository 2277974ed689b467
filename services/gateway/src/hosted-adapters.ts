/** Adapters that run inside the gateway: they speak through the same port as those outside, by a local uplink. */
import { AdapterRunner, LocalUplink, type SourceAdapter } from '@lamplight/adapter-kit';
import type { SourceId, SystemId, TenantId } from '@lamplight/domain';
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import type { TenantCore } from './tenant/tenant-core.ts';

/** An adapter with the system that it speaks for. */
export interface HostedAdapter {
  readonly tenantId: TenantId;
  readonly systemId: SystemId;
  /** Stable over restarts of this installation. */
  readonly sourceId: SourceId;
  readonly adapter: SourceAdapter;
  /** Its own way out. Default: that of the gateway. */
  readonly egress?: Egress;
}

export interface HostOptions {
  readonly coreOf: (tenantId: TenantId) => TenantCore | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
}

/** A runner for each adapter, to be started once the cores stand. Adapters of tenants that are not served are left out. */
export function hostAdapters(adapters: readonly HostedAdapter[], options: HostOptions): readonly AdapterRunner[] {
  const { coreOf, clock, random, logger } = options;
  return adapters.flatMap(({ tenantId, systemId, sourceId, adapter, egress = options.egress }) => {
    const core = coreOf(tenantId);
    if (core === undefined) {
      return [];
    }
    const principal = { tenantId, systemIds: [systemId], keyId: `hosted/${systemId}` };
    const uplink = new LocalUplink(core.reports, principal);
    return [new AdapterRunner({ adapter, uplink, systemId, sourceId, clock, random, logger, egress })];
  });
}

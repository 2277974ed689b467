import type { TenantId } from '@lamplight/domain';
import { resolve } from '@lamplight/resolver';
import { type Clock, type Egress, LamplightError, type Logger, type Random, type Telemetry } from '@lamplight/runtime';
import type { Actor, Store } from '@lamplight/store';
import { openTenantDirectory } from '../directory/directory-feed.ts';
import { DirectorySyncs } from '../directory-sync/directory-syncs.ts';
import { matchAfter } from '../directory-sync/match-after.ts';
import { ServedTenant } from '../served-tenant.ts';
import type { OperatedTeams } from '../shared-registration.ts';
import type { TeamsSide } from '../teams/teams-side.ts';
import { createTenantCore, type TenantCoreSettings } from '../tenant/create-tenant-core.ts';
import type { TelephonyProposal } from '../twinning/twinning-watch.ts';
import { buildAdapter } from './build-adapter.ts';
import { HostedSystems } from './hosted-systems.ts';
import type { ServedParts } from './tenant-registry.ts';

/** Who proposes. */
const TWINNING: Actor = { kind: 'gateway', id: 'twinning' };

type TenantStore = Pick<Store, 'read' | 'change' | 'onCommitted'>;

export interface ServeOptions {
  readonly store: TenantStore;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly teams: Pick<TeamsSide, 'hostOf'>;
  readonly operated?: OperatedTeams | undefined;
  readonly settings: Partial<TenantCoreSettings>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly egress: Egress;
}

/** Puts together what one tenant of the store is served by; its adapters wait to be asked for. */
export async function serveTenant(tenantId: TenantId, options: ServeOptions): Promise<ServedParts> {
  const { store, clock, random, logger, telemetry, settings } = options;
  const directory = await openTenantDirectory({ tenantId, store, clock, random, logger, telemetry });
  const core = createTenantCore({
    tenantId,
    directory: directory.directory,
    resolve,
    profiles: directory.profiles,
    clock,
    random,
    logger,
    telemetry,
    twinning: {
      settings: () => directory.settings.twinning,
      propose: (proposal) => void propose(tenantId, proposal, store, logger),
    },
    settings,
  });
  const directories = new DirectorySyncs({ ...options, tenantId, matched: matchAfter(tenantId, store, logger) });
  return {
    directory,
    directories,
    served: new ServedTenant(core, directory.settings),
    hosted: new HostedSystems({
      ...options,
      tenantId,
      core,
      directories,
      build: (system) => buildAdapter(tenantId, system, options),
    }),
  };
}

/** Never rejects: what cannot be kept now is found again. */
async function propose(
  tenantId: TenantId,
  { personId, telephony, reason }: TelephonyProposal,
  store: TenantStore,
  logger: Logger,
): Promise<void> {
  try {
    const proposal = { kind: 'telephony', personId, content: { telephony }, reason } as const;
    await store.change(TWINNING, (change) => change.tenant(tenantId).proposals.propose(proposal));
  } catch (failure) {
    const { reason: why, message } = LamplightError.from(failure);
    logger.warn({ tenant: tenantId, reason: why, problem: message }, 'a proposal could not be kept');
  }
}

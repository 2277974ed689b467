/**
 * What the gateway has for its Teams adapters beyond their port: where notifications come in, who signs in for them,
 * and who writes.
 */
import type { SystemId, TenantId } from '@lamplight/domain';
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { ApplicationBudgets, type TeamsHost } from '@lamplight/teams-adapter';
import type { OperatedTeams } from '../shared-registration.ts';
import { Inlets } from './inlets.ts';
import { beginSignInAt } from './sign-in-at.ts';
import { SignIns } from './sign-ins.ts';
import { StoredAccounts } from './stored-accounts.ts';
import { WriterLeases } from './writer-leases.ts';

export interface TeamsSideOptions {
  readonly publicUrl: string | undefined;
  /** What whoever runs the gateway has of its own at Microsoft. */
  readonly operated: OperatedTeams | undefined;
  readonly store: Store;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
}

export interface TeamsSide {
  readonly inlets: Inlets | undefined;
  readonly signIns: SignIns;
  /** For the adapter of one system. */
  hostOf(tenantId: TenantId, systemId: SystemId): TeamsHost;
}

export function createTeamsSide(options: TeamsSideOptions): TeamsSide {
  const { publicUrl, store, clock, random } = options;
  const logger = options.logger.forComponent('teams');
  const inlets = publicUrl === undefined ? undefined : new Inlets(publicUrl, store.logSecret);
  const writers = new WriterLeases({ store, clock, logger, holder: random.uuid() });
  const budgets = new ApplicationBudgets(clock);
  return {
    inlets,
    signIns: new SignIns({
      publicUrl,
      begin: (place, request) => beginSignInAt(place, request, options),
      store,
      clock,
      random,
      logger,
    }),
    hostOf: (tenantId, systemId) => ({
      writers: writers.of(tenantId, systemId),
      budgets,
      ...(inlets === undefined ? {} : { inlet: inlets.of(tenantId, systemId) }),
      accounts: new StoredAccounts(store, tenantId, systemId, logger),
    }),
  };
}

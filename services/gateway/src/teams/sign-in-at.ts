/** Begins a conversation with Entra for a system, with the application that its settings name now. */
import { MSTEAMS } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { beginSignIn, credentialsOf, type TeamsConfig } from '@lamplight/teams-adapter';
import { CLOUD_FACTS } from '@lamplight/teams-adapter/registration';
import { egressOf } from '../registry/build-adapter.ts';
import { readSecrets } from '../teams-secrets.ts';
import { teamsConfigOf } from '../teams-settings.ts';
import type { BegunSignIn, SignInPlace } from './sign-ins.ts';
import type { TeamsSideOptions } from './teams-side.ts';

/**
 * @throws LamplightError `request_not_possible` for a system that is not read from here or where Entra refuses,
 *   `config_invalid`, `certificate_unreadable`, `credential_unreadable`
 */
export async function beginSignInAt(
  place: SignInPlace,
  request: { readonly redirectUri: string; readonly state: string },
  options: TeamsSideOptions,
): Promise<BegunSignIn> {
  const { environment, clock, random } = options;
  const config = await configOf(place, options);
  const application = {
    tenantId: config.tenantId,
    clientId: config.clientId,
    authority: config.authority,
    cloud: config.cloud,
    graphBaseUrl: config.graphBaseUrl,
    credentials: credentialsOf(config, environment, clock),
    timeoutMs: config.requestTimeout,
  };
  return await beginSignIn(application, request, { clock, random, fetch: fetchOf(place, config, options) });
}

async function configOf({ tenantId, systemId }: SignInPlace, options: TeamsSideOptions): Promise<TeamsConfig> {
  const shared = options.operated?.sharedRegistration;
  const config = await options.store.read(async (view) => {
    const tenant = view.tenant(tenantId);
    const system = await tenant.systems.get(systemId);
    return system?.technology.toUpperCase() === MSTEAMS
      ? teamsConfigOf(systemId, system.settings, { tenantId, secrets: await readSecrets(tenant, systemId), shared })
      : undefined;
  });
  if (config === undefined) {
    throw new LamplightError(
      'request_not_possible',
      `the gateway reads no Entra tenant for system ${systemId}: name one whose settings have teams`,
    );
  }
  if (config.notifications === 'off') {
    throw new LamplightError(
      'request_not_possible',
      `the settings of system ${systemId} say notifications: off, so no account is needed: remove that first`,
    );
  }
  if (!CLOUD_FACTS[config.cloud].notifications) {
    throw new LamplightError(
      'request_not_possible',
      `Microsoft notifies no presence in ${CLOUD_FACTS[config.cloud].title}: everybody is polled there, and no account is needed`,
    );
  }
  return config;
}

/** Each request over a way out of its own where another authority is trusted: a sign-in may never come back. */
function fetchOf({ systemId }: SignInPlace, config: TeamsConfig, { egress, clock }: TeamsSideOptions): typeof fetch {
  return async (input, init) => {
    const own = egressOf(systemId, config, clock);
    try {
      return await (own ?? egress).fetch(input, init);
    } finally {
      void own?.close();
    }
  };
}

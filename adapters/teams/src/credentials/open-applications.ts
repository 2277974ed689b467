import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Health } from '@lamplight/domain';
import { scopeOf } from '../clouds.ts';
import type { TeamsConfig } from '../config.ts';
import { adminConsentLink } from '../registration/consent-link.ts';
import { Application, type ApplicationOptions } from './application.ts';
import type { Environment } from './credential.ts';
import type { TokenCache } from './msal-application.ts';
import { featuresOf } from './needed-features.ts';

export interface ApplicationsInput {
  readonly config: TeamsConfig;
  readonly environment: Environment;
  readonly publicAddresses: readonly string[];
  /** Default: tokens end with the process. */
  readonly tokenCache?: ((clientId: string) => TokenCache) | undefined;
  readonly condition: (name: string, health: Health | null) => void;
  readonly granted: () => void;
}

export interface Applications {
  readonly writer: Application;
  /** The second registration for reads; without one the same as {@link writer}. */
  readonly reader: Application;
  stop(): void;
}

/** The registrations that the configuration names; a credential that cannot be read is told in health. */
export function openApplications(context: AdapterContext, input: ApplicationsInput): Applications {
  const { config } = input;
  const open = (role: 'writer' | 'reader', application: ApplicationOptions['config']): Application =>
    new Application(
      {
        role,
        config: application,
        tenantId: config.tenantId,
        authority: config.authority,
        scope: scopeOf(config.cloud),
        timeoutMs: config.requestTimeout,
        features: featuresOf(config, role),
        consentLink: adminConsentLink({ ...config, clientId: application.clientId }),
      },
      {
        ...context,
        environment: input.environment,
        publicAddresses: input.publicAddresses,
        condition: input.condition,
        granted: input.granted,
        ...(input.tokenCache === undefined ? {} : { cache: input.tokenCache(application.clientId) }),
      },
    );
  const writer = open('writer', config);
  const reader = config.reader === undefined ? writer : open('reader', config.reader);
  return {
    writer,
    reader,
    stop: () => {
      writer.stop();
      reader.stop();
    },
  };
}

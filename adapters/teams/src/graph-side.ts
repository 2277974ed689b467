/** What one adapter has at Graph: its registrations with their tokens, requests, presence and directory. */
import type { AdapterContext, DirectoryOrigin } from '@lamplight/adapter-kit';
import type { TeamsAdapterOptions } from './adapter-options.ts';
import { createGraphRequests, type GraphRequests } from './client.ts';
import { type Applications, type ApplicationsInput, openApplications } from './credentials/open-applications.ts';
import { createDirectoryOrigin } from './directory/create-directory-origin.ts';
import type { GraphApi } from './graph-api.ts';
import { createPresenceApi } from './presence-api.ts';
import type { PumpReader } from './requests/request-pump.ts';

export interface GraphSide {
  readonly api: GraphApi;
  /** The registration for reads, where there is one. */
  readonly reader?: PumpReader;
  readonly directory?: DirectoryOrigin | undefined;
  stop(): void;
}

export function openGraph(
  context: AdapterContext,
  { api, config, environment = {}, host = {}, tokenCache }: TeamsAdapterOptions,
  hooks: Pick<ApplicationsInput, 'condition' | 'granted'>,
): GraphSide {
  if (api !== undefined) {
    return { api, stop: () => undefined };
  }
  const { clock, egress } = context;
  const { publicAddresses = [] } = host;
  const applications = openApplications(context, { config, environment, publicAddresses, tokenCache, ...hooks });
  const requestsBy = ({ tokens }: Applications['writer']): GraphRequests =>
    createGraphRequests(
      { baseUrl: config.graphBaseUrl, timeoutMs: config.requestTimeout },
      { clock, fetch: egress.fetch, tokens },
    );
  const { writer, reader } = applications;
  const second =
    config.reader === undefined
      ? {}
      : {
          reader: {
            api: createPresenceApi(config.reader.clientId, requestsBy(reader)),
            application: host.budgets?.of(config.reader.clientId),
          },
        };
  const requests = requestsBy(writer);
  return {
    api: createPresenceApi(config.clientId, requests),
    ...second,
    directory: createDirectoryOrigin(config, { ...context, requests }),
    stop: () => applications.stop(),
  };
}

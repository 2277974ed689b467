/** What the hosting process gives the adapter. */
import type { TeamsConfig } from './config.ts';
import type { TokenCache } from './credentials/msal-application.ts';
import type { GraphApi } from './graph-api.ts';
import type { TeamsHost } from './host.ts';

export interface TeamsAdapterOptions {
  readonly config: TeamsConfig;
  readonly softwareVersion: string;
  /** Where secretEnv is looked up; default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Keeps the tokens of an application over a restart. Default: they end with the process. */
  readonly tokenCache?: (clientId: string) => TokenCache;
  /** Default: none of it. */
  readonly host?: TeamsHost;
  /** In place of the client for Graph over the context's egress. */
  readonly api?: GraphApi;
}

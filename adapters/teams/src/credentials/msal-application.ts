/** msal-node as we use it: with our credentials, over egress, and remembering what Entra really answered. */
import { createHash, X509Certificate } from 'node:crypto';
import {
  ConfidentialClientApplication,
  type Configuration,
  type ICachePlugin,
  type INetworkModule,
  type NetworkRequestOptions,
} from '@azure/msal-node';
import { type Clock, type Egress, LamplightError, type Logger } from '@lamplight/runtime';
import { isKnownLoginHost } from '../clouds.ts';
import { parseRetryAfter } from '../graph-errors.ts';
import type { TokenCredential } from './credential.ts';

/** Where msal's cache outlives the process: tokens are in it, so whoever keeps it keeps it sealed. */
export interface TokenCache {
  /** What was written last; undefined: nothing. */
  read(): Promise<string | undefined>;
  write(content: string): Promise<void>;
}

export interface MsalApplicationOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** Base URL of Entra, such as https://login.microsoftonline.com. */
  readonly authority: string;
  readonly credential: TokenCredential;
  readonly network: INetworkModule;
  readonly cachePlugin: ICachePlugin | undefined;
}

/** @throws what msal throws for a certificate that it cannot read */
export function createMsalApplication(options: MsalApplicationOptions): ConfidentialClientApplication {
  const { authority, cachePlugin, clientId, credential, network, tenantId } = options;
  const { host } = new URL(authority);
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `${authority.replace(/\/+$/, '')}/${tenantId}`,
      knownAuthorities: isKnownLoginHost(host) ? [] : [host],
      ...credentialFor(credential),
    },
    ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
    system: { networkClient: network, disableInternalRetries: true },
  });
}

/** A federated token is read by msal's callback each time that it makes a request. */
function credentialFor(
  credential: TokenCredential,
): Pick<Configuration['auth'], 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  switch (credential.kind) {
    case 'secret':
      return { clientSecret: credential.secret };
    case 'certificate':
      return {
        clientCertificate: {
          thumbprintSha256: thumbprintOf(credential.certPem),
          privateKey: credential.keyPem,
        },
      };
    case 'federated':
      return { clientAssertion: async () => credential.read() };
  }
}

/** SHA-256 over the certificate as DER, in hexadecimal: how Entra names a certificate (`x5t#S256`). */
function thumbprintOf(certPem: string): string {
  return createHash('sha256').update(new X509Certificate(certPem).raw).digest('hex');
}

/** A fault of the cache costs a token request and nothing else. */
export function createCachePlugin(cache: TokenCache, logger: Logger): ICachePlugin {
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      logger.warn({ reason, problem: message }, 'the kept tokens cannot be used: a new one is asked for');
    }
  };
  return {
    beforeCacheAccess: ({ tokenCache }) =>
      attempt(async () => {
        const content = await cache.read();
        if (content !== undefined) {
          tokenCache.deserialize(content);
        }
      }),
    afterCacheAccess: ({ cacheHasChanged, tokenCache }) =>
      attempt(async () => {
        if (cacheHasChanged) {
          await cache.write(tokenCache.serialize());
        }
      }),
  };
}

/** msal's network, through egress; it remembers what Entra really answered, since msal's errors drop parts of it. */
export class RecordingNetwork implements INetworkModule {
  readonly #clock: Clock;
  readonly #fetch: Egress['fetch'];
  readonly #timeoutMs: number;
  refusal: { readonly status: number; readonly body: unknown; readonly retryAfterMs: number | null } | undefined;
  failure: LamplightError | undefined;

  /** @param timeoutMs how long one request may last */
  constructor(clock: Clock, fetch: Egress['fetch'], timeoutMs: number) {
    this.#clock = clock;
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
  }

  forget(): void {
    this.refusal = undefined;
    this.failure = undefined;
  }

  sendGetRequestAsync<Body>(url: string, options?: NetworkRequestOptions, timeout?: number): Promise<Answer<Body>> {
    return this.#send(url, { method: 'GET', ...(options?.headers ? { headers: options.headers } : {}) }, timeout);
  }

  sendPostRequestAsync<Body>(url: string, options?: NetworkRequestOptions): Promise<Answer<Body>> {
    const headers = options?.headers ? { headers: options.headers } : {};
    return this.#send(url, { method: 'POST', body: options?.body ?? '', ...headers }, undefined);
  }

  async #send<Body>(url: string, init: RequestInit, timeoutMs = this.#timeoutMs): Promise<Answer<Body>> {
    const abort = new AbortController();
    const timer = this.#clock.after(timeoutMs, () =>
      abort.abort(new LamplightError('timeout', `${new URL(url).host} did not answer in ${timeoutMs} ms.`)),
    );
    try {
      const response = await this.#fetch(url, { ...init, signal: abort.signal, redirect: 'manual' });
      const text = await response.text();
      if (!response.ok) {
        const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), this.#clock.now());
        this.refusal = { status: response.status, body: readJson(text), retryAfterMs };
      }
      const body: Body = JSON.parse(text);
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    } catch (thrown) {
      this.failure ??= networkError(thrown, url);
      throw thrown;
    } finally {
      timer.cancel();
    }
  }
}

interface Answer<Body> {
  readonly status: number;
  headers: Record<string, string>;
  body: Body;
}

function networkError(thrown: unknown, url: string): LamplightError {
  if (thrown instanceof LamplightError) {
    return thrown;
  }
  const what = thrown instanceof SyntaxError ? 'answered with something other than JSON' : 'broke off its answer';
  return new LamplightError('answer_unreadable', `${new URL(url).host} ${what}: check authority and any proxy.`, {
    cause: thrown,
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

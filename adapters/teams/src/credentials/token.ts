/**
 * Access tokens by msal-node (client credentials). Three things that msal does not do, or does too well:
 * parallel requests are joined into one; a failure is not repeated before its pause is over; and since an instance of
 * msal refuses by itself, without the network, for up to an hour after a 429 or 5xx, a failed instance is thrown away,
 * so that the pause is ours alone and a recovery is seen at once.
 */
import { createHash, X509Certificate } from 'node:crypto';
import {
  ConfidentialClientApplication,
  type ICachePlugin,
  type INetworkModule,
  type NetworkRequestOptions,
} from '@azure/msal-node';
import { Backoff, type Clock, type Egress, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import { parseRetryAfter } from '../graph-errors.ts';
import { type EntraFailure, entraClientError, entraError, entraNetworkError } from './entra-errors.ts';

export type TokenCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly certPem: string; readonly keyPem: string };

export interface TokenOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** Base URL of Entra, such as https://login.microsoftonline.com. */
  readonly authority: string;
  /** Such as https://graph.microsoft.com/.default. */
  readonly scope: string;
  readonly credential: TokenCredential;
  /** How long one request to Entra may last; ms. */
  readonly timeoutMs: number;
}

/** Where msal's cache outlives the process: tokens are in it, so whoever keeps it keeps it sealed. */
export interface TokenCache {
  /** What was written last; undefined: nothing. */
  read(): Promise<string | undefined>;
  write(content: string): Promise<void>;
}

export interface TokenSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Egress['fetch'];
  /** Default: tokens end with the process. */
  readonly cache?: TokenCache;
  readonly logger: Logger;
}

export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'failed'; readonly failure: EntraFailure };

export interface TokenSource {
  /** Never rejects. */
  get(): Promise<TokenAnswer>;
  /** Graph did not accept this token: the next one is fetched anew. */
  reject(token: string): void;
}

/** Hosts whose endpoints msal knows by itself. */
const MICROSOFT_HOSTS = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
]);

export function createTokenSource(options: TokenOptions, surroundings: TokenSurroundings): TokenSource {
  return new MsalTokenSource(options, surroundings);
}

class MsalTokenSource implements TokenSource {
  readonly #options: TokenOptions;
  readonly #surroundings: TokenSurroundings;
  readonly #backoff: Backoff;
  readonly #network: RecordingNetwork;
  readonly #cachePlugin: ICachePlugin | undefined;
  #application: ConfidentialClientApplication | undefined;
  #underWay: Promise<TokenAnswer> | undefined;
  #paused: { readonly until: number; readonly failure: EntraFailure } | undefined;
  #rejected: string | undefined;

  constructor(options: TokenOptions, surroundings: TokenSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#backoff = new Backoff(surroundings.random, { factor: 2 });
    this.#network = new RecordingNetwork(surroundings, options.timeoutMs);
    this.#cachePlugin = surroundings.cache && cachePlugin(surroundings.cache, surroundings.logger);
  }

  get(): Promise<TokenAnswer> {
    if (this.#paused !== undefined && this.#surroundings.clock.monotonic() < this.#paused.until) {
      return Promise.resolve({ kind: 'failed', failure: this.#paused.failure });
    }
    this.#underWay ??= this.#acquire().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  reject(token: string): void {
    this.#rejected = token;
  }

  async #acquire(): Promise<TokenAnswer> {
    this.#network.forget();
    try {
      this.#application ??= this.#createApplication();
      const request = { scopes: [this.#options.scope] };
      let result = await this.#application.acquireTokenByClientCredential(request);
      if (result !== null && result.accessToken === this.#rejected) {
        this.#rejected = undefined;
        result = await this.#application.acquireTokenByClientCredential({ ...request, skipCache: true });
      }
      if (result === null || result.accessToken === '') {
        return this.#failed(entraClientError('the answer holds no access token', this.#options));
      }
      this.#paused = undefined;
      this.#backoff.reset();
      return { kind: 'token', token: result.accessToken };
    } catch (thrown) {
      return this.#failed(this.#explain(thrown));
    }
  }

  #failed(failure: EntraFailure): TokenAnswer {
    this.#application = undefined;
    const ownPause = this.#backoff.next();
    const pause = failure.retry.kind === 'after' ? failure.retry.ms : ownPause;
    this.#paused = { until: this.#surroundings.clock.monotonic() + pause, failure };
    return { kind: 'failed', failure };
  }

  #explain(thrown: unknown): EntraFailure {
    const { refusal, failure } = this.#network;
    if (refusal !== undefined) {
      return entraError(refusal.status, refusal.body, refusal.retryAfterMs, this.#options);
    }
    if (failure !== undefined) {
      return entraNetworkError(failure);
    }
    return entraClientError(thrown instanceof Error ? thrown.message : String(thrown), this.#options);
  }

  #createApplication(): ConfidentialClientApplication {
    const { authority, clientId, credential, tenantId } = this.#options;
    const { host } = new URL(authority);
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${authority.replace(/\/+$/, '')}/${tenantId}`,
        knownAuthorities: MICROSOFT_HOSTS.has(host) ? [] : [host],
        ...(credential.kind === 'secret'
          ? { clientSecret: credential.secret }
          : {
              clientCertificate: {
                thumbprintSha256: thumbprintOf(credential.certPem),
                privateKey: credential.keyPem,
              },
            }),
      },
      ...(this.#cachePlugin === undefined ? {} : { cache: { cachePlugin: this.#cachePlugin } }),
      system: { networkClient: this.#network, disableInternalRetries: true },
    });
  }
}

/** A fault of the cache costs a token request and nothing else. */
function cachePlugin(cache: TokenCache, logger: Logger): ICachePlugin {
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

/** SHA-256 over the certificate as DER, in hexadecimal: how Entra names a certificate (`x5t#S256`). */
function thumbprintOf(certPem: string): string {
  return createHash('sha256').update(new X509Certificate(certPem).raw).digest('hex');
}

/** msal's network, through egress; it remembers what Entra really answered, since msal's errors drop parts of it. */
class RecordingNetwork implements INetworkModule {
  readonly #surroundings: TokenSurroundings;
  readonly #timeoutMs: number;
  refusal: { readonly status: number; readonly body: unknown; readonly retryAfterMs: number | null } | undefined;
  failure: LamplightError | undefined;

  constructor(surroundings: TokenSurroundings, timeoutMs: number) {
    this.#surroundings = surroundings;
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
    const { clock, fetch } = this.#surroundings;
    const abort = new AbortController();
    const timer = clock.after(timeoutMs, () =>
      abort.abort(new LamplightError('timeout', `${new URL(url).host} did not answer in ${timeoutMs} ms.`)),
    );
    try {
      const response = await fetch(url, { ...init, signal: abort.signal, redirect: 'manual' });
      const text = await response.text();
      if (!response.ok) {
        const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), clock.now());
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

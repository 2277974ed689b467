/**
 * Access tokens by msal-node (client credentials). What msal does not do, or does too well, is done here:
 * - parallel requests are joined into one, and a failure is not repeated before its pause is over;
 * - since an instance of msal refuses by itself, without the network, for up to an hour after a 429 or 5xx, a failed
 *   instance is thrown away, so that the pause is ours alone and a recovery is seen at once;
 * - a credential that Entra refuses gives way to the one that was good before it was replaced, then to the fallback;
 *   each new token tries the first one again;
 * - a token that was kept over a restart is used, while a credential that did not get it proves itself by a new one;
 * - a token that Graph goes on refusing (401) is replaced with growing pauses (`replacement-pace.ts`);
 * - a new token can be asked for while the old one is good: to see what was consented, or that a new credential works.
 */
import type { ConfidentialClientApplication } from '@azure/msal-node';
import { Backoff, type Clock, type Egress, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import { readAccessToken } from './access-token.ts';
import { type ApplicationCredentials, fingerprintOf, type TokenCredential } from './credential.ts';
import { credentialError, type EntraFailure, entraClientError, entraError, entraNetworkError } from './entra-errors.ts';
import type { EntraContext } from './entra-meanings.ts';
import { KeptTokens } from './kept-tokens.ts';
import { createCachePlugin, createMsalApplication, RecordingNetwork, type TokenCache } from './msal-application.ts';
import { ReplacementPace } from './replacement-pace.ts';
import type { CredentialUse, RenewableTokenSource, TokenAnswer, TokenNews } from './token-source.ts';

export interface TokenOptions {
  readonly tenantId: string;
  readonly clientId: string;
  /** Base URL of Entra, such as https://login.microsoftonline.com. */
  readonly authority: string;
  /** Such as https://graph.microsoft.com/.default. */
  readonly scope: string;
  readonly credentials: ApplicationCredentials;
  /** How long one request to Entra may last; ms. */
  readonly timeoutMs: number;
  /** Where an administrator grants consent. Default: not named. */
  readonly consentLink?: string;
}

export interface TokenSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Egress['fetch'];
  /** From where requests to a host come, in words. Default: not named. */
  readonly cameFrom?: (host: string) => string;
  /** Default: tokens end with the process. */
  readonly cache?: TokenCache;
  readonly logger: Logger;
  /** Told about each token that was taken and each refusal. Default: nobody is. */
  readonly report?: (news: TokenNews) => void;
}

/** Between two renewals because of a 403; ms. Entra counts fast repetitions as a loop (AADSTS50196). */
export const DOUBT_PAUSE_MS = 20_000;
/** A token is replaced that long before its end, or a quarter of its life where that is shorter; ms. */
const RENEW_BEFORE_MS = 300_000;
/** A new token is used at least that long, whatever the clock of this machine makes of it; ms. */
const LEAST_USE_MS = 60_000;

export function createTokenSource(options: TokenOptions, surroundings: TokenSurroundings): RenewableTokenSource {
  return new MsalTokenSource(options, surroundings);
}

interface Opened {
  readonly fingerprint: string;
  readonly credential: TokenCredential;
  application: ConfidentialClientApplication | undefined;
}

interface Attempt {
  readonly use: CredentialUse;
  readonly open: () => Opened;
}

class MsalTokenSource implements RenewableTokenSource {
  readonly #options: TokenOptions;
  readonly #surroundings: TokenSurroundings;
  readonly #backoff: Backoff;
  readonly #network: RecordingNetwork;
  readonly #keptTokens: KeptTokens | undefined;
  readonly #opened = new Map<'first' | 'fallback', Opened>();
  /** The first credential as it was when Entra last accepted it. */
  #accepted: Opened | undefined;
  /** The token at hand was got by another credential, before this process started. */
  #unproved = false;
  #kept: { readonly token: string; readonly useUntil: number } | undefined;
  #underWay: Promise<TokenAnswer> | undefined;
  #paused: { readonly until: number; readonly failure: EntraFailure } | undefined;
  #rejected: string | undefined;
  readonly #replacements = new ReplacementPace();
  #doubtedAt = Number.NEGATIVE_INFINITY;

  constructor(options: TokenOptions, surroundings: TokenSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#backoff = new Backoff(surroundings.random, { factor: 2 });
    this.#network = new RecordingNetwork(surroundings.clock, surroundings.fetch, options.timeoutMs);
    this.#keptTokens = surroundings.cache && new KeptTokens(surroundings.cache);
  }

  get(): Promise<TokenAnswer> {
    const now = this.#now();
    if (this.#kept !== undefined && now < this.#kept.useUntil) {
      return Promise.resolve({ kind: 'token', token: this.#kept.token });
    }
    if (this.#paused !== undefined && now < this.#paused.until) {
      return Promise.resolve({ kind: 'failed', failure: this.#paused.failure });
    }
    return this.#acquireOnce(false);
  }

  reject(token: string, status: 401 | 403): void {
    if (status === 401) {
      if (token !== this.#kept?.token) {
        this.#rejected = token;
      } else if (this.#replacements.take(this.#now())) {
        this.#rejected = token;
        this.#kept = undefined;
      }
      return;
    }
    const now = this.#now();
    if (token === this.#kept?.token && now - this.#doubtedAt >= DOUBT_PAUSE_MS) {
      this.#doubtedAt = now;
      void this.renew();
    }
  }

  async renew(): Promise<void> {
    if (this.#paused === undefined || this.#now() >= this.#paused.until) {
      await this.#acquireOnce(true);
    }
  }

  checkFiles(): void {
    const { first } = this.#options.credentials;
    if (!first.inFiles || this.#underWay !== undefined) {
      return;
    }
    const before = this.#opened.get('first')?.fingerprint;
    try {
      if (fingerprintOf(first.open()) !== before) {
        void this.renew();
      }
    } catch {
      // Half of it may be written yet: the next look finds the rest, and a request that needs it says what is wrong.
    }
  }

  #now(): number {
    return this.#surroundings.clock.monotonic();
  }

  #acquireOnce(fresh: boolean): Promise<TokenAnswer> {
    this.#underWay ??= this.#acquire(fresh).finally(() => {
      this.#underWay = undefined;
      if (this.#unproved) {
        this.#unproved = false;
        void this.renew();
      }
    });
    return this.#underWay;
  }

  async #acquire(fresh: boolean): Promise<TokenAnswer> {
    let refused: EntraFailure | null = null;
    for (const attempt of this.#attempts()) {
      const answer = await this.#ask(attempt, fresh || refused !== null);
      if (!('concerns' in answer)) {
        return this.#took(answer, attempt, refused);
      }
      if (answer.concerns !== 'credential') {
        return this.#failed(answer);
      }
      refused = refused === null ? answer : withSecond(refused, answer);
    }
    return this.#failed(refused ?? entraClientError('there is no credential', this.#options));
  }

  /** Best first. */
  *#attempts(): Generator<Attempt> {
    const { first, fallback } = this.#options.credentials;
    yield { use: 'first', open: () => this.#open('first', first.open()) };
    const former = this.#accepted;
    if (former !== undefined && former.fingerprint !== this.#opened.get('first')?.fingerprint) {
      yield { use: 'former', open: () => former };
    }
    if (fallback !== null) {
      yield { use: 'fallback', open: () => this.#open('fallback', fallback.open()) };
    }
  }

  #open(use: 'first' | 'fallback', credential: TokenCredential): Opened {
    const fingerprint = fingerprintOf(credential);
    const before = this.#opened.get(use);
    if (before?.fingerprint === fingerprint) {
      return before;
    }
    const opened: Opened = { fingerprint, credential, application: undefined };
    this.#opened.set(use, opened);
    return opened;
  }

  async #ask(attempt: Attempt, fresh: boolean): Promise<TakenToken | EntraFailure> {
    this.#network.forget();
    let opened: Opened | undefined;
    try {
      opened = attempt.open();
      opened.application ??= createMsalApplication({
        ...this.#options,
        credential: opened.credential,
        network: this.#network,
        cachePlugin:
          this.#keptTokens && createCachePlugin(this.#keptTokens.by(opened.fingerprint), this.#surroundings.logger),
      });
      const taken = fresh ? undefined : await this.#request(opened.application, false);
      if (taken !== undefined && taken.token !== this.#rejected && taken.lifeMs > 0) {
        return taken;
      }
      return (
        (await this.#request(opened.application, true)) ??
        entraClientError('the answer holds no access token', this.#options)
      );
    } catch (thrown) {
      if (opened !== undefined) {
        opened.application = undefined;
      }
      return this.#explain(thrown);
    }
  }

  async #request(application: ConfidentialClientApplication, skipCache: boolean): Promise<TakenToken | undefined> {
    const result = await application.acquireTokenByClientCredential({ scopes: [this.#options.scope], skipCache });
    if (result === null || result.accessToken === '') {
      return undefined;
    }
    const facts = readAccessToken(result.accessToken);
    const now = this.#surroundings.clock.now();
    const expiresAt = facts?.expiresAt ?? result.expiresOn?.getTime() ?? now;
    return {
      token: result.accessToken,
      lifeMs: expiresAt - now,
      roles: facts?.roles ?? null,
      isNew: !result.fromCache,
    };
  }

  #took(taken: TakenToken, { use }: Attempt, refused: EntraFailure | null): TokenAnswer {
    const { token, lifeMs, roles, isNew } = taken;
    this.#paused = undefined;
    this.#rejected = undefined;
    this.#backoff.reset();
    const opened = use === 'former' ? this.#accepted : this.#opened.get(use);
    const proved = isNew || this.#keptTokens === undefined || this.#keptTokens.gotBy === opened?.fingerprint;
    this.#unproved = !proved;
    if (use === 'first' && proved) {
      this.#accepted = opened;
    }
    const useMs = lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 4);
    this.#kept = { token, useUntil: this.#now() + Math.max(LEAST_USE_MS, useMs) };
    this.#surroundings.report?.({ kind: 'token', roles, by: isNew ? use : null, refused });
    return { kind: 'token', token };
  }

  #failed(failure: EntraFailure): TokenAnswer {
    const ownPause = this.#backoff.next();
    const pause = failure.retry.kind === 'after' ? failure.retry.ms : ownPause;
    const now = this.#now();
    this.#paused = { until: now + pause, failure };
    const stillGood = this.#kept !== undefined && now < this.#kept.useUntil;
    this.#surroundings.report?.({ kind: 'refused', failure, stillGood });
    return { kind: 'failed', failure };
  }

  #explain(thrown: unknown): EntraFailure {
    const { refusal, failure } = this.#network;
    if (refusal !== undefined) {
      return entraError(refusal.status, refusal.body, refusal.retryAfterMs, this.#context());
    }
    if (failure !== undefined) {
      return entraNetworkError(failure);
    }
    if (thrown instanceof LamplightError) {
      return credentialError(thrown);
    }
    return entraClientError(thrown instanceof Error ? thrown.message : String(thrown), this.#options);
  }

  #context(): EntraContext {
    const { tenantId, clientId, authority, consentLink } = this.#options;
    const cameFrom = this.#surroundings.cameFrom?.(new URL(authority).hostname);
    return {
      tenantId,
      clientId,
      ...(consentLink === undefined ? {} : { consentLink }),
      ...(cameFrom === undefined ? {} : { cameFrom }),
    };
  }
}

interface TakenToken {
  readonly token: string;
  /** How long it lasts from now; ms. */
  readonly lifeMs: number;
  readonly roles: readonly string[] | null;
  /** Issued now, not kept from before. */
  readonly isNew: boolean;
}

/** What is told when another credential was refused too. */
function withSecond(first: EntraFailure, second: EntraFailure): EntraFailure {
  const message = `${first.health.message}; and another one: ${second.health.message}`;
  return { ...first, health: { ...first.health, message } };
}

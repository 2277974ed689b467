/**
 * Access tokens of an account that signed in: from msal's cache, or by its refresh token. As with the application's own
 * (`token.ts`), an instance of msal that failed is thrown away, since it would refuse by itself for up to an hour, and
 * where Entra refuses the application's credential its fallback is used, for one token: the next tries the first one again.
 */
import type { ConfidentialClientApplication } from '@azure/msal-node';
import { Backoff, type Clock, type Egress, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import type { AccountState, DelegatedAccount } from '../notifications/delegated-accounts.ts';
import type { CredentialOrigin } from './credential.ts';
import { accountStateAfter, delegatedFailure, ofAccount, signInNeeded, signInUnreadable } from './delegated-failure.ts';
import { type DelegatedApplication, delegatedScopes } from './delegated-sign-in.ts';
import type { EntraFailure } from './entra-errors.ts';
import { createCachePlugin, createMsalApplication, RecordingNetwork } from './msal-application.ts';
import type { TokenAnswer, TokenSource } from './token-source.ts';

export interface DelegatedTokenSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Egress['fetch'];
  readonly logger: Logger;
  /** Told when it changes. */
  readonly stateChanged: (state: AccountState) => void;
}

/** Longest pause after a failure; ms. Whoever asks makes pauses of its own. */
const LONGEST_PAUSE_MS = 60_000;

export class DelegatedTokenSource implements TokenSource {
  readonly #application: DelegatedApplication;
  readonly #surroundings: DelegatedTokenSurroundings;
  readonly #network: RecordingNetwork;
  readonly #backoff: Backoff;
  #account: DelegatedAccount;
  #msal: ConfidentialClientApplication | undefined;
  #underWay: Promise<TokenAnswer> | undefined;
  #paused: { readonly until: number; readonly answer: TokenAnswer } | undefined;
  #rejected: string | undefined;
  #state: AccountState | undefined;

  constructor(application: DelegatedApplication, account: DelegatedAccount, surroundings: DelegatedTokenSurroundings) {
    this.#application = application;
    this.#account = account;
    this.#surroundings = surroundings;
    this.#network = new RecordingNetwork(surroundings.clock, surroundings.fetch, application.timeoutMs);
    this.#backoff = new Backoff(surroundings.random, { factor: 2, maximumMs: LONGEST_PAUSE_MS });
  }

  /** Never rejects. */
  get(): Promise<TokenAnswer> {
    if (this.#paused !== undefined && this.#surroundings.clock.monotonic() < this.#paused.until) {
      return Promise.resolve(this.#paused.answer);
    }
    this.#underWay ??= this.#acquire().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  reject(token: string): void {
    this.#rejected = token;
  }

  /** The account signed in again, or may have: what was known of it is forgotten. */
  signedInAgain(account: DelegatedAccount): void {
    this.#account = account;
    this.#msal = undefined;
    this.#paused = undefined;
    this.#rejected = undefined;
    this.#backoff.reset();
  }

  async #acquire(): Promise<TokenAnswer> {
    const account = this.#account;
    const before = await keptOf(account);
    const asked = await this.#askByEither(account);
    if (typeof asked === 'string') {
      return this.#took(asked);
    }
    const after = await keptOf(account);
    if (after !== undefined && after !== before) {
      // It signed in again meanwhile: this failure is of the sign-in before.
      this.#msal = undefined;
      const again = await this.#askByEither(account);
      if (typeof again === 'string') {
        return this.#took(again);
      }
    }
    return this.#failed(asked, account);
  }

  /** By the first credential of the application, or by its fallback where Entra refuses that. */
  async #askByEither(account: DelegatedAccount): Promise<string | EntraFailure> {
    const { first, fallback } = this.#application.credentials;
    const asked = await this.#ask(account, () => {
      this.#msal ??= this.#createMsal(account, first);
      return this.#msal;
    });
    if (typeof asked === 'string' || asked.concerns !== 'credential' || fallback === null) {
      return asked;
    }
    if (account === this.#account) {
      this.#msal = undefined;
    }
    const second = await this.#ask(account, () => this.#createMsal(account, fallback));
    return typeof second !== 'string' && second.concerns === 'credential' ? asked : second;
  }

  /** The token, or why there is none. */
  async #ask(account: DelegatedAccount, open: () => ConfidentialClientApplication): Promise<string | EntraFailure> {
    this.#network.forget();
    try {
      const msal = open();
      const known = await msal.getTokenCache().getAllAccounts();
      const own = known.find(({ localAccountId }) => localAccountId.toLowerCase() === account.id) ?? known[0];
      if (own === undefined) {
        return await account.tokenCache.read().then(
          () => signInNeeded('nothing is kept of its sign-in'),
          (failure: unknown) => signInUnreadable(LamplightError.from(failure)),
        );
      }
      const request = { account: own, scopes: delegatedScopes(this.#application.cloud) };
      let { accessToken } = await msal.acquireTokenSilent(request);
      if (accessToken === this.#rejected) {
        // Until there is another one: after a failure the cache still holds the one that Graph refused.
        ({ accessToken } = await msal.acquireTokenSilent({ ...request, forceRefresh: true }));
        this.#rejected = undefined;
      }
      return accessToken;
    } catch (thrown) {
      return delegatedFailure(thrown, this.#network, this.#application);
    }
  }

  #createMsal(account: DelegatedAccount, credential: CredentialOrigin): ConfidentialClientApplication {
    return createMsalApplication({
      ...this.#application,
      credential: credential.open(),
      network: this.#network,
      cachePlugin: createCachePlugin(account.tokenCache, this.#surroundings.logger),
    });
  }

  #took(token: string): TokenAnswer {
    this.#paused = undefined;
    this.#backoff.reset();
    this.#tell('active');
    return { kind: 'token', token };
  }

  #failed(failure: EntraFailure, account: DelegatedAccount): TokenAnswer {
    const answer: TokenAnswer = { kind: 'failed', failure: ofAccount(failure, account.userName) };
    if (account !== this.#account) {
      // It signed in again meanwhile: this failure is of the sign-in before.
      return answer;
    }
    this.#msal = undefined;
    const ownPause = this.#backoff.next();
    const pause = failure.retry.kind === 'after' ? failure.retry.ms : ownPause;
    this.#paused = { until: this.#surroundings.clock.monotonic() + pause, answer };
    const state = accountStateAfter(failure);
    if (state !== null) {
      this.#tell(state);
    }
    return answer;
  }

  #tell(state: AccountState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#surroundings.stateChanged(state);
    }
  }
}

/** What is kept of its sign-in: something else after another one. */
async function keptOf({ tokenCache }: DelegatedAccount): Promise<string | undefined> {
  return await tokenCache.read().catch(() => undefined);
}

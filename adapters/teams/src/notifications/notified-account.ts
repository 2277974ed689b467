/** One account that signed in, as it is used for notifications: its token, its subscription, and whether that is alive. */
import { createHash } from 'node:crypto';
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import { createGraphRequests } from '../client.ts';
import type { DelegatedApplication } from '../credentials/delegated-sign-in.ts';
import { DelegatedTokenSource } from '../credentials/delegated-token.ts';
import type { RequestBudget } from '../polling/request-budget.ts';
import { AccountSubscription } from './account-subscription.ts';
import type { CertificateRing } from './certificate-ring.ts';
import type { AccountState, DelegatedAccount } from './delegated-accounts.ts';
import { GRACE_MS, MissedChanges } from './missed-changes.ts';
import type { AccountView } from './notification-health.ts';
import { createSubscriptionApi } from './subscription-api.ts';
import type { LiveSubscription } from './subscription-state.ts';

export interface NotifiedAccountOptions {
  readonly application: DelegatedApplication;
  readonly notificationUrl: string;
  readonly ring: CertificateRing;
  /** For GET of lists, over all accounts. */
  readonly lists: RequestBudget;
}

export interface NotifiedAccountSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Egress['fetch'];
  readonly logger: Logger;
}

export interface NotifiedAccountEvents {
  resync(people: readonly string[]): void;
  /** How it stands, whether it can be used or who is notified is not what it was. */
  changed(): void;
}

const NOBODY: ReadonlySet<string> = new Set();

export class NotifiedAccount {
  readonly subscription: AccountSubscription;
  readonly #clock: Clock;
  readonly #tokens: DelegatedTokenSource;
  readonly #events: NotifiedAccountEvents;
  readonly #missed = new MissedChanges();
  #account: DelegatedAccount;
  #people: readonly string[] = [];
  #live: LiveSubscription | null = null;
  #livePeople: ReadonlySet<string> = NOBODY;
  /** Why it is set aside; null: it is not. `digest`: of its tokens then. */
  #aside: { readonly state: AccountState; readonly digest: Promise<string> } | null = null;
  /** Times that its subscription was found dead, and whether the one after it has not delivered yet. */
  #deaths = 0;
  #foundDead = false;
  /** The one that is live. */
  #delivered = false;

  constructor(
    account: DelegatedAccount,
    options: NotifiedAccountOptions,
    surroundings: NotifiedAccountSurroundings,
    events: NotifiedAccountEvents,
  ) {
    const { application, notificationUrl, ring, lists } = options;
    const { clock, fetch, random, logger } = surroundings;
    this.#account = account;
    this.#clock = clock;
    this.#events = events;
    this.#tokens = new DelegatedTokenSource(application, account, {
      clock,
      random,
      fetch,
      logger,
      stateChanged: (state) => this.#tokenSays(state),
    });
    const requests = createGraphRequests(
      { baseUrl: application.graphBaseUrl, timeoutMs: application.timeoutMs },
      { clock, fetch, tokens: this.#tokens },
    );
    this.subscription = new AccountSubscription(
      {
        account: account.id,
        ring,
        lists,
        api: createSubscriptionApi({ clientId: application.clientId, notificationUrl }, requests, clock),
      },
      { clock, random, logger },
      { resync: (people) => events.resync(people), changed: () => this.#lifeChanged() },
    );
  }

  /** It may be given people. */
  get isUsable(): boolean {
    return this.#aside === null;
  }

  /** Whom a live subscription names: of them a change should be notified. */
  get notifiedPeople(): ReadonlySet<string> {
    return this.#livePeople;
  }

  /** Of those, whose changes it tells without doubt: it has delivered since it was made, and nothing was missed since. */
  get reliedOn(): ReadonlySet<string> {
    const { live, trouble } = this.subscription.state;
    const stands = this.#aside === null && trouble === null && live !== null && !live.condemned;
    return stands && this.#delivered && !this.#missed.isDoubtful(this.#clock.monotonic()) ? this.#livePeople : NOBODY;
  }

  get missedChanges(): number {
    return this.#missed.missed;
  }

  get deaths(): number {
    return this.#deaths;
  }

  /** How it stands; null: that is not known yet. */
  get state(): AccountState | null {
    if (this.#aside !== null) {
      return this.#aside.state;
    }
    return this.#people.length === 0 ? 'not-needed' : this.#live === null ? null : 'active';
  }

  get view(): AccountView {
    const { trouble, failures } = this.subscription.state;
    return {
      id: this.#account.id,
      userName: this.#account.userName,
      state: this.state ?? 'active',
      trouble,
      failures,
      foundDead: this.#foundDead,
    };
  }

  /** Ascending. */
  setPeople(people: readonly string[]): void {
    if (people.join() !== this.#people.join()) {
      this.#people = people;
      this.subscription.give({ kind: 'people', ids: people });
    }
  }

  /** A notification about the person came. */
  notified(person: string): void {
    this.#missed.notified(person, this.#clock.monotonic());
    this.#delivered ||= this.#live !== null;
    if (this.#foundDead) {
      this.#foundDead = false;
      this.#events.changed();
    }
  }

  /** A read found the person changed. */
  found(person: string): void {
    const now = this.#clock.monotonic();
    if (this.#live !== null && this.#livePeople.has(person) && now - this.#live.createdAt > GRACE_MS) {
      this.#missed.found(person, now);
    }
  }

  /** Replaces a subscription that delivers nothing. @returns whether it did */
  replaceIfDead(): boolean {
    if (this.#live === null || !this.#missed.isDead(this.#clock.monotonic())) {
      return false;
    }
    this.#missed.reset();
    this.#deaths += 1;
    this.#foundDead = true;
    this.subscription.give({ kind: 'found-dead' });
    return true;
  }

  /** What its host keeps of it may have changed: whether it signed in again is seen by its tokens. */
  async refresh(account: DelegatedAccount): Promise<void> {
    this.#account = account;
    const aside = this.#aside;
    if (aside === null) {
      return;
    }
    const [before, after] = await Promise.all([aside.digest, digestOf(account)]);
    if (before !== after && this.#aside === aside) {
      this.#tokens.signedInAgain(account);
      this.#useAgain();
    }
  }

  /**
   * Set aside for a while: perhaps an administrator has helped. One that nobody needs asks for its token too: a refresh token
   * that is not used ends after 90 days. Source: Entra, refresh tokens.
   */
  async probe(): Promise<void> {
    const aside = this.#aside;
    if (aside === null && this.#people.length === 0) {
      await this.#tokens.get();
    }
    if (aside !== null && (await this.#tokens.get()).kind === 'token' && this.#aside === aside) {
      this.#useAgain();
    }
  }

  async stop(): Promise<void> {
    await this.subscription.stop();
  }

  #useAgain(): void {
    this.#aside = null;
    this.subscription.give({ kind: 'try-again' });
    this.#events.changed();
  }

  #tokenSays(state: AccountState): void {
    if (state !== 'active') {
      this.#setAside(state);
    }
  }

  #setAside(state: AccountState): void {
    if (this.#aside?.state !== state) {
      this.#aside = { state, digest: digestOf(this.#account) };
      this.#events.changed();
    }
  }

  #lifeChanged(): void {
    const { live, trouble } = this.subscription.state;
    if (live?.id !== this.#live?.id || live?.people !== this.#live?.people) {
      this.#missed.reset();
      this.#delivered = false;
      this.#livePeople = live === null ? NOBODY : new Set(live.people);
    }
    this.#live = live;
    if (trouble?.kind === 'consent-missing') {
      this.#setAside('consent-missing');
    }
    this.#events.changed();
  }
}

/** Of what is kept of its tokens: another one after a sign-in. */
async function digestOf({ tokenCache }: DelegatedAccount): Promise<string> {
  const content = await tokenCache.read().catch(() => undefined);
  return createHash('sha256')
    .update(content ?? '')
    .digest('base64');
}

/**
 * Notifications while this process is the one that speaks for its system: an inlet, the accounts with their subscriptions,
 * people spread over them, and what comes in. It ends as a whole when another process takes over.
 */
import type { Interest } from '@lamplight/domain';
import { delay, type Timer } from '@lamplight/runtime';
import type { GraphPresence } from '../graph-api.ts';
import { RequestBudget } from '../polling/request-budget.ts';
import { MOST_NOTIFIED, peopleByAccount, type Spread, spreadOverAccounts } from './account-spread.ts';
import { CertificateRing, type MakeCertificate } from './certificate-ring.ts';
import type { DelegatedAccount, DelegatedAccounts } from './delegated-accounts.ts';
import type { NotificationView } from './notification-health.ts';
import type { NotificationInlet, OpenInlet } from './notification-inlet.ts';
import { NotificationReceiver, type ReceiverCounts } from './notification-receiver.ts';
import { NotifiedAccount, type NotifiedAccountOptions, type NotifiedAccountSurroundings } from './notified-account.ts';
import { NotifiedAccounts } from './notified-accounts.ts';
import { isObjectId } from './object-id.ts';
import { ReliedPeople } from './relied-people.ts';
import { TriggeredReads } from './triggered-reads.ts';
import { ValidationTokens } from './validation-tokens.ts';

/** Source: Graph, throttling limits: GET of the list of subscriptions, per application and tenant. */
const LIST_LIMITS = Object.freeze({ limit: 25, windowMs: 20_000, share: 0.8 });
/** Roster changes come in bits. */
const PLACE_AFTER_MS = 500;
const TICK_MS = 10_000;
/** Accounts that were set aside are tried again, and those that nobody needs are kept signed in. */
const PROBE_EVERY_MS = 15 * 60_000;
/** How long a stop waits for subscriptions to be deleted; ms. */
const STOP_MS = 5_000;

export interface SessionOptions {
  readonly application: NotifiedAccountOptions['application'];
  readonly inlet: NotificationInlet;
  readonly accounts: DelegatedAccounts;
  readonly makeCertificate?: MakeCertificate;
}

export interface SessionEvents {
  /** These are to be read now, before all others. */
  readNow(ids: readonly string[]): void;
  /** A verified notification showed the person so. */
  showed(presence: GraphPresence): void;
  /** Whether a live subscription, one that has proved itself, tells of these people's changes from now on. */
  relied(ids: readonly string[], yes: boolean): void;
  /** How notifications stand is not what it was. */
  changed(): void;
}

/** What there is to tell of a session besides its view. */
export interface SessionCounts extends ReceiverCounts {
  readonly missedChanges: number;
  readonly foundDead: number;
}

const NO_PLACES: Spread = new Map();
const NO_ACCOUNTS: ReadonlyMap<string, NotifiedAccount> = new Map();

export class NotificationSession {
  readonly #options: SessionOptions;
  readonly #surroundings: NotifiedAccountSurroundings;
  readonly #events: SessionEvents;
  /** The roster: object ids, lower case. */
  readonly #people: ReadonlyMap<string, Interest>;
  readonly #accounts: NotifiedAccounts;
  readonly #lists = new RequestBudget(LIST_LIMITS);
  readonly #reads: TriggeredReads;
  readonly #receiver: NotificationReceiver;
  readonly #ring: CertificateRing;
  readonly #inlet: OpenInlet;
  readonly #relied: ReliedPeople;
  #spread: Spread = NO_PLACES;
  /** Of the roster when places were given last: those whom a subscription can name. */
  #nameable = 0;
  #aside: ReadonlySet<string>;
  #timers: { place: Timer | undefined; tick: Timer | undefined } = { place: undefined, tick: undefined };
  #probedAt: number;
  #rotating = false;
  #stopped = false;

  constructor(
    options: SessionOptions,
    people: ReadonlyMap<string, Interest>,
    aside: ReadonlySet<string>,
    surroundings: NotifiedAccountSurroundings,
    events: SessionEvents,
  ) {
    this.#aside = aside;
    const { application, inlet } = options;
    const { clock } = surroundings;
    this.#options = options;
    this.#people = people;
    this.#surroundings = surroundings;
    this.#events = events;
    this.#probedAt = clock.monotonic();
    this.#relied = new ReliedPeople((ids, yes) => events.relied(ids, yes));
    this.#ring = new CertificateRing(clock, options.makeCertificate);
    this.#reads = new TriggeredReads(clock, (ids) => events.readNow(ids));
    const tokens = new ValidationTokens(application, surroundings);
    this.#receiver = new NotificationReceiver({
      clock,
      logger: surroundings.logger,
      subscriptions: (id) =>
        [...this.#accounts.all.values()].flatMap(({ subscription }) => subscription.known(id) ?? []),
      keyOf: (id) => this.#ring.keyOf(id),
      verify: (token) => tokens.verify(token),
      isOurTenant: (tenantId) => !isObjectId(application.tenantId) || application.tenantId.toLowerCase() === tenantId,
      notified: (account, person) => this.#notified(account, person),
      showed: (account, presence) => this.#showed(account, presence),
      lifecycle: (account, event) => this.#lifecycle(account, event),
    });
    this.#accounts = new NotifiedAccounts(
      options.accounts,
      surroundings.logger,
      (account) => this.#openAccount(account),
      () => this.#accountChanged(),
    );
    this.#inlet = inlet.open('presence', (request) => this.#receiver.receive(request));
  }

  async start(): Promise<void> {
    try {
      await this.#ring.rotate();
    } catch (failure) {
      this.#surroundings.logger.error({ err: failure }, 'no certificate could be made for notifications');
      return;
    }
    if (this.#stopped) {
      return;
    }
    this.#accounts.start();
    this.#tick();
  }

  get view(): NotificationView {
    const accounts = [...this.#accounts.all.values()].map(({ view }) => view);
    const usable = new Set(this.#accounts.usable);
    const placed = [...this.#spread.values()].filter((account) => usable.has(account)).length;
    return {
      notificationUrl: this.#inlet.notificationUrl,
      accounts,
      people: this.#nameable,
      placed,
      capacity: MOST_NOTIFIED,
    };
  }

  get counts(): SessionCounts {
    const accounts = [...this.#accounts.all.values()];
    return {
      ...this.#receiver.counts,
      missedChanges: accounts.reduce((sum, { missedChanges }) => sum + missedChanges, 0),
      foundDead: accounts.reduce((sum, { deaths }) => sum + deaths, 0),
    };
  }

  /** Of whom a live subscription tells. */
  get notifiedCount(): number {
    return new Set([...this.#accounts.all.values()].flatMap(({ notifiedPeople }) => [...notifiedPeople])).size;
  }

  /** Somebody came, left, or is watched now, or not any more. */
  rosterChanged(): void {
    if (!this.#stopped) {
      this.#timers.place ??= this.#surroundings.clock.after(PLACE_AFTER_MS, () => this.#place());
    }
  }

  /** Ids that Graph refused in reads: one of them could spoil a whole subscription. */
  setAside(ids: ReadonlySet<string>): void {
    this.#aside = ids;
    this.rosterChanged();
  }

  /** A read found the person changed. */
  found(id: string): void {
    this.#accounts.all.get(this.#spread.get(id) ?? '')?.found(id);
  }

  /** Deletes the subscriptions, as far as that is quick. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#tellRelied();
    this.#timers.place?.cancel();
    this.#timers.tick?.cancel();
    this.#reads.stop();
    const limit = new AbortController();
    const deleted = this.#accounts.stop();
    const late = delay(this.#surroundings.clock, STOP_MS, limit.signal).catch(() => undefined);
    await Promise.race([deleted, late]);
    limit.abort();
    this.#receiver.stop();
    this.#inlet.close();
  }

  #notified(account: string, person: string): void {
    this.#accounts.all.get(account)?.notified(person);
    this.#tellRelied();
    if (this.#people.has(person)) {
      this.#reads.add(person);
    }
  }

  #showed(account: string, presence: GraphPresence): void {
    if (this.#people.has(presence.id) && this.#accounts.all.get(account)?.notifiedPeople.has(presence.id) === true) {
      this.#events.showed(presence);
    }
  }

  #lifecycle(account: string, event: string): void {
    this.#surroundings.logger.info({ account, event }, 'Graph told of a subscription');
    if (event.toLowerCase() === 'reauthorizationrequired') {
      this.#accounts.all.get(account)?.subscription.give({ kind: 'reauthorization-required' });
    } else if (event.toLowerCase() === 'subscriptionremoved') {
      this.#accounts.all.get(account)?.subscription.give({ kind: 'found-dead' });
    }
  }

  #openAccount(account: DelegatedAccount): NotifiedAccount {
    return new NotifiedAccount(
      account,
      {
        application: this.#options.application,
        notificationUrl: this.#inlet.notificationUrl,
        ring: this.#ring,
        lists: this.#lists,
      },
      this.#surroundings,
      { resync: (people) => this.#events.readNow(people), changed: () => this.#accountChanged() },
    );
  }

  #tellRelied(): void {
    this.#relied.update(this.#stopped ? NO_ACCOUNTS : this.#accounts.all);
  }

  #accountChanged(): void {
    if (!this.#stopped) {
      this.#tellRelied();
      this.rosterChanged();
      this.#events.changed();
    }
  }

  #place(): void {
    this.#timers.place = undefined;
    const people = new Map([...this.#people].filter(([id]) => isObjectId(id) && !this.#aside.has(id)));
    this.#nameable = people.size;
    this.#spread = spreadOverAccounts({ people, accounts: this.#accounts.usable, previous: this.#spread });
    const byAccount = peopleByAccount(this.#spread);
    for (const [id, account] of this.#accounts.all) {
      account.setPeople(byAccount.get(id) ?? []);
    }
    this.#accounts.tellStates();
    this.#events.changed();
  }

  #tick(): void {
    const { clock, logger } = this.#surroundings;
    const now = clock.monotonic();
    this.#timers.tick = clock.after(TICK_MS, () => this.#tick());
    for (const [account, notified] of this.#accounts.all) {
      if (notified.replaceIfDead()) {
        logger.warn({ account }, 'a subscription had fallen silent and is made anew');
      }
    }
    this.#accounts.tick();
    this.#tellRelied();
    this.#events.changed();
    if (now - this.#probedAt >= PROBE_EVERY_MS) {
      this.#probedAt = now;
      for (const account of this.#accounts.all.values()) {
        void account.probe();
      }
    }
    if (now >= this.#ring.rotateAt && !this.#rotating) {
      this.#rotate();
    }
  }

  #rotate(): void {
    this.#rotating = true;
    this.#ring
      .rotate()
      .then(({ id }) => {
        for (const { subscription } of this.#accounts.all.values()) {
          subscription.give({ kind: 'certificate', id });
        }
      })
      .catch((err: unknown) =>
        this.#surroundings.logger.error({ err }, 'no new certificate could be made for notifications'),
      )
      .finally(() => {
        this.#rotating = false;
      });
  }
}

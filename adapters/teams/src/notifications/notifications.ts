/**
 * Change notifications, where a tenant has granted them: they make reads sooner and never replace them. The base is polling;
 * it goes on for everybody, finds subscriptions that died without a word, and is all there is where nothing is granted.
 *
 * What a notification does: its person is read at once, before all others. A notification carries no time at which its
 * state was true, and our own writes must be told from the person's, so by itself it claims nothing. Only where its
 * content is verified and carries a newer sequenceNumber than the last read is it taken as a read, and then as one that
 * began when that last read began: any state since then may be what it shows, so a write of ours in between makes it an
 * echo as it would a read. The read that it triggered follows all the same.
 */
import type { Health, Interest } from '@lamplight/domain';
import type { CloudName } from '../clouds.ts';
import { CLOUD_FACTS } from '../clouds.ts';
import type { TeamsConfig } from '../config.ts';
import type { ApplicationCredentials } from '../credentials/credential.ts';
import type { GraphPresence } from '../graph-api.ts';
import type { TeamsHost } from '../host.ts';
import {
  type AccountView,
  type NotificationDetails,
  notificationDetails,
  notificationHealth,
} from './notification-health.ts';
import { NotificationSession, type SessionCounts } from './notification-session.ts';
import type { NotifiedAccountSurroundings } from './notified-account.ts';

/** How often counts are told; ms. */
const TELL_COUNTS_MS = 60_000;

export interface NotificationsOptions {
  readonly config: Pick<
    TeamsConfig,
    'authority' | 'clientId' | 'cloud' | 'graphBaseUrl' | 'notifications' | 'requestTimeout' | 'tenantId'
  >;
  readonly credentials: ApplicationCredentials;
  readonly host: Pick<TeamsHost, 'accounts' | 'inlet' | 'makeCertificate'>;
}

export interface NotificationsEvents {
  /** These are to be read now, before all others. */
  readNow(ids: readonly string[]): void;
  /** A verified notification showed the person so. */
  showed(presence: GraphPresence): void;
  /** Whether a live subscription, one that has proved itself, tells of these people's changes from now on. */
  relied(ids: readonly string[], yes: boolean): void;
  /** Facts for whoever operates it, by name; null: not told any more. */
  details(details: NotificationDetails): void;
  /** What there is to say to an administrator; null: nothing. */
  condition(health: Health | null): void;
}

/** Why nobody is notified, or `on`. */
export type NotificationMode = 'on' | 'off' | 'not-in-this-cloud' | 'no-inlet' | 'not-active';

/** How notifications stand, for operations and metrics. */
export interface NotificationStatus {
  readonly mode: NotificationMode;
  readonly accounts: readonly Pick<AccountView, 'id' | 'userName' | 'state'>[];
  /** On the roster. */
  readonly people: number;
  /** Of those, whom a live subscription names; the others are only polled. */
  readonly notified: number;
  /** Since this process became active; null: it is not. */
  readonly counts: SessionCounts | null;
}

export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #surroundings: NotifiedAccountSurroundings;
  readonly #events: NotificationsEvents;
  readonly #people = new Map<string, Interest>();
  #aside: ReadonlySet<string> = new Set();
  #told: { readonly at: number; readonly notified: string | null } = { at: -Infinity, notified: null };
  #session: NotificationSession | undefined;
  #ending: Promise<void> = Promise.resolve();

  constructor(options: NotificationsOptions, surroundings: NotifiedAccountSurroundings, events: NotificationsEvents) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#events = events;
  }

  /** Object id, lower case; null: not on the roster any more. */
  follow(id: string, interest: Interest | null): void {
    if ((this.#people.get(id) ?? null) === interest) {
      return;
    }
    if (interest === null) {
      this.#people.delete(id);
    } else {
      this.#people.set(id, interest);
    }
    this.#session?.rosterChanged();
  }

  /** All ids that Graph refuses in reads at present: nobody is subscribed to them. */
  setAside(ids: readonly string[]): void {
    if (ids.length !== this.#aside.size || ids.some((id) => !this.#aside.has(id))) {
      this.#aside = new Set(ids);
      this.#session?.setAside(this.#aside);
    }
  }

  /** A read found the person changed. */
  found(id: string): void {
    this.#session?.found(id);
  }

  /** Only the one that speaks for its system subscribes: Graph allows one subscription for each account and application. */
  allow(active: boolean): void {
    if (active && this.#session === undefined) {
      this.#begin();
    }
    if (!active && this.#session !== undefined) {
      this.#end();
    }
  }

  get status(): NotificationStatus {
    const view = this.#session?.view;
    return {
      mode: this.#mode(),
      accounts: view?.accounts.map(({ id, userName, state }) => ({ id, userName, state })) ?? [],
      people: this.#people.size,
      notified: this.#session?.notifiedCount ?? 0,
      counts: this.#session?.counts ?? null,
    };
  }

  async stop(): Promise<void> {
    this.allow(false);
    await this.#ending;
  }

  /** Counts change all the time: told with what else changes, or once a minute. */
  #tellDetails(): void {
    const now = this.#surroundings.clock.monotonic();
    const details = notificationDetails(this.status);
    if (details.notified !== this.#told.notified || now - this.#told.at >= TELL_COUNTS_MS) {
      this.#told = { at: now, notified: details.notified };
      this.#events.details(details);
    }
  }

  #mode(): NotificationMode {
    const { config, host } = this.#options;
    if (config.notifications === 'off') {
      return 'off';
    }
    if (!hasNotifications(config.cloud)) {
      return 'not-in-this-cloud';
    }
    if (host.inlet === undefined || host.accounts === undefined) {
      return 'no-inlet';
    }
    return this.#session === undefined ? 'not-active' : 'on';
  }

  #begin(): void {
    const { config, credentials, host } = this.#options;
    const { inlet, accounts, makeCertificate } = host;
    if (this.#mode() !== 'not-active' || inlet === undefined || accounts === undefined) {
      return;
    }
    const { tenantId, clientId, authority, cloud, graphBaseUrl, requestTimeout } = config;
    const session = new NotificationSession(
      {
        application: { tenantId, clientId, authority, cloud, graphBaseUrl, credentials, timeoutMs: requestTimeout },
        inlet,
        accounts,
        ...(makeCertificate === undefined ? {} : { makeCertificate }),
      },
      this.#people,
      this.#aside,
      this.#surroundings,
      {
        readNow: (ids) => this.#events.readNow(ids),
        showed: (presence) => this.#events.showed(presence),
        relied: (ids, yes) => this.#events.relied(ids, yes),
        changed: () => {
          this.#events.condition(this.#session === session ? notificationHealth(session.view) : null);
          this.#tellDetails();
        },
      },
    );
    this.#session = session;
    void this.#ending.then(() => session.start());
  }

  #end(): void {
    const session = this.#session;
    this.#session = undefined;
    this.#events.condition(null);
    this.#tellDetails();
    this.#ending = this.#ending.then(() => session?.stop());
  }
}

function hasNotifications(cloud: CloudName): boolean {
  return CLOUD_FACTS[cloud].notifications;
}

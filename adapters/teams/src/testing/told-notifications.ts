/** What notifications of a tenant told, in the order in which they did. */
import type { Health, Interest } from '@lamplight/domain';
import type { GraphPresence } from '../graph-api.ts';
import type { NotificationDetails } from '../notifications/notification-health.ts';
import { Notifications } from '../notifications/notifications.ts';
import type { NotifiedTenant } from './notified-tenant.ts';
import { configFor } from './simulated-graph.ts';

export class ToldNotifications {
  readonly conditions: (Health | null)[] = [];
  readonly reads: { readonly at: number; readonly ids: readonly string[] }[] = [];
  readonly shown: GraphPresence[] = [];
  /** As they stand. */
  readonly relied = new Set<string>();
  /** The last. */
  details: NotificationDetails | undefined;
  readonly #tenant: NotifiedTenant;

  constructor(tenant: NotifiedTenant) {
    this.#tenant = tenant;
  }

  /** As a process that starts; not active yet. To be stopped. */
  open(changes: Parameters<typeof configFor>[0] = {}): Notifications {
    const { application, clock, fetch, host, logger, random } = this.#tenant;
    return new Notifications(
      {
        config: configFor(changes),
        credentials: application.credentials,
        host,
      },
      { clock, fetch, logger, random },
      {
        readNow: (ids) => this.reads.push({ at: clock.monotonic(), ids: [...ids].sort() }),
        showed: (presence) => this.shown.push(presence),
        relied: (ids, yes) => {
          for (const id of ids) {
            this.relied[yes ? 'add' : 'delete'](id);
          }
        },
        details: (told) => {
          this.details = told;
        },
        condition: (health) => this.conditions.push(health),
      },
    );
  }

  /** Signed in, active, with these people on the roster, and subscribed. */
  async begin(notifications: Notifications, people: readonly string[], interest: Interest = 'watched'): Promise<void> {
    await this.#tenant.signIn();
    for (const id of people) {
      notifications.follow(id, interest);
    }
    notifications.allow(true);
    await this.#tenant.until(() => notifications.status.notified === people.length);
    this.reads.length = 0;
  }
}

/** What the process that hosts Teams adapters may give them beyond the adapter's port. */
import type { DelegatedAccounts } from './notifications/delegated-accounts.ts';
import type { NotificationInlet } from './notifications/notification-inlet.ts';

export interface TeamsHost {
  /** Where notifications come in; without it everybody is polled. */
  readonly inlet?: NotificationInlet;
  /** Who signed in for notifications; without it everybody is polled. */
  readonly accounts?: DelegatedAccounts;
}

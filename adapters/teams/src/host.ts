/** What the process that hosts Teams adapters may give them beyond the adapter's port. */
import type { MakeCertificate } from './notifications/certificate-ring.ts';
import type { DelegatedAccounts } from './notifications/delegated-accounts.ts';
import type { NotificationInlet } from './notifications/notification-inlet.ts';
import type { ApplicationBudgets } from './polling/application-budget.ts';
import type { WriterRights } from './writing/writer-rights.ts';

export interface TeamsHost {
  /** Who may write; without it every adapter takes itself for the only one. */
  readonly writers?: WriterRights;
  /** Shared by the tenants of this process; without it each counts only what it sends itself. */
  readonly budgets?: ApplicationBudgets;
  /** Where notifications come in; without it everybody is polled. */
  readonly inlet?: NotificationInlet;
  /** Who signed in for notifications; without it everybody is polled. */
  readonly accounts?: DelegatedAccounts;
  /** How the certificate is made under which Graph encrypts what it notifies; default: with a key of RSA made here. */
  readonly makeCertificate?: MakeCertificate;
  /** Under which addresses the internet sees this machine, for messages; default: not known. */
  readonly publicAddresses?: readonly string[];
}

/** What notifications have to say to an administrator. Presence itself goes on by polling, whatever is said here. */
import type { Health } from '@lamplight/domain';
import type { AccountState } from './delegated-accounts.ts';
import type { NotificationStatus } from './notifications.ts';
import type { LifeState } from './subscription-state.ts';

/** Where Microsoft lists the addresses from which it delivers. */
const ADDRESSES = 'https://learn.microsoft.com/microsoft-365/enterprise/additional-office365-ip-addresses-and-urls';

/** A passing failure is told only when it was not the only one in a row. */
const TELL_AFTER = 3;

export interface AccountView {
  readonly id: string;
  readonly userName: string;
  readonly state: AccountState;
  readonly trouble: LifeState['trouble'];
  readonly failures: number;
  /** Its subscription was found dead and has not been silent-proof since. */
  readonly foundDead: boolean;
}

export interface NotificationView {
  readonly notificationUrl: string;
  readonly accounts: readonly AccountView[];
  /** Whom a subscription can name. */
  readonly people: number;
  /** People with a place at an account that can subscribe. */
  readonly placed: number;
  /** Most people of an account. */
  readonly capacity: number;
}

/** The worst, for the condition `notifications`; null: nothing. */
export function notificationHealth(view: NotificationView): Health | null {
  if (view.accounts.length === 0) {
    return null;
  }
  const told = view.accounts.map((account) => ofAccount(account, view));
  return (
    told.find((health) => health?.state === 'action-needed') ?? told.find((health) => health !== null) ?? tooFew(view)
  );
}

/** Null: not told. */
export interface NotificationDetails {
  readonly notified: string | null;
  readonly notifications: string | null;
}

/** In the details of health whatever its state, for whoever has accounts: who is notified, and counts since the start. */
export function notificationDetails({
  accounts,
  people,
  notified,
  counts,
}: Pick<NotificationStatus, 'accounts' | 'people' | 'notified' | 'counts'>): NotificationDetails {
  if (counts === null || accounts.length === 0) {
    return { notified: null, notifications: null };
  }
  const { received, refused, triggered, suspicious, missedChanges, foundDead } = counts;
  return {
    notified: `${notified} of ${people} people, by ${accounts.filter(({ state }) => state === 'active').length} of ${accounts.length} accounts`,
    notifications: `${received} received, ${refused} refused, ${triggered} triggered reads, ${suspicious} not verified, ${missedChanges} changes missed, ${foundDead} subscriptions found dead`,
  };
}

function ofAccount(account: AccountView, { notificationUrl }: NotificationView): Health | null {
  const { userName, trouble, failures, foundDead } = account;
  const details = { account: userName, ...trouble?.failure?.health.details };
  const said = trouble?.failure?.health.message ?? '';
  switch (trouble?.kind) {
    case 'endpoint-unreachable':
      return health('action-needed', 'notifications_unreachable', details, {
        message: `Microsoft does not reach ${notificationUrl}, so nothing is notified and everybody is polled (${said})`,
        remedy: `let POST from the internet through to this address over HTTPS, with a certificate of a public authority and without a login before it; Microsoft's addresses, for a firewall, are at ${ADDRESSES} ("Microsoft Graph change notifications"). It is tried again by itself`,
      });
    case 'consent-missing':
      return health('action-needed', 'notifications_not_allowed', details, {
        message: `Graph refuses the account ${userName} a subscription to presence: the delegated permission Presence.Read.All is missing, or the account may not use it (${said})`,
        remedy:
          'add the delegated permission Presence.Read.All of Microsoft Graph to the app registration, grant consent, and sign the account in again: `lamplight teams account add`',
      });
    case 'sign-in-needed':
      return {
        ...(trouble.failure?.health ?? signIn(userName)),
        state: 'action-needed',
        details: Object.freeze(details),
      };
    case 'other-installation':
      return health('action-needed', 'notifications_taken', details, {
        message: `the account ${userName} has a subscription of this application that delivers elsewhere: Graph allows one for each account and application`,
        remedy:
          'stop the other installation, or sign in another account here; a subscription that nobody renews ends within an hour',
      });
    case 'refused':
      return health('degraded', 'notifications_refused', details, {
        message: `Graph refuses the account ${userName} a subscription to presence (${said})`,
        remedy: 'it is tried again by itself; if it lasts, report this with the log line',
      });
    case 'throttled':
    case 'unavailable':
      return failures < TELL_AFTER
        ? null
        : health('degraded', 'notifications_unavailable', details, {
            message: `there is no subscription of the account ${userName} now (${said === '' ? 'Graph contradicts itself' : said})`,
            remedy: 'it is tried again by itself; everybody is polled meanwhile',
          });
    case undefined:
      return foundDead
        ? health('degraded', 'notifications_silent', details, {
            message: `the subscription of the account ${userName} had fallen silent: polls found changes that were not notified`,
            remedy: 'it was made anew, and its people are polled as usual until it has proved itself',
          })
        : signInWanted(account);
  }
}

/** The account is set aside without a subscription to speak for it. */
function signInWanted({ state, userName }: AccountView): Health | null {
  return state === 'sign-in-needed' || state === 'consent-missing' ? signIn(userName) : null;
}

function signIn(userName: string): Health {
  return health(
    'action-needed',
    'sign_in_over',
    { account: userName },
    {
      message: `the account ${userName}, for change notifications, must sign in again`,
      remedy: 'sign in again: `lamplight teams account add`',
    },
  );
}

function tooFew({ accounts, people, placed, capacity }: NotificationView): Health | null {
  if (placed >= people) {
    return null;
  }
  const needed = Math.ceil(people / capacity);
  return health(
    'ok',
    'notification_accounts_short',
    { accounts: String(accounts.length), needed: String(needed), people: String(people), notified: String(placed) },
    {
      message: `${placed} of ${people} people can be notified: an account serves ${capacity}, and the others are polled`,
      remedy: `nothing, or sign in more accounts (${needed} altogether) with \`lamplight teams account add\``,
    },
  );
}

function health(
  state: Health['state'],
  reason: string,
  details: Readonly<Record<string, string>>,
  words: { readonly message: string; readonly remedy: string },
): Health {
  return Object.freeze({ state, reason, ...words, details: Object.freeze({ ...details }) });
}

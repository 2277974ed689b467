/** Why there is no token of an account: as for the application's own, and in words that name the account. */
import { InteractionRequiredAuthError } from '@azure/msal-node';
import { LamplightError } from '@lamplight/runtime';
import type { AccountState } from '../notifications/delegated-accounts.ts';
import { credentialError, type EntraFailure, entraClientError, entraError, entraNetworkError } from './entra-errors.ts';
import type { EntraContext } from './entra-meanings.ts';
import type { RecordingNetwork } from './msal-application.ts';

/** What the account allows the application to do for it. */
export const DELEGATED_PERMISSION = 'Presence.Read.All';

const SIGN_IN_REMEDY = 'sign in again: `lamplight teams account add`';

/** Maps what msal threw, by what Entra answered. */
export function delegatedFailure(thrown: unknown, network: RecordingNetwork, context: EntraContext): EntraFailure {
  const { refusal, failure } = network;
  if (refusal !== undefined) {
    return asOfAccount(entraError(refusal.status, refusal.body, refusal.retryAfterMs, context));
  }
  if (failure !== undefined) {
    return entraNetworkError(failure);
  }
  if (thrown instanceof LamplightError) {
    return credentialError(thrown);
  }
  if (thrown instanceof InteractionRequiredAuthError) {
    return signInNeeded('nothing is kept of its sign-in');
  }
  return entraClientError(thrown instanceof Error ? thrown.message : String(thrown), context);
}

/** OAuth and OpenID Connect: what was granted is over, or somebody has to answer in a browser. */
const GRANT_OVER = new Set(['invalid_grant', 'interaction_required', 'login_required', 'consent_required']);

/** Some of what concerns the application, when it asks for itself, concerns the account alone when it asks for that. */
function asOfAccount(failure: EntraFailure): EntraFailure {
  const { health } = failure;
  const { error = '', code } = health.details;
  switch (health.reason) {
    case 'entra_refused':
      return GRANT_OVER.has(error)
        ? {
            ...failure,
            concerns: 'account',
            health: { ...health, remedy: `${SIGN_IN_REMEDY}; if it lasts, ${health.remedy}` },
          }
        : failure;
    case 'blocked_by_policy':
      return { ...failure, concerns: 'account' };
    case 'consent_missing':
      return {
        ...failure,
        concerns: 'account',
        health: {
          ...health,
          message: `the delegated permission ${DELEGATED_PERMISSION} has not been consented to, or no more, so changes are polled only (${error}${code === undefined ? '' : `, ${code}`})`,
          remedy: `add ${DELEGATED_PERMISSION} as a delegated permission to the app registration, let an administrator consent to it (\`lamplight teams consent-link\`), then ${SIGN_IN_REMEDY}`,
        },
      };
    default:
      return failure;
  }
}

/** The account has to sign in, for a reason that is not Entra's. */
export function signInNeeded(why: string): EntraFailure {
  return {
    retry: { kind: 'slowly' },
    concerns: 'account',
    health: {
      state: 'action-needed',
      reason: 'sign_in_over',
      message: `the account must sign in: ${why}`,
      remedy: SIGN_IN_REMEDY,
      details: Object.freeze({}),
    },
  };
}

/** What is kept of the account's sign-in cannot be read: that says nothing of the sign-in. */
export function signInUnreadable(failure: LamplightError): EntraFailure {
  return {
    retry: { kind: 'later' },
    concerns: 'passing',
    health: {
      state: 'degraded',
      reason: 'sign_in_unreadable',
      message: `what is kept of its sign-in cannot be read: ${failure.message}`,
      remedy: 'it is tried again by itself; if it lasts, check the store',
      details: Object.freeze({}),
    },
  };
}

const CONSENT_REASONS = new Set(['consent_missing', 'consent_declined']);

/** How the account stands after the failure; null: it says nothing of the account. */
export function accountStateAfter({ concerns, health }: EntraFailure): AccountState | null {
  if (CONSENT_REASONS.has(health.reason)) {
    return 'consent-missing';
  }
  return concerns === 'account' ? 'sign-in-needed' : null;
}

/** The same failure, saying whose it is. What keeps one account from its token is not down: everybody is polled. */
export function ofAccount(failure: EntraFailure, userName: string): EntraFailure {
  const { health } = failure;
  return {
    ...failure,
    health: {
      ...health,
      message: `account ${userName}, for change notifications: ${health.message}`,
      details: Object.freeze({ ...health.details, account: userName }),
    },
  };
}

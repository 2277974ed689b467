/** Why there is no token of an account: as for the application's own, and in words that name the account. */
import { InteractionRequiredAuthError } from '@azure/msal-node';
import { LamplightError } from '@lamplight/runtime';
import type { AccountState } from '../notifications/delegated-accounts.ts';
import { credentialError, type EntraFailure, entraClientError, entraError, entraNetworkError } from './entra-errors.ts';
import type { EntraContext } from './entra-meanings.ts';
import type { RecordingNetwork } from './msal-application.ts';

const SIGN_IN_REMEDY = 'sign in again: `lamplight teams account add`';

/** Maps what msal threw, by what Entra answered. */
export function delegatedFailure(thrown: unknown, network: RecordingNetwork, context: EntraContext): EntraFailure {
  const { refusal, failure } = network;
  if (refusal !== undefined) {
    return entraError(refusal.status, refusal.body, refusal.retryAfterMs, context);
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

/**
 * The catalogue of what health of a Teams system can say: stable words, for docs/teams. A test holds it against what the
 * code can give.
 */
import type { HealthState } from '@lamplight/domain';

export interface Reason {
  readonly reason: string;
  readonly states: readonly HealthState[];
  readonly meaning: string;
  readonly action: string;
}

const needed = (reason: string, meaning: string, action: string): Reason => ({
  reason,
  states: ['action-needed'],
  meaning,
  action,
});
const passing = (reason: string, meaning: string, action: string): Reason => ({
  reason,
  states: ['degraded', 'down'],
  meaning,
  action,
});

const SECRETS = 'App registrations, Certificates & secrets';
const AGAIN = 'sign in again: `lamplight teams account add`';

/** Of registration, credential and consent, in docs/teams/README.md. */
export const REASONS: readonly Reason[] = Object.freeze([
  needed('consent_missing', 'nothing is consented, or Graph refuses for lack of it', 'open the link that health names'),
  needed('consent_partial', 'some permissions are not consented', 'open the link; health names permission and loss'),
  needed('consent_withdrawn', 'a permission that was there is gone', 'open the link, or switch the feature off'),
  needed('secret_invalid', 'the secret is not accepted', `${SECRETS}: a new one, its value and not its id`),
  needed('secret_expired', 'the secret has ended', `${SECRETS}: a new one`),
  needed('certificate_invalid', 'the certificate is not registered, or has ended', `${SECRETS}: upload certFile`),
  needed(
    'federation_mismatch',
    'the workload’s token fits no federated credential',
    'compare issuer, subject, audience',
  ),
  needed('credential_missing', 'no credential reached Entra', 'set one; the app must not be a public client'),
  needed(
    'credential_unreadable',
    'file or variable of the credential cannot be read',
    'put it in place: a file is read again within minutes, a variable at a start',
  ),
  needed('clock_wrong', 'the assertion is not valid now', 'check the clock; check that the platform renews the token'),
  {
    reason: 'credential_fallback',
    states: ['degraded'],
    meaning: 'the first credential is refused, the fallback is used',
    action: 'do what health says of the first',
  },
  {
    reason: 'credential_former',
    states: ['degraded'],
    meaning: 'a replaced credential is refused, the one before it is still used',
    action: 'register the new one, or put the old one back',
  },
  {
    reason: 'renewal_refused',
    states: ['degraded'],
    meaning: 'no new token is given, the one at hand still works',
    action: 'do what health says, within the hour',
  },
  {
    reason: 'credential_ends',
    states: ['ok', 'degraded', 'action-needed'],
    meaning: 'it ends in 30, 7, 1 days',
    action: 'rotate it: the steps are named',
  },
  needed('credential_ended', 'its day is over', 'rotate it: the steps are named'),
  {
    reason: 'credential_end_unknown',
    states: ['ok'],
    meaning: 'nobody is warned before the secret ends; told for an hour after a start',
    action: 'set secretExpires',
  },
  needed('app_not_found', 'the tenant does not know the client id', 'check tenantId and clientId; consent'),
  needed('app_disabled', 'the application is disabled in the tenant', 'Enterprise applications, Properties: enable'),
  needed('tenant_not_found', 'Entra knows no such tenant', 'check tenantId and cloud'),
  needed('tenant_invalid', 'the tenant is none for an application’s own token', 'set the tenant’s id or domain'),
  needed(
    'scope_invalid',
    'resource or scope is unknown',
    'check that cloud, graphBaseUrl and authority belong together',
  ),
  needed(
    'redirect_invalid',
    'the address to come back to is not registered',
    'App registrations, Authentication: add it',
  ),
  needed(
    'blocked_by_policy',
    'Conditional Access blocks; health names where we come from',
    'allow application or address',
  ),
  needed('client_loop', 'Entra sees a loop', 'look for a second installation with this client id'),
  needed('entra_refused', 'another refusal', 'look the code up at login.microsoftonline.com/error'),
  needed('entra_misconfigured', 'no token can be asked for', 'check authority, tenantId, clientId, credential'),
  needed('tls_untrusted', 'a proxy shows its own certificate', 'add its CA to caFile, or exempt Entra and Graph'),
  needed('sign_in_over', 'the account’s sign-in was revoked or is too old', AGAIN),
  needed('sign_in_stronger', 'the account must use multi-factor authentication', AGAIN),
  needed('account_password_expired', 'the account’s password has ended', `change it; ${AGAIN}`),
  needed('account_locked', 'the account is locked', `unlock it; ${AGAIN}`),
  needed('account_disabled', 'the account is disabled', `enable it, or another account; ${AGAIN}`),
  needed('account_unknown', 'the account is not in this tenant', AGAIN),
  needed('account_refused', 'name or password is not accepted', AGAIN),
  needed('consent_declined', 'consent was declined', `${AGAIN}, or an administrator consents`),
  needed('code_redeemed', 'the code of a sign-in was used twice', AGAIN),
  needed('code_foreign', 'the code belongs to another sign-in', AGAIN),
  {
    reason: 'sign_in_unreadable',
    states: ['degraded'],
    meaning: 'what is kept of the account’s sign-in cannot be read',
    action: 'nothing, if it passes; check the store',
  },
  passing('entra_unavailable', 'Entra fails', 'nothing; Microsoft 365 service health'),
  passing('entra_throttled', 'Entra asks for a pause', 'nothing; if it lasts, look for other users of the client id'),
  passing('entra_timeout', 'Entra does not answer in time', 'network, proxy, firewall'),
  passing('entra_unreachable', 'Entra cannot be reached', 'network, DNS, proxy, firewall (port 443)'),
]);

const tried = (reason: string, meaning: string, action: string): Reason => ({
  reason,
  states: ['degraded'],
  meaning,
  action,
});

/** The same for change notifications, in docs/teams/notifications.md. Presence is polled whatever they say. */
export const NOTIFICATION_REASONS: readonly Reason[] = Object.freeze([
  needed(
    'notifications_unreachable',
    'Microsoft’s validation request did not get through',
    'firewall, certificate, a login before the address',
  ),
  needed('notifications_not_allowed', 'the delegated permission is missing or was withdrawn', `consent, then ${AGAIN}`),
  needed(
    'notifications_taken',
    'another installation uses this account and application',
    'stop it, or sign in another account; what nobody renews ends within an hour',
  ),
  tried(
    'notifications_refused',
    'Graph refuses a subscription for a reason of its own, which is none of the ids in it',
    'nothing: tried again with pauses up to half an hour; if it lasts, report the log line',
  ),
  tried('notifications_unavailable', 'Graph throttles or fails', 'nothing: tried again by itself'),
  tried(
    'notifications_silent',
    'polls found changes that were never notified: the subscription was made anew',
    'nothing: over with the first notification',
  ),
  {
    reason: 'notification_accounts_short',
    states: ['ok'],
    meaning: 'more people than the accounts serve: the others are polled',
    action: 'nothing, or sign in more accounts',
  },
]);

const told = (reason: string, meaning: string, action: string): Reason => ({ reason, states: ['ok'], meaning, action });

/** The same for reading and writing presence and for the directory, in docs/teams/README.md. */
export const PRESENCE_REASONS: readonly Reason[] = Object.freeze([
  {
    reason: 'starting',
    states: ['starting'],
    meaning: 'Graph has not answered yet',
    action: 'nothing: this takes seconds; while there is nobody to read it stays so',
  },
  needed(
    'writer_exists',
    'another system or process writes with this registration; reading goes on',
    'remove one, set `readOnly` on one, or give one a registration of its own',
  ),
  tried(
    'writer_unknown',
    'it cannot be found out who writes: nothing is written, reading goes on',
    'check that the store can be reached and written to; writing begins by itself',
  ),
  needed(
    'writer_conflict_suspected',
    'sessions that were set are gone: another installation seems to use this registration',
    'find it; give one a registration of its own, or set `readOnly` on one',
  ),
  tried(
    'foreign_writer_suspected',
    'another application seems to write presence of the people named',
    'look for it in Enterprise applications; it ends a day after the last sign',
  ),
  told(
    'choice_not_restored',
    'a status chosen by hand could not be put back; told for an hour',
    'nothing, or the person chooses it again',
  ),
  tried(
    'poll_bound_exceeded',
    'there are too many people for how often they are to be read',
    'a second registration (`reader`), or longer `pollWatched` and `pollSynced`',
  ),
  passing('throttled', 'Graph asks for a pause', 'nothing; if it comes back, a registration of its own'),
  passing('graph_unavailable', 'Graph fails', 'nothing; Microsoft 365 service health'),
  passing('graph_timeout', 'Graph does not answer in time', 'network, proxy, firewall'),
  passing('graph_unreachable', 'Graph cannot be reached', 'network, DNS, proxy, firewall (port 443)'),
  passing(
    'token_rejected',
    'Graph does not take the token',
    'check that tenantId, authority and graphBaseUrl belong together; check the clock',
  ),
  needed('redirected', 'Graph’s address redirects', 'check graphBaseUrl; a proxy that asks for a login'),
  passing(
    'person_not_found',
    'Graph does not know the person; the others are not affected',
    'check that the person is in this tenant and has a Teams licence',
  ),
  passing(
    'request_invalid',
    'Graph takes the request for wrong; where people are named the others are not affected',
    'check the id of the person, the Teams licence and graphBaseUrl',
  ),
  passing('request_refused', 'Graph refuses for another reason', 'look the status up; check the Teams licence'),
  passing('answer_empty', 'Graph’s answer has no body', 'nothing; if it lasts, a proxy that changes answers'),
  passing('answer_not_json', 'something else answers in place of Graph', 'check graphBaseUrl, proxy, portal'),
  passing('answer_truncated', 'Graph’s answer ends too early', 'nothing; if it lasts, a proxy that limits sizes'),
  passing('answer_unexpected', 'Graph’s answer has another shape', 'check graphBaseUrl; report the log line'),
  needed('group_unknown', 'a group of directory.groups is not in the tenant', 'correct its object id'),
]);

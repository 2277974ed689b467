export { TeamsAdapter } from './adapter.ts';
export type { TeamsAdapterOptions } from './adapter-options.ts';
export { type AttributionTiming, DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
export { scopeOf } from './clouds.ts';
export { sharedTeamsConfigSchema, type TeamsConfig, type TeamsConfigInput, teamsConfigSchema } from './config.ts';
export { checkCredentials, credentialsOf } from './credentials/credential.ts';
export { applicationFields, exactlyOneCredential } from './credentials/credential-config.ts';
export {
  type BegunSignIn,
  beginSignIn,
  type DelegatedApplication,
  type SignInRequest,
  type SignInSurroundings,
} from './credentials/delegated-sign-in.ts';
export type { TokenCache } from './credentials/msal-application.ts';
export type {
  GraphApi,
  GraphFailure,
  GraphPresence,
  GraphRetry,
  ReadAnswer,
  WriteAnswer,
} from './graph-api.ts';
export type { TeamsHost } from './host.ts';
export type {
  AccountState,
  DelegatedAccount,
  DelegatedAccounts,
  SignedInAccount,
} from './notifications/delegated-accounts.ts';
export type { InletAnswer, InletRequest, NotificationInlet, OpenInlet } from './notifications/notification-inlet.ts';
export type { NotificationStatus } from './notifications/notifications.ts';
export {
  APPLICATION_LIMITS,
  type ApplicationBudgetOptions,
  ApplicationBudgets,
} from './polling/application-budget.ts';
export type { PollingFacts } from './requests/polling-health.ts';
export { FOREIGN_WRITER_FLAG, INFERRED_CALL_FLAG } from './to-claim.ts';
export {
  type WriterClaim,
  type WriterKey,
  type WriterRights,
  type WriterStanding,
  writerKeyOf,
} from './writing/writer-rights.ts';

export type {
  Catalogue,
  DirectoryEntry,
  ExplainAnswer,
  ListAnswer,
  ListRequest,
  LookupResult,
  PresenceAnswer,
  ReportStatusRequest,
  SearchAnswer,
  SearchRequest,
} from '@lamplight/wire';
export type { DirectoryCalls } from './gateway/directory-calls.ts';
export { problemError } from './gateway/problem-error.ts';
export { type ClientOptions, createClient, type LamplightClient, type SubscribeOptions } from './lamplight-client.ts';
export type { PresenceView, WatchedPerson } from './subscription/local-view.ts';
export type { Subscription, SubscriptionListener } from './subscription/subscription.ts';
export type { ConnectionState } from './subscription/subscription-state.ts';

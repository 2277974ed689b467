export type { PresenceView, WatchedPerson } from './subscription/local-view.ts';
export { Subscription, type SubscriptionListener } from './subscription/subscription.ts';
export type { ConnectionState } from './subscription/subscription-state.ts';

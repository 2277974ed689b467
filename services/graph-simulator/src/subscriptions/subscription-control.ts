/** What tests, and the control API, see of subscriptions and do to them apart from Graph. */
import { type Clock, LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import type { DeliveryRecord, RecordedDelivery } from './delivery-record.ts';
import type { EndpointState } from './endpoint-health.ts';
import { renderSubscription, type Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';

const action = <Do extends string, Shape extends z.ZodRawShape>(verb: Do, shape: Shape, description: string) =>
  z.strictObject({ do: z.literal(verb), ...shape }).meta({ description });

/** What can be done to a subscription. */
export const subscriptionActionSchema = z.discriminatedUnion('do', [
  action(
    'die silently',
    { forMs: z.int().min(1).optional() },
    'Delivers nothing more and says nothing; forMs: comes back by itself.',
  ),
  action('come back', {}, 'Delivers again.'),
  action('lose the next', { count: z.int().min(1).default(1) }, 'So many notifications to come are lost.'),
  action('repeat', { userId: z.string() }, 'Sends what a person shows now, once more.'),
  action('demand reauthorization', {}, 'Sends reauthorizationRequired now.'),
  action('expire', {}, 'Ends it at once: 404 from then on.'),
]);
export type SubscriptionActionInput = z.input<typeof subscriptionActionSchema>;

/** A subscription as Graph shows it, with what is kept beside it. */
export interface InspectedSubscription {
  readonly id: string;
  readonly appId: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly userIds: readonly string[];
  readonly creatorId: string;
  readonly expiresAt: string;
  /** When the access token that it rests on ends. */
  readonly authorizedUntil: string;
  readonly renewedAt: string | null;
  readonly reauthorizedAt: string | null;
  readonly isSilent: boolean;
  readonly endpoint: EndpointState;
}

/** Every method throws LamplightError `request_target_unknown` for a subscription that is not in force. */
export class SubscriptionControl {
  readonly #clock: Clock;
  readonly #subscriptions: Subscriptions;
  readonly #deliveries: DeliveryRecord;

  constructor(clock: Clock, subscriptions: Subscriptions, deliveries: DeliveryRecord) {
    this.#clock = clock;
    this.#subscriptions = subscriptions;
    this.#deliveries = deliveries;
  }

  /** Those in force. */
  get all(): readonly InspectedSubscription[] {
    return this.#subscriptions.all.map((subscription) => this.#inspected(subscription));
  }

  inspect(id: string): InspectedSubscription {
    return this.#inspected(this.#demand(id));
  }

  act(id: string, input: SubscriptionActionInput): void {
    const subscription = this.#demand(id);
    const wanted = subscriptionActionSchema.parse(input);
    switch (wanted.do) {
      case 'die silently':
        this.#subscriptions.silence(
          subscription.id,
          wanted.forMs === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() + wanted.forMs,
        );
        return;
      case 'come back':
        this.#subscriptions.silence(subscription.id, 0);
        return;
      case 'lose the next':
        this.#subscriptions.loseNext(subscription.id, wanted.count);
        return;
      case 'repeat':
        this.#subscriptions.repeat(subscription, wanted.userId.toLowerCase());
        return;
      case 'demand reauthorization':
        this.#subscriptions.demandReauthorization(subscription);
        return;
      case 'expire':
        this.#subscriptions.remove(subscription.id);
        return;
    }
  }

  /** Every notification that was delivered, tried or lost, in this order. */
  get deliveries(): readonly RecordedDelivery[] {
    return this.#deliveries.all;
  }

  clearDeliveries(): void {
    this.#deliveries.clear();
  }

  /** Calls the listener with each delivery to come. @returns how to stop it. */
  onDelivery(listener: (delivery: RecordedDelivery) => void): () => void {
    return this.#deliveries.onDelivery(listener);
  }

  #demand(id: string): Subscription {
    const subscription = this.#subscriptions.find(id);
    if (subscription === undefined) {
      throw new LamplightError('request_target_unknown', `there is no subscription ${id}: it may have ended`);
    }
    return subscription;
  }

  #inspected(subscription: Subscription): InspectedSubscription {
    return {
      id: subscription.id,
      appId: subscription.appId,
      resource: renderSubscription(subscription),
      userIds: [...subscription.personIds],
      creatorId: subscription.creatorId,
      expiresAt: iso(subscription.expiresAt),
      authorizedUntil: iso(subscription.authorizedUntil),
      renewedAt: subscription.renewedAt === null ? null : iso(subscription.renewedAt),
      reauthorizedAt: subscription.reauthorizedAt === null ? null : iso(subscription.reauthorizedAt),
      isSilent: this.#subscriptions.isSilent(subscription.id),
      endpoint: this.#subscriptions.endpointState(subscription.notificationUrl),
    };
  }
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

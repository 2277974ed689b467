/**
 * `/subscriptions` for presence: delegated Presence.Read.All only, one subscription for each app and signed-in person.
 * Source: Graph pages subscription, subscription-post-subscriptions, subscription-update, subscription-reauthorize and
 * "Get change notifications for presence updates"; texts of the two conflicts and of the missing permission as reported
 * (msgraph-beta-sdk-dotnet #174, nodejs-webhooks-sample #175).
 */
import type { Caller } from '../entra/access-tokens.ts';
import { GraphError } from '../graph/graph-error.ts';
import { type GraphHandlers, graphJson } from '../graph/graph-handler.ts';
import type { SubscriptionRouteName } from '../graph/graph-routes.ts';
import { holdsAny, type Permissions } from '../graph/permissions.ts';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import { CLOUD_FEATURES } from '../switches/clouds.ts';
import { renderSubscription, type Subscription } from './subscription.ts';
import { readNewSubscription, readSubscriptionChanges } from './subscription-request.ts';
import type { Subscriptions, SubscriptionsParts } from './subscriptions.ts';
import { validateReceiver } from './validation-handshake.ts';

const SUBSCRIBE: Permissions = { application: [], delegated: ['Presence.Read.All'] };
const CONTEXT = 'https://graph.microsoft.com/v1.0/$metadata#subscriptions';
const NO_CONTENT: SimulatorResponse = { status: 204, headers: {}, body: '' };

export interface SubscriptionCallParts
  extends Pick<SubscriptionsParts, 'clock' | 'random' | 'send' | 'switches' | 'directory'> {
  readonly subscriptions: Subscriptions;
}

/** Handlers of the calls about subscriptions. */
export function subscriptionCalls(parts: SubscriptionCallParts): GraphHandlers<SubscriptionRouteName> {
  const calls = new SubscriptionCalls(parts);
  return {
    createSubscription: (_match, caller, request) => calls.create(caller, request),
    listSubscriptions: (_match, caller) => calls.list(caller),
    getSubscription: (match, caller) => answered(calls.own(match.id, caller)),
    updateSubscription: (match, caller, request) => calls.update(match.id, caller, request),
    deleteSubscription: (match, caller) => calls.remove(match.id, caller),
    reauthorizeSubscription: (match, caller) => calls.reauthorize(match.id, caller),
  };
}

class SubscriptionCalls {
  readonly #parts: SubscriptionCallParts;

  constructor(parts: SubscriptionCallParts) {
    this.#parts = parts;
  }

  async create(caller: Caller, request: RoutedRequest): Promise<SimulatorResponse> {
    const { clock, random, subscriptions, switches } = this.#parts;
    const asked = readNewSubscription(request, switches.current, clock.now());
    const creatorId = demandDelegated(caller, 'Create');
    this.#demandCloud(asked.resource);
    this.#demandKnown(asked.personIds);
    await this.#validate(asked.notificationUrl, request.requestId);
    if (asked.lifecycleNotificationUrl !== null) {
      await this.#validate(asked.lifecycleNotificationUrl, request.requestId);
    }
    this.#demandNoOther(caller, asked.resource);
    const subscription: Subscription = {
      ...asked,
      id: random.uuid(),
      appId: caller.appId,
      tenantId: caller.tenantId,
      creatorId,
      authorizedUntil: caller.expiresAt,
      renewedAt: null,
      reauthorizedAt: null,
    };
    subscriptions.put(subscription);
    return answered(subscription, 201);
  }

  list(caller: Caller): SimulatorResponse {
    const value = this.#parts.subscriptions.all.filter((one) => isOwn(one, caller)).map(renderSubscription);
    return graphJson({ '@odata.context': CONTEXT, value });
  }

  async update(id: string, caller: Caller, request: RoutedRequest): Promise<SimulatorResponse> {
    const { clock, subscriptions, switches } = this.#parts;
    const changes = readSubscriptionChanges(request, clock.now());
    demandDelegated(caller, 'Update');
    this.own(id, caller);
    if (switches.current.subscriptionRenewal === 'unsupported') {
      throw new GraphError(
        400,
        'ExtensionError',
        'Operation: Update; Exception: [Status Code: BadRequest; Reason: Renewing a presence subscription is currently not supported.]',
      );
    }
    if (changes.notificationUrl !== undefined) {
      await this.#validate(changes.notificationUrl, request.requestId);
    }
    const renewed: Subscription = {
      ...this.own(id, caller),
      ...changes,
      authorizedUntil: caller.expiresAt,
      renewedAt: clock.now(),
    };
    subscriptions.put(renewed);
    return answered(renewed);
  }

  remove(id: string, caller: Caller): SimulatorResponse {
    this.#parts.subscriptions.remove(this.own(id, caller).id);
    return NO_CONTENT;
  }

  reauthorize(id: string, caller: Caller): SimulatorResponse {
    demandDelegated(caller, 'Reauthorize');
    const subscription = this.own(id, caller);
    const reauthorizedAt = this.#parts.clock.now();
    this.#parts.subscriptions.put({ ...subscription, authorizedUntil: caller.expiresAt, reauthorizedAt });
    return NO_CONTENT;
  }

  /** @throws GraphError 404 for one that has ended, or is another's. */
  own(id: string, caller: Caller): Subscription {
    const subscription = this.#parts.subscriptions.find(id);
    if (subscription === undefined || !isOwn(subscription, caller)) {
      throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
    }
    return subscription;
  }

  #demandCloud(resource: string): void {
    if (!CLOUD_FEATURES[this.#parts.switches.current.cloud].presenceNotifications) {
      // Which answer the other clouds give is not published.
      throw new GraphError(400, 'InvalidRequest', `Subscriptions to '${resource}' are not supported in this cloud.`);
    }
  }

  #demandKnown(personIds: ReadonlySet<string>): void {
    const { switches, directory } = this.#parts;
    const answer = switches.current.subscriptionUnknownIds;
    if (answer !== 'accepted' && [...personIds].some((id) => directory.person(id) === undefined)) {
      throw answer === '404'
        ? new GraphError(404, 'ResourceNotFound', 'The object was not found.')
        : new GraphError(400, 'InvalidRequest', 'The resource of the subscription is not valid.');
    }
  }

  #demandNoOther(caller: Caller, resource: string): void {
    const other = this.#parts.subscriptions.all.find((one) => isOwn(one, caller));
    if (other?.resource === resource) {
      throw new GraphError(409, 'Conflict', `Subscription Id ${other.id} already exists for the requested combination`);
    }
    if (other !== undefined) {
      throw new GraphError(
        409,
        'ExtensionError',
        'Operation: Create; Exception: [Status Code: Conflict; Reason: A subscripton already exists. It must be deleted before a another can be made.]',
      );
    }
  }

  async #validate(url: string, requestId: string): Promise<void> {
    const { clock, send, switches } = this.#parts;
    await validateReceiver({ clock, send, switches: switches.current }, url, requestId);
  }
}

function answered(subscription: Subscription, status = 200): SimulatorResponse {
  return graphJson({ '@odata.context': `${CONTEXT}/$entity`, ...renderSubscription(subscription) }, status);
}

function isOwn(subscription: Subscription, caller: Caller): boolean {
  return (
    subscription.appId === caller.appId &&
    subscription.tenantId === caller.tenantId &&
    subscription.creatorId === caller.delegated?.userId
  );
}

/** Who signed in. @throws GraphError 403 for an app on its own, or without the permission. */
function demandDelegated(caller: Caller, operation: 'Create' | 'Update' | 'Reauthorize'): string {
  if (caller.delegated === null || !holdsAny(caller, SUBSCRIBE)) {
    throw new GraphError(
      403,
      'ExtensionError',
      `Operation: ${operation}; Exception: [Status Code: Forbidden; Reason: The request is not authorized for this user or application.]`,
    );
  }
  return caller.delegated.userId;
}

/**
 * Notifications as they are sent. Source: Graph pages "Get change notifications for presence updates" and "Reduce missing
 * subscriptions and change notifications"; the spelling `devblogs` is that of "Breaking changes to Microsoft Graph API
 * for presence".
 */
import type { Random } from '@lamplight/runtime';
import type { PresenceVersion } from '../engine/presence-engine.ts';
import { graphInstant } from '../graph/graph-instant.ts';
import { renderPair, renderPresence } from '../graph/render-presence.ts';
import type { Switches } from '../switches/switches.ts';
import { encryptContent } from './encrypt-content.ts';
import type { Subscription } from './subscription.ts';

/** One `changeNotification` of a person who shows `version`. */
export function renderChange(
  subscription: Subscription,
  personId: string,
  version: PresenceVersion,
  switches: Switches,
  random: Random,
): Readonly<Record<string, unknown>> {
  const isPage = switches.notificationSpelling === 'page';
  const resourceData = {
    '@odata.id': `users/${personId}/presence`,
    '@odata.type': isPage ? '#microsoft.graph.presence' : '#Microsoft.Graph.presence',
    id: personId,
  };
  const { certificate } = subscription;
  const encrypted =
    subscription.includeResourceData && certificate !== null
      ? { encryptedContent: encryptContent(contentOf(resourceData, personId, version, switches), certificate, random) }
      : {};
  const expiry = graphInstant(subscription.expiresAt);
  return {
    subscriptionId: subscription.id,
    clientState: subscription.clientState,
    changeType: 'updated',
    tenantId: subscription.tenantId,
    resource: isPage
      ? `communications/presences/${personId}`
      : `communications/presences?$filter=id+in+(%27${personId}%27)`,
    subscriptionExpirationDateTime: isPage ? expiry : expiry.slice(0, -1),
    resourceData,
    organizationId: subscription.tenantId,
    ...encrypted,
  };
}

/** What is encrypted: by the example of the page the pair alone. */
function contentOf(
  resourceData: Readonly<Record<string, unknown>>,
  personId: string,
  version: PresenceVersion,
  switches: Switches,
): Readonly<Record<string, unknown>> {
  return switches.notificationContent === 'pair'
    ? { ...resourceData, ...renderPair(version.pair, switches) }
    : { ...resourceData, ...renderPresence(personId, version, switches) };
}

/** A lifecycle notification. For presence there is no other than this. */
export function renderReauthorization(subscription: Subscription): Readonly<Record<string, unknown>> {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: graphInstant(subscription.expiresAt),
    tenantId: subscription.tenantId,
    clientState: subscription.clientState,
    lifecycleEvent: 'reauthorizationRequired',
  };
}

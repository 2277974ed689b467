import type { KeyObject } from 'node:crypto';
import { graphInstant } from '../graph/graph-instant.ts';

/** The certificate that resource data is encrypted for. */
export interface EncryptionCertificate {
  /** `encryptionCertificateId`: the subscriber's own name for it. */
  readonly id: string;
  readonly publicKey: KeyObject;
  /** Hexadecimal SHA-1 of the DER, upper case. */
  readonly thumbprint: string;
}

/** The `subscription` resource of Graph for presence, with what the service keeps beside it. */
export interface Subscription {
  readonly id: string;
  readonly appId: string;
  readonly tenantId: string;
  /** `creatorId`: who signed in, by object id. */
  readonly creatorId: string;
  /** As it was written. */
  readonly resource: string;
  /** The people of the resource, by object id in lower case. */
  readonly personIds: ReadonlySet<string>;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  readonly includeResourceData: boolean;
  readonly certificate: EncryptionCertificate | null;
  readonly latestSupportedTlsVersion: string;
  /** Wall time in milliseconds. */
  readonly expiresAt: number;
  /** When the access token that it rests on ends, wall time in milliseconds. */
  readonly authorizedUntil: number;
  /** Wall time of the last PATCH and of the last reauthorize; null: never. Published: not within 10 minutes of one another. */
  readonly renewedAt: number | null;
  readonly reauthorizedAt: number | null;
}

/** The fields of the resource as Graph answers them; the certificate itself is not told again. */
export function renderSubscription(subscription: Subscription): Readonly<Record<string, unknown>> {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.appId,
    changeType: 'updated',
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: graphInstant(subscription.expiresAt),
    creatorId: subscription.creatorId,
    includeResourceData: subscription.includeResourceData,
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
    encryptionCertificateId: subscription.certificate?.id ?? null,
    notificationQueryOptions: null,
    notificationUrlAppId: null,
  };
}

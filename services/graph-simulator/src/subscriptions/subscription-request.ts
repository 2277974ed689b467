/**
 * The bodies of POST and PATCH `/subscriptions`. Limits: Graph pages subscription, subscription-post-subscriptions and
 * "Rich notifications"; texts for what the pages only forbid are guesses.
 */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { GraphError, notServed } from '../graph/graph-error.ts';
import { readObject } from '../graph/request-body.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import type { Switches } from '../switches/switches.ts';
import type { EncryptionCertificate, Subscription } from './subscription.ts';

const MINUTE_MS = 60_000;
/** A presence subscription lives an hour at most, and what is below 45 minutes is raised to that. */
const LONGEST_LIFE_MS = 60 * MINUTE_MS;
const SHORTEST_LIFE_MS = 45 * MINUTE_MS;
/** For clocks that differ and requests that travel. */
const TOLERANCE_MS = 5000;
const MOST_PEOPLE = 650;
const LONGEST_CERTIFICATE_ID = 128;
const TLS_VERSIONS = ['v1_0', 'v1_1', 'v1_2', 'v1_3'];

const createSchema = z.object({
  changeType: z.string(),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().nullish(),
  resource: z.string(),
  expirationDateTime: z.string(),
  clientState: z.string().nullish(),
  includeResourceData: z.boolean().nullish(),
  encryptionCertificate: z.string().nullish(),
  encryptionCertificateId: z.string().nullish(),
  latestSupportedTlsVersion: z.string().nullish(),
});

const updateSchema = z.strictObject({
  expirationDateTime: z.string().optional(),
  notificationUrl: z.string().optional(),
  encryptionCertificate: z.string().optional(),
  encryptionCertificateId: z.string().optional(),
});

/** What a caller says of a subscription. */
export type NewSubscription = Pick<
  Subscription,
  | 'resource'
  | 'personIds'
  | 'notificationUrl'
  | 'lifecycleNotificationUrl'
  | 'clientState'
  | 'includeResourceData'
  | 'certificate'
  | 'latestSupportedTlsVersion'
  | 'expiresAt'
>;

export type SubscriptionChanges = Partial<Pick<NewSubscription, 'notificationUrl' | 'certificate' | 'expiresAt'>>;

/** @param now wall time in milliseconds. @throws GraphError 400 */
export function readNewSubscription(request: RoutedRequest, switches: Switches, now: number): NewSubscription {
  const body = parsed(createSchema, request);
  if (body.changeType.toLowerCase() !== 'updated') {
    throw invalid(`The changeType '${body.changeType}' is not supported for presence: use 'updated'.`);
  }
  const personIds = peopleOfResource(body.resource);
  const clientState = body.clientState ?? null;
  if ((clientState?.length ?? 0) > Number(switches.clientStateLength)) {
    throw invalid(`clientState must not be longer than ${switches.clientStateLength} characters.`);
  }
  const latestSupportedTlsVersion = body.latestSupportedTlsVersion ?? 'v1_2';
  if (!TLS_VERSIONS.includes(latestSupportedTlsVersion)) {
    throw invalid(`latestSupportedTlsVersion '${latestSupportedTlsVersion}' is none of ${TLS_VERSIONS.join(', ')}.`);
  }
  const includeResourceData = body.includeResourceData ?? false;
  const certificate = readCertificate(body.encryptionCertificate, body.encryptionCertificateId);
  if (certificate === null && (includeResourceData || switches.encryptionCertificate === 'required')) {
    throw invalid('encryptionCertificate and encryptionCertificateId are required for this resource.');
  }
  return {
    resource: body.resource,
    personIds,
    notificationUrl: httpsUrl('notificationUrl', body.notificationUrl),
    lifecycleNotificationUrl:
      typeof body.lifecycleNotificationUrl === 'string'
        ? httpsUrl('lifecycleNotificationUrl', body.lifecycleNotificationUrl)
        : null,
    clientState,
    includeResourceData,
    certificate,
    latestSupportedTlsVersion,
    expiresAt: readExpiry(body.expirationDateTime, now),
  };
}

/** @param now wall time in milliseconds. @throws GraphError 400 */
export function readSubscriptionChanges(request: RoutedRequest, now: number): SubscriptionChanges {
  const body = parsed(updateSchema, request);
  const certificate = readCertificate(body.encryptionCertificate, body.encryptionCertificateId);
  return {
    ...(body.expirationDateTime === undefined ? {} : { expiresAt: readExpiry(body.expirationDateTime, now) }),
    ...(body.notificationUrl === undefined
      ? {}
      : { notificationUrl: httpsUrl('notificationUrl', body.notificationUrl) }),
    ...(certificate === null ? {} : { certificate }),
  };
}

/**
 * The people of `communications/presences/{id}` or `communications/presences?$filter=id in ('{id}', …)`; the filter may
 * be percent-encoded, with + for spaces.
 */
function peopleOfResource(resource: string): ReadonlySet<string> {
  const [path = '', query] = resource.replace(/^\//, '').split('?', 2);
  const [first, second, id, ...rest] = path.split('/');
  if (first?.toLowerCase() !== 'communications' || second?.toLowerCase() !== 'presences' || rest.length > 0) {
    throw notServed(`subscriptions to ${path}`);
  }
  const options = new URLSearchParams(query);
  if (options.has('$select')) {
    throw invalid('$select is not supported for subscriptions to presence.');
  }
  const filter = options.get('$filter');
  const ids = id === undefined || id === '' ? idsOfFilter(filter ?? '') : [id];
  const distinct = new Set(ids.map((text) => text.toLowerCase()));
  const wrong = [...distinct].find((text) => !z.guid().safeParse(text).success);
  if (distinct.size === 0 || wrong !== undefined || (id !== undefined && filter !== null)) {
    throw invalid(`The resource '${resource.slice(0, 200)}' is not supported: use object ids.`);
  }
  if (distinct.size > MOST_PEOPLE) {
    throw invalid(`The filter has ${distinct.size} ids: at most ${MOST_PEOPLE} are supported.`);
  }
  return distinct;
}

function idsOfFilter(filter: string): readonly string[] {
  const list = /^\s*id\s+in\s*\(([^()]*)\)\s*$/i.exec(filter)?.[1] ?? '';
  const parts = list.split(',').map((part) => /^\s*'([^']*)'\s*$/.exec(part)?.[1]);
  return parts.every((part) => part !== undefined) ? parts.filter((part) => part !== undefined) : [];
}

function readExpiry(text: string, now: number): number {
  const asked = z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(asked)) {
    throw invalid(`expirationDateTime '${text}' is not a date and time with a time zone.`);
  }
  if (asked <= now) {
    throw invalid(`expirationDateTime '${text}' is in the past.`);
  }
  if (asked > now + LONGEST_LIFE_MS + TOLERANCE_MS) {
    throw invalid('Subscription expiration can only be 60 minutes in the future.');
  }
  return Math.max(asked, now + SHORTEST_LIFE_MS);
}

function readCertificate(
  base64: string | null | undefined,
  id: string | null | undefined,
): EncryptionCertificate | null {
  if (typeof base64 !== 'string' && typeof id !== 'string') {
    return null;
  }
  if (typeof base64 !== 'string' || typeof id !== 'string' || id === '' || id.length > LONGEST_CERTIFICATE_ID) {
    throw invalid('encryptionCertificate and encryptionCertificateId (1 to 128 characters) belong together.');
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw invalid('encryptionCertificate is not a base64-encoded X.509 certificate.');
  }
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyType === 'rsa' ? (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  if (bits < 2048 || bits > 4096) {
    throw invalid('encryptionCertificate must have an RSA key of 2048 to 4096 bits.');
  }
  return Object.freeze({ id, publicKey, thumbprint: certificate.fingerprint.replaceAll(':', '') });
}

function httpsUrl(field: string, text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw invalid(`${field} '${text}' is not an https URL.`);
  }
  return text;
}

function parsed<Schema extends z.ZodType>(schema: Schema, request: RoutedRequest): z.output<Schema> {
  const result = schema.safeParse(readObject(request));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`${issue?.path.join('.') || 'The body'} is not valid: ${issue?.message ?? ''}`);
  }
  return result.data;
}

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message);
}

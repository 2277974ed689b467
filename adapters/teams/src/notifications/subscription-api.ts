/**
 * The calls about subscriptions to presence, on Graph v1.0 with an account's token, and what their answers mean to a
 * subscription's life. Source: Graph, subscription resource and the pages of its methods, change notifications for presence.
 */
import type { Clock } from '@lamplight/runtime';
import { z } from 'zod';
import type { GraphAnswer, GraphRequests } from '../client.ts';
import type { GraphFailure } from '../graph-api.ts';
import { parseBody } from '../graph-body.ts';
import type { ContentCertificate } from './certificate-ring.ts';
import type { Outcome } from './subscription-state.ts';

/** Graph allows an hour; less, so that clocks that differ do not make it more. */
const LIFE_MS = 57 * 60_000;
/** Pages of a list that are looked at: an account has one subscription of ours. */
const MOST_PAGES = 5;

export interface NewSubscription {
  /** Object ids; at most 650. */
  readonly people: readonly string[];
  readonly clientState: string;
  readonly certificate: ContentCertificate;
}

/** Never rejects. */
export interface SubscriptionApi {
  create(subscription: NewSubscription): Promise<Outcome>;
  /** `certificate`: in place of the one it has; null: as it is. */
  renew(id: string, certificate: ContentCertificate | null): Promise<Outcome>;
  remove(id: string): Promise<Outcome>;
  /** Those of this account and application to presence. */
  list(): Promise<Outcome>;
}

const subscriptionSchema = z.object({ id: z.string().min(1), expirationDateTime: z.string().nullish() });
const listSchema = z.object({
  value: z.array(
    z.object({
      id: z.string().min(1),
      resource: z.string().nullish(),
      notificationUrl: z.string().nullish(),
      applicationId: z.string().nullish(),
    }),
  ),
  '@odata.nextLink': z.string().nullish(),
});

/**
 * @param notificationUrl of our inlet: what delivers to its last path segment is ours, at whatever host, since nobody else
 *   has that segment and the address of a gateway may change between two starts
 */
export function createSubscriptionApi(
  options: { readonly clientId: string; readonly notificationUrl: string },
  requests: GraphRequests,
  clock: Clock,
): SubscriptionApi {
  return new GraphSubscriptionApi(options, requests, clock);
}

class GraphSubscriptionApi implements SubscriptionApi {
  readonly #clientId: string;
  readonly #notificationUrl: string;
  readonly #requests: GraphRequests;
  readonly #clock: Clock;

  constructor(
    options: { readonly clientId: string; readonly notificationUrl: string },
    requests: GraphRequests,
    clock: Clock,
  ) {
    this.#clientId = options.clientId;
    this.#notificationUrl = options.notificationUrl;
    this.#requests = requests;
    this.#clock = clock;
  }

  async create({ people, clientState, certificate }: NewSubscription): Promise<Outcome> {
    const answer = await this.#requests.send({
      operation: 'subscribe',
      method: 'POST',
      path: '/subscriptions',
      body: {
        changeType: 'updated',
        notificationUrl: this.#notificationUrl,
        lifecycleNotificationUrl: this.#notificationUrl,
        resource: resourceOf(people),
        expirationDateTime: this.#expiry(),
        clientState,
        includeResourceData: true,
        encryptionCertificate: certificate.certificate,
        encryptionCertificateId: certificate.id,
        latestSupportedTlsVersion: 'v1_2',
      },
    });
    if (answer.kind === 'failed') {
      const status = statusOf(answer.failure);
      const outcome = failed(answer.failure);
      const perhapsId =
        outcome.kind === 'failed' && outcome.trouble === 'refused' && (status === 400 || status === 404);
      return status === 409 ? { kind: 'exists' } : { ...outcome, ...(perhapsId ? { perhapsId } : {}) };
    }
    const made = this.#read(answer);
    // Without an id it cannot be renewed; the next attempt finds that it exists.
    return made === null ? unreadable() : { kind: 'created', ...made };
  }

  async renew(id: string, certificate: ContentCertificate | null): Promise<Outcome> {
    const answer = await this.#requests.send({
      operation: 'subscribe',
      method: 'PATCH',
      path: pathOf(id),
      body: {
        expirationDateTime: this.#expiry(),
        ...(certificate === null
          ? {}
          : { encryptionCertificate: certificate.certificate, encryptionCertificateId: certificate.id }),
      },
    });
    if (answer.kind === 'failed') {
      return statusOf(answer.failure) === 404 ? { kind: 'gone' } : failed(answer.failure);
    }
    return { kind: 'renewed', expiresInMs: this.#read(answer)?.expiresInMs ?? LIFE_MS };
  }

  async remove(id: string): Promise<Outcome> {
    const answer = await this.#requests.send({ operation: 'subscribe', method: 'DELETE', path: pathOf(id) });
    return answer.kind === 'failed' && statusOf(answer.failure) !== 404 ? failed(answer.failure) : { kind: 'deleted' };
  }

  async list(): Promise<Outcome> {
    const own: string[] = [];
    const otherHosts = new Set<string>();
    let path = '/subscriptions';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#requests.send({ operation: 'subscribe', method: 'GET', path });
      if (answer.kind === 'failed') {
        return failed(answer.failure);
      }
      const body = parseBody(answer.body);
      const parsed = listSchema.safeParse(body.kind === 'json' ? body.value : undefined);
      if (!parsed.success) {
        return unreadable();
      }
      for (const { id, resource, notificationUrl, applicationId } of parsed.data.value) {
        const isPresence = /communications\/presences/i.test(resource ?? '');
        const isOurApplication = !applicationId || applicationId.toLowerCase() === this.#clientId.toLowerCase();
        if (lastSegmentOf(notificationUrl) === lastSegmentOf(this.#notificationUrl)) {
          own.push(id);
        } else if (isPresence && isOurApplication) {
          otherHosts.add(hostOf(notificationUrl));
        }
      }
      const next = parsed.data['@odata.nextLink'];
      if (!next) {
        break;
      }
      path = next;
    }
    return { kind: 'listed', own, otherHosts: [...otherHosts] };
  }

  #expiry(): string {
    return new Date(this.#clock.now() + LIFE_MS).toISOString();
  }

  #read(
    answer: Extract<GraphAnswer, { kind: 'answer' }>,
  ): { readonly id: string; readonly expiresInMs: number } | null {
    const body = parseBody(answer.body);
    const parsed = subscriptionSchema.safeParse(body.kind === 'json' ? body.value : undefined);
    if (!parsed.success) {
      return null;
    }
    const { id, expirationDateTime } = parsed.data;
    const expiry = parseDate(expirationDateTime ?? '');
    return { id: id.toLowerCase(), expiresInMs: expiry === null ? LIFE_MS : expiry - this.#clock.now() };
  }
}

/** Ids between apostrophes, as in OData: an apostrophe in one is doubled. */
export function resourceOf(people: readonly string[]): string {
  const ids = people.map((id) => `'${id.replaceAll("'", "''")}'`);
  return `/communications/presences?$filter=id in (${ids.join(',')})`;
}

/** Wall ms; dates of Graph are UTC, also those without `Z`. */
function parseDate(text: string): number | null {
  const time = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? null : time;
}

function pathOf(id: string): string {
  return `/subscriptions/${encodeURIComponent(id)}`;
}

function lastSegmentOf(url: string | null | undefined): string | undefined {
  return url && URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined;
}

function hostOf(url: string | null | undefined): string {
  return url && URL.canParse(url) ? new URL(url).host : 'an address that Graph does not name';
}

/** Of an answer of Graph; undefined: there was none, or the token failed. */
function statusOf({ health }: GraphFailure): number | undefined {
  const { operation, status } = health.details;
  return operation === undefined || status === undefined ? undefined : Number(status);
}

function failed(failure: GraphFailure): Outcome {
  const { retry, health } = failure;
  const status = statusOf(failure);
  const told = (trouble: Extract<Outcome, { kind: 'failed' }>['trouble'], pauseMs: number | null = null): Outcome => ({
    kind: 'failed',
    trouble,
    pauseMs,
    failure,
  });
  if (retry.kind === 'after') {
    return told(status === 429 ? 'throttled' : 'unavailable', retry.ms);
  }
  if (status === undefined) {
    const isOfAccount = health.details['account'] !== undefined && health.state === 'action-needed';
    return told(isOfAccount ? 'sign-in-needed' : 'unavailable');
  }
  if (status === 400 && /validation (error|request)|validationerror/i.test(health.message)) {
    return told('endpoint-unreachable');
  }
  if (status === 403) {
    return told('consent-missing');
  }
  return told(retry.kind === 'later' || status === 401 || status >= 500 ? 'unavailable' : 'refused');
}

function unreadable(): Outcome {
  return { kind: 'failed', trouble: 'unavailable', pauseMs: null, failure: null };
}

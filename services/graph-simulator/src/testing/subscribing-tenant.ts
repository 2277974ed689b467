/** A simulated tenant in which the service account Bela subscribes to presence, and a receiver that notes what comes. */
import { X509Certificate } from 'node:crypto';
import { ManualClock, makeSelfSignedCertificate, seededRandom } from '@lamplight/runtime';
import { z } from 'zod';
import { createGraphSimulator } from '../create-graph-simulator.ts';
import type { GraphScope } from '../directory/graph-scopes.ts';
import { AccessTokens } from '../entra/access-tokens.ts';
import { SigningKey, SigningKeys } from '../entra/signing-key.ts';
import type { GraphSimulator } from '../graph-simulator.ts';
import { DEFAULT_APP, type SimulatorConfigInput } from '../simulator-config.ts';
import type { NotificationSender, OutgoingAnswer, OutgoingRequest } from '../subscriptions/notification-sender.ts';
import { SwitchBoard } from '../switches/switch-board.ts';
import { ADA, BELA } from './simulated-tenant.ts';

export const RECEIVER = 'https://receiver.example/notify';
export const LIFECYCLE_RECEIVER = 'https://receiver.example/lifecycle';

const signingKey = new SigningKey();
/** Made once: an RSA key takes a tenth of a second. */
export const CERTIFICATE = await makeSelfSignedCertificate({
  commonName: 'receiver',
  altNames: [],
  validDays: 365,
  clock: new ManualClock(),
  keyType: 'rsa',
});
const CERTIFICATE_BASE64 = new X509Certificate(CERTIFICATE.certPem).raw.toString('base64');

const postSchema = z.object({
  value: z.array(z.record(z.string(), z.unknown())),
  validationTokens: z.array(z.string()).nullable().optional(),
});
export type ReceivedPost = z.output<typeof postSchema> & { readonly url: string; readonly atMs: number };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface SubscribingTenant {
  readonly clock: ManualClock;
  readonly simulator: GraphSimulator;
  /** Everything that was sent to receivers, handshakes too. */
  readonly sent: readonly OutgoingRequest[];
  /** The notifications that came, apart from handshakes. */
  readonly posts: ReceivedPost[];
  /** Answers notifications from now on; default 202 at once. */
  answerWith(answer: (request: OutgoingRequest) => Promise<OutgoingAnswer>): void;
  /** Answers handshakes from now on; default as documented. */
  answerHandshakesWith(answer: (request: OutgoingRequest, token: string) => Promise<OutgoingAnswer>): void;
  /** Asks Graph for a person who signed in, default Bela; with `userId: null` as the app itself. */
  graph(method: string, path: string, body?: unknown, as?: Caller): Promise<Answer>;
  /** A token to ask with again and again; without one each call has a fresh one. */
  token(as?: Caller): string;
  /** A good subscription, with changes. */
  subscribe(changes?: object, as?: Caller): Promise<Answer>;
  /** The id of a subscription that was accepted. */
  subscribed(changes?: object, as?: Caller): Promise<string>;
  /** Lets what is due now arrive. */
  settle(): Promise<void>;
}

export interface Caller {
  readonly userId?: string | null;
  readonly scopes?: readonly GraphScope[];
  readonly token?: string;
}

/** @param sender the way out; default a receiver in this process, which `sent` and `posts` show. */
export function subscribingTenant(config: SimulatorConfigInput = {}, sender?: NotificationSender): SubscribingTenant {
  const clock = new ManualClock();
  const sent: OutgoingRequest[] = [];
  const posts: ReceivedPost[] = [];
  let onNotification: (request: OutgoingRequest) => Promise<OutgoingAnswer> = async () => ({ status: 202 });
  let onHandshake = async (_request: OutgoingRequest, token: string): Promise<OutgoingAnswer> => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: token,
  });
  const deliver: NotificationSender = async (request) => {
    sent.push(request);
    const token = new URL(request.url).searchParams.get('validationToken');
    if (token !== null) {
      return await onHandshake(request, token);
    }
    posts.push({ ...postSchema.parse(JSON.parse(request.body)), url: request.url, atMs: clock.monotonic() });
    return await onNotification(request);
  };
  const simulator = createGraphSimulator({
    clock,
    signingKey,
    deliver: sender ?? deliver,
    config: {
      people: [
        { id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers', clients: ['desktop'] },
        { id: BELA, userPrincipalName: 'bela@contoso.example', displayName: 'Bela Brandt', clients: ['desktop'] },
      ],
      ...config,
    },
  });
  const { control } = simulator;
  control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All', 'Presence.ReadWrite'] });
  const keys = new SigningKeys(clock, signingKey);
  const tokenOf = ({ userId = BELA, scopes = ['Presence.Read.All'] }: Caller): string => {
    const tokens = new AccessTokens(clock, seededRandom(7), keys, new SwitchBoard(control.switches));
    const tenant = control.tenants[0];
    const person = control.people.find(({ id }) => id === userId);
    return tenant === undefined || person === undefined
      ? control.apps.tokenFor(DEFAULT_APP.appId)
      : tokens.issueDelegated(control.apps.get(DEFAULT_APP.appId), tenant, person, scopes).token;
  };
  const graph: SubscribingTenant['graph'] = async (method, path, body, as = {}) => {
    const response = await simulator.handle({
      method,
      url: `https://graph.microsoft.com/v1.0/${path}`,
      headers: { authorization: `Bearer ${as.token ?? tokenOf(as)}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { status: response.status, body: response.body === '' ? undefined : JSON.parse(response.body) };
  };
  const subscribe: SubscribingTenant['subscribe'] = async (changes = {}, as = {}) =>
    await graph('POST', 'subscriptions', { ...subscriptionBody(clock), ...changes }, as);
  return {
    clock,
    simulator,
    sent,
    posts,
    graph,
    token: (as = {}) => tokenOf(as),
    subscribe,
    subscribed: async (changes, as) =>
      z.object({ status: z.literal(201), body: z.object({ id: z.string() }) }).parse(await subscribe(changes, as)).body
        .id,
    answerWith: (answer) => {
      onNotification = answer;
    },
    answerHandshakesWith: (answer) => {
      onHandshake = answer;
    },
    settle: () => clock.advanceAsync(0),
  };
}

/** The body of a good subscription to Ada, for an hour. */
function subscriptionBody(clock: ManualClock): Readonly<Record<string, unknown>> {
  return {
    changeType: 'updated',
    notificationUrl: RECEIVER,
    lifecycleNotificationUrl: LIFECYCLE_RECEIVER,
    resource: `communications/presences/${ADA}`,
    expirationDateTime: new Date(clock.now() + 3_600_000).toISOString(),
    clientState: 'secret',
    includeResourceData: true,
    encryptionCertificate: CERTIFICATE_BASE64,
    encryptionCertificateId: 'certificate 1',
    latestSupportedTlsVersion: 'v1_2',
  };
}

import type { PersonSelector } from '@lamplight/domain';
import { type Clock, createEgress, type Egress, type Random, systemClock, systemRandom } from '@lamplight/runtime';
import { openChannel } from './gateway/channel.ts';
import { DirectoryCalls } from './gateway/directory-calls.ts';
import { parseGatewayAddress } from './gateway/gateway-address.ts';
import { GrpcSubscribeTransport } from './gateway/grpc-subscribe-transport.ts';
import { Subscription, type SubscriptionListener } from './subscription/subscription.ts';

export interface ClientOptions {
  /** `host:port` of the gateway; port 443 where none is given. */
  readonly gateway: string;
  /** The watcher's key; it travels as a bearer token, over TLS only. */
  readonly key: string;
  /** PEM of certificate authorities to trust besides those of the machine; default none. */
  readonly certificateAuthorities?: readonly string[];
  /** Names the console in the gateway's log and metrics. */
  readonly clientName: string;
  readonly clientVersion: string;
  /** How long a call may take, in ms; default 10,000. Subscriptions have no end of their own. */
  readonly callTimeoutMs?: number;
  /** Default: the machine's clock, randomness and network. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly egress?: Egress;
}

export interface SubscribeOptions {
  /** Later changes of one person are gathered for this long; default: what the gateway says (250 ms). */
  readonly minUpdateIntervalMs?: number;
}

/** A connection to one gateway. */
export interface LamplightClient {
  readonly directory: DirectoryCalls;
  /** Watches people until {@link Subscription.stop}; it is started already. */
  subscribe(
    people: readonly PersonSelector[],
    listener: SubscriptionListener,
    options?: SubscribeOptions,
  ): Subscription;
  /** Stops every subscription and closes the connection. */
  close(): Promise<void>;
}

/** Makes a client. Nothing is dialled before the first call or subscription. */
export function createClient(options: ClientOptions): LamplightClient {
  const clock = options.clock ?? systemClock();
  const random = options.random ?? systemRandom();
  const egress = options.egress ?? createEgress({ clock, caPem: options.certificateAuthorities ?? [] });
  const channel = openChannel(parseGatewayAddress(options.gateway), options.key, egress);
  const subscriptions = new Set<Subscription>();
  return {
    directory: new DirectoryCalls(channel, () => clock.now() + (options.callTimeoutMs ?? 10_000)),
    subscribe: (people, listener, subscribeOptions = {}) => {
      const subscription = new Subscription(
        {
          clientName: options.clientName,
          clientVersion: options.clientVersion,
          minUpdateIntervalMs: subscribeOptions.minUpdateIntervalMs ?? null,
        },
        { transport: new GrpcSubscribeTransport(channel), clock, random },
        listener,
      );
      subscriptions.add(subscription);
      subscription.add(people);
      subscription.start();
      return subscription;
    },
    close: async () => {
      for (const subscription of subscriptions) {
        subscription.stop();
      }
      channel.close();
      if (options.egress === undefined) {
        await egress.close();
      }
    },
  };
}

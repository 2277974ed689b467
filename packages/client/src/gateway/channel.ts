import { type ChannelCredentials, credentials, Metadata } from '@grpc/grpc-js';
import type { Egress } from '@lamplight/runtime';
import { DirectoryServiceClient, grpcOptions, SubscriptionServiceClient } from '@lamplight/wire';
import { type GatewayAddress, grpcTarget } from './gateway-address.ts';

/** The services of one gateway over one connection, with the key that every call carries. */
export interface Channel {
  readonly address: GatewayAddress;
  readonly egress: Egress;
  readonly subscription: SubscriptionServiceClient;
  readonly directory: DirectoryServiceClient;
  /** A fresh one for each call. */
  metadata(): Metadata;
  close(): void;
}

export function openChannel(address: GatewayAddress, key: string, egress: Egress): Channel {
  const roots = egress.grpc.rootCertificates;
  const tls: ChannelCredentials = roots === undefined ? credentials.createSsl() : credentials.createSsl(roots);
  const options = { ...grpcOptions(), ...egress.grpc.channelOptions };
  const target = grpcTarget(address);
  const directory = new DirectoryServiceClient(target, tls, options);
  const subscription = new SubscriptionServiceClient(target, tls, {
    ...options,
    channelOverride: directory.getChannel(),
  });
  return {
    address,
    egress,
    subscription,
    directory,
    metadata: () => {
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${key}`);
      return metadata;
    },
    close: () => directory.close(),
  };
}

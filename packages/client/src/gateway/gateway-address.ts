import { LamplightError } from '@lamplight/runtime';

export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `host`, `host:port` or `[IPv6]:port`; the port is 443 where none is given. */
export function parseGatewayAddress(text: string): GatewayAddress {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3] ?? 443);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new LamplightError(
      'config_invalid',
      `gateway: ${JSON.stringify(text)} is no address; write host:port, such as gateway.example.com:443`,
    );
  }
  return { host, port };
}

/** As grpc-js dials it. */
export function grpcTarget(address: GatewayAddress): string {
  return address.host.includes(':') ? `ipv6:[${address.host}]:${address.port}` : `dns:${address.host}:${address.port}`;
}

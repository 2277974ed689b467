import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** How a connection is opened. */
export interface ConnectOptions {
  /** Give up after this many milliseconds; default 10000. */
  readonly timeoutMs?: number;
  /** Ends the attempt; it then rejects with the signal's reason. Without effect on an open connection. */
  readonly signal?: AbortSignal;
}

export interface TlsConnectOptions extends ConnectOptions {
  /** The name that the certificate must be good for; default the host. */
  readonly serverName?: string;
  /** Protocols offered, best first (ALPN, RFC 7301); default none. */
  readonly protocols?: readonly string[];
}

/** What grpc-js needs to dial as this egress does. */
export interface GrpcEgress {
  /** For ChannelCredentials.createSsl: every trusted CA as PEM; undefined stands for those that Node trusts. */
  readonly rootCertificates: Buffer | undefined;
  /** Channel options that keep grpc-js from finding a proxy of its own in the environment. */
  readonly channelOptions: { readonly 'grpc.enable_http_proxy': 0 };
}

export interface Route {
  /** Of this machine; null: there was no connection to the host yet. Behind NAT the other side sees another one. */
  readonly localAddress: string | null;
  /** The proxy between, as host:port; null: none. */
  readonly proxy: string | null;
}

/**
 * The way out: every outgoing connection of Lamplight is made here, so that a company's proxy and its own certificate
 * authority are configured once and hold for all. Failures are LamplightErrors `unreachable`, `tls_untrusted` and
 * `timeout` that name host, port and remedy. A connection belongs to whoever asked for it.
 */
export interface Egress {
  /**
   * As the global fetch. Rejects with a LamplightError when the network fails, and with the signal's reason when the
   * caller aborts. An answer with an error status is an answer.
   */
  readonly fetch: typeof globalThis.fetch;
  readonly grpc: GrpcEgress;
  /** From where fetch's newest connection to a host went out, for messages. */
  describeRoute(host: string): Route;
  /** Resolves with a connected socket. */
  tcpConnect(host: string, port: number, options?: ConnectOptions): Promise<Socket>;
  /** Resolves with a socket whose peer has shown a trusted certificate for the name. */
  tlsConnect(host: string, port: number, options?: TlsConnectOptions): Promise<TLSSocket>;
  /**
   * Resolves with a UDP socket bound to an address of this machine; port 0 lets the machine choose.
   * @throws LamplightError `address_in_use`, or `config_invalid` for an address that this machine does not have.
   */
  udpSocket(local: { readonly bindAddress: string; readonly port: number }): Promise<UdpSocket>;
  /** Closes the connections that fetch keeps open; resolves when running requests are answered. */
  close(): Promise<void>;
}

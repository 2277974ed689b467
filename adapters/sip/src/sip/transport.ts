/**
 * The network as the SIP stack sees it. A flow is a way to one peer: a connected UDP socket, the way back to whoever
 * sent a datagram, or one TCP connection. Sockets come in as arguments, so nothing here opens one by itself.
 */
import type { LamplightError } from '@lamplight/runtime';
import type { Received } from './message.ts';
import type { MessageHead } from './parse-message.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface Flow {
  readonly protocol: 'udp' | 'tcp';
  readonly local: HostPort;
  readonly remote: HostPort;
  /** Never throws and never blocks; a failure is told by {@link FlowEvents.onClosed}. */
  send(bytes: Uint8Array): void;
  /** Lets go of the socket where the flow owns one, and resolves when it is gone; onClosed is not called for it. */
  close(): Promise<void>;
}

export interface FlowEvents {
  onReceived(received: Received, flow: Flow): void;
  /** Something arrived that is no usable SIP message; with its head where that could be read. */
  onRefused(error: LamplightError, head: MessageHead | undefined, flow: Flow): void;
  /** The way is lost: connection ended, or over UDP nobody listens at the other end. Called once for TCP. */
  onClosed(error: LamplightError, flow: Flow): void;
}

/** Host and port as they stand in Via, Contact and request URIs. */
export function formatHostPort(address: HostPort): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

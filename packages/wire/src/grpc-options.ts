import type { ChannelOptions } from '@grpc/grpc-js';
import { WIRE_LIMITS } from './wire-limits.ts';

/** The options that grpc-js knows by name: its own type takes any key, and ignores one without its prefix. */
type KnownOptions = {
  [Name in keyof ChannelOptions as string extends Name
    ? never
    : number extends Name
      ? never
      : Name]: ChannelOptions[Name];
};

/**
 * What every gRPC server, client and channel of Lamplight is made with; a test reads the limits back.
 * HTTP/2 keepalive: 30 s, given up after 15 s, also without a call. Received message: at most 4 MB.
 * grpc-js has no option for the size of metadata; Node's HTTP/2 session bounds it.
 */
export function grpcOptions() {
  return Object.freeze({
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 15_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_receive_message_length': WIRE_LIMITS.messageBytes,
    // The proxy of the environment is not ours to take: every connection goes through egress.
    'grpc.enable_http_proxy': 0,
  } satisfies KnownOptions);
}

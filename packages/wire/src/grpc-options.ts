import type { ChannelOptions } from '@grpc/grpc-js';
import { WIRE_LIMITS } from './wire-limits.ts';

/**
 * What every gRPC server, client and channel of Lamplight is made with. grpc-js takes any key without complaint and
 * ignores those that it does not know; `satisfies` and the test that reads the limits back keep these in force.
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
  } satisfies ChannelOptions);
}

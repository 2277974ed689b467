import { Metadata } from '@grpc/grpc-js';
import type { Problem } from '@lamplight/domain';
import { reasonOfGrpcCode } from './error-codes.ts';
import type { Problem as WireProblemMessage } from './gen/presence/v1/presence.ts';
import { decodeRpcStatus, encodeRpcStatus } from './rpc-status.ts';

/** Whose reasons an ErrorInfo carries; those of another domain are not ours to decide by. */
export const ERROR_DOMAIN = 'lamplight';

/** Trailer of a gRPC answer that holds a google.rpc.Status. */
export const STATUS_DETAILS_TRAILER = 'grpc-status-details-bin';

/** A trailer is a header: a longer text would not arrive at all. */
const LONGEST_STATUS_MESSAGE = 1024;

/** How a call ends: what grpc-js takes as an error and gives as a status. */
export interface GrpcStatus {
  /** google.rpc.Code; 0 is OK. */
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** How a call ends, as a client gets it: metadata may be missing where the failure is local. */
export interface ReceivedGrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata?: Metadata;
}

export function problemToWire(problem: Problem): WireProblemMessage {
  return {
    code: problem.code,
    reason: problem.reason,
    message: problem.message,
    details: { ...problem.details },
  };
}

/** A missing problem becomes `unexpected`, since something did fail. */
export function problemFromWire(wire: WireProblemMessage | undefined): Problem {
  if (wire === undefined) {
    return {
      code: 2,
      reason: 'unexpected',
      message: 'the other side reported a problem without naming it',
      details: {},
    };
  }
  return { code: wire.code, reason: wire.reason, message: wire.message, details: { ...wire.details } };
}

/** The status that ends a call: code, message, and ErrorInfo (reason, domain, metadata) in a trailer. */
export function problemToStatus(problem: Problem): GrpcStatus {
  const message = problem.message.slice(0, LONGEST_STATUS_MESSAGE);
  const metadata = new Metadata();
  const info = { reason: problem.reason, domain: ERROR_DOMAIN, metadata: problem.details };
  metadata.set(STATUS_DETAILS_TRAILER, Buffer.from(encodeRpcStatus({ code: problem.code, message, info })));
  return { code: problem.code, details: message, metadata };
}

/** As {@link problemToStatus}, as the error that `call.destroy` and a unary callback take. */
export function problemToServiceError(problem: Problem): Error & GrpcStatus {
  return Object.assign(new Error(problem.message), problemToStatus(problem));
}

/**
 * Why a call ended. The reason is that of the server's ErrorInfo; where there is none (the transport failed, or another
 * server answered) it follows from the code. Code 0 is an orderly end: null.
 */
export function problemFromStatus(status: ReceivedGrpcStatus): Problem | null {
  if (status.code === 0) {
    return null;
  }
  const trailer = status.metadata?.get(STATUS_DETAILS_TRAILER)[0];
  const info = trailer instanceof Uint8Array ? decodeRpcStatus(trailer)?.info : undefined;
  return {
    code: status.code,
    reason: info?.domain === ERROR_DOMAIN ? info.reason : reasonOfGrpcCode(status.code),
    message: status.details,
    details: info?.domain === ERROR_DOMAIN ? info.metadata : {},
  };
}

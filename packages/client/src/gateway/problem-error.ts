/** What the gateway and gRPC say when they refuse, as the one error class: the one file that maps them. */
import type { Problem } from '@lamplight/domain';
import { type Egress, ERROR_REASONS, type ErrorReason, LamplightError } from '@lamplight/runtime';
import { kindOfGrpcCode, problemFromStatus, type ReceivedGrpcStatus } from '@lamplight/wire';
import type { GatewayAddress } from './gateway-address.ts';

/** Where a newer gateway gives a reason that is not known here, its kind decides. */
const REASON_OF_KIND: Readonly<Record<ReturnType<typeof kindOfGrpcCode>, ErrorReason>> = {
  invalid_argument: 'protocol_violation',
  not_found: 'person_unknown',
  already_exists: 'unexpected',
  permission_denied: 'role_missing',
  unauthenticated: 'key_unknown',
  failed_precondition: 'unexpected',
  resource_exhausted: 'too_many_streams',
  unavailable: 'unreachable',
  deadline_exceeded: 'timeout',
  unimplemented: 'unexpected',
  internal: 'unexpected',
};

export function problemError(problem: Problem): LamplightError {
  const reason = isReason(problem.reason) ? problem.reason : REASON_OF_KIND[kindOfGrpcCode(problem.code)];
  const message = problem.message === '' ? problem.reason : problem.message;
  return new LamplightError(reason, message, { details: { ...problem.details, reason: problem.reason } });
}

/**
 * The problem with which a call ended. grpc-js keeps the reason of a failed connection to itself ("No connection
 * established. Last error: undefined"), so where it gives none the gateway is dialled once more to learn it.
 */
export async function explainEnd(
  status: ReceivedGrpcStatus,
  address: GatewayAddress,
  egress: Egress,
): Promise<Problem | null> {
  const problem = problemFromStatus(status);
  const toldByGateway = status.metadata?.get('grpc-status-details-bin').length ?? 0;
  if (problem?.code !== UNAVAILABLE || toldByGateway > 0) {
    return problem;
  }
  try {
    const socket = await egress.tlsConnect(address.host, address.port, { timeoutMs: 5_000, protocols: ['h2'] });
    socket.destroy();
    return problem;
  } catch (failure) {
    const error = LamplightError.from(failure);
    return { code: UNAVAILABLE, reason: error.reason, message: error.message, details: error.details };
  }
}

const UNAVAILABLE = 14;

function isReason(reason: string): reason is ErrorReason {
  return Object.hasOwn(ERROR_REASONS, reason);
}

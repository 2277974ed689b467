import { LamplightError } from '../errors/lamplight-error.ts';

/** Where a connection was meant to go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The one place that knows what Node calls a failed connection. */
export function networkFailure(failure: unknown, target: Target): LamplightError {
  if (failure instanceof LamplightError) {
    return failure;
  }
  const cause = rootCause(failure);
  const code = codeOf(cause);
  const place = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const details = { host: target.host, port: String(target.port), ...(code === '' ? {} : { code }) };
  const untrusted = UNTRUSTED[code];
  if (untrusted !== undefined) {
    return new LamplightError('tls_untrusted', `${place} ${untrusted}.`, { details, cause: failure });
  }
  const timeout = TIMEOUTS[code] ?? (isTimeoutError(cause) ? TIMEOUTS['ETIMEDOUT'] : undefined);
  if (timeout !== undefined) {
    return new LamplightError('timeout', `${place} ${timeout}.`, { details, cause: failure });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const unreachable =
    UNREACHABLE[code] ??
    (code.startsWith('ERR_SSL_') || code === 'EPROTO'
      ? `does not speak TLS as expected (${reason}): check the port, and that the port is one for TLS`
      : `cannot be reached (${reason})`);
  return new LamplightError('unreachable', `${place} ${unreachable}.`, { details, cause: failure });
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has a name that is not known: check its spelling and the DNS of this machine',
  EAI_AGAIN: 'has a name that cannot be looked up now: check the DNS of this machine',
  ECONNREFUSED: 'refuses connections: check the port, and that the service runs',
  ECONNRESET: 'closed the connection: check that it expects this protocol, and that no firewall between cuts it',
  EPIPE: 'closed the connection: check that it expects this protocol, and that no firewall between cuts it',
  UND_ERR_SOCKET: 'closed the connection: check that it expects this protocol, and that no firewall between cuts it',
  EHOSTUNREACH: 'has no route to it: check the network and the firewall of this machine',
  ENETUNREACH: 'has no route to it: check the network and the firewall of this machine',
  EACCES: 'may not be connected to from here: check the firewall of this machine',
};

const TIMED_OUT = 'did not answer in time: check that it runs, and that no firewall drops the connection';

const TIMEOUTS: Readonly<Record<string, string>> = {
  ETIMEDOUT: TIMED_OUT,
  UND_ERR_CONNECT_TIMEOUT: TIMED_OUT,
  UND_ERR_HEADERS_TIMEOUT: TIMED_OUT,
  UND_ERR_BODY_TIMEOUT: TIMED_OUT,
};

const ADD_CA = 'if that is right here, add the CA that signed it to the trusted CAs';

const UNTRUSTED: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'shows a certificate that has expired: renew it there, and check the clock of this machine',
  CERT_NOT_YET_VALID: 'shows a certificate that is not valid yet: check the clocks of both machines',
  DEPTH_ZERO_SELF_SIGNED_CERT: `shows a certificate that signs itself: ${ADD_CA}`,
  SELF_SIGNED_CERT_IN_CHAIN: `shows a certificate of a CA that is not trusted here, such as a proxy's that inspects TLS: ${ADD_CA}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `shows a certificate without the certificates between it and its CA: let it send them, or ${ADD_CA}`,
  UNABLE_TO_GET_ISSUER_CERT: `shows a certificate of a CA that is not trusted here: ${ADD_CA}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `shows a certificate of a CA that is not trusted here: ${ADD_CA}`,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'shows a certificate for another name: use a name that it is good for, or renew it there',
  CERT_REVOKED: 'shows a certificate that was revoked: renew it there',
  CERT_SIGNATURE_FAILURE: 'shows a certificate with a wrong signature: something between may have changed it',
};

/** fetch wraps what went wrong in a TypeError; an attempt on several addresses gathers one failure for each. */
function rootCause(failure: unknown): unknown {
  if (failure instanceof AggregateError && codeOf(failure) === '') {
    return rootCause(failure.errors[0]);
  }
  if (failure instanceof Error && codeOf(failure) === '' && failure.cause !== undefined) {
    return rootCause(failure.cause);
  }
  return failure;
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
}

function isTimeoutError(failure: unknown): boolean {
  return failure instanceof Error && failure.name === 'TimeoutError';
}

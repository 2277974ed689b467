/**
 * The one place that knows how Entra refuses a token. Numbers are for diagnosis, so only words and remedy hang on them
 * (`entra-meanings.ts`); whether to try again follows from the kind of failure.
 */
import type { Health } from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import type { GraphRetry } from '../graph-api.ts';
import { type EntraContext, MEANINGS } from './entra-meanings.ts';

export interface EntraFailure {
  readonly health: Health;
  readonly retry: GraphRetry;
  /** Whether another credential of the same application, or another sign-in of the account, may be accepted. */
  readonly concerns: 'credential' | 'application' | 'account' | 'passing';
}

const entraErrorBody = z.object({
  error: z.string(),
  error_description: z.string().default(''),
  error_codes: z.array(z.number()).default([]),
  suberror: z.string().optional(),
  trace_id: z.string().optional(),
  correlation_id: z.string().optional(),
});

/** Maps an answer of the token endpoint with an error status. `retryAfterMs`: of the header; null: none. */
export function entraError(
  status: number,
  body: unknown,
  retryAfterMs: number | null,
  context: EntraContext,
): EntraFailure {
  const parsed = entraErrorBody.safeParse(body);
  const details: Record<string, string> = { status: String(status), clientId: context.clientId };
  if (!parsed.success) {
    return unavailable(status, retryAfterMs, details, 'an answer without an error body');
  }
  const { error, error_codes: codes, error_description: description, suberror } = parsed.data;
  const code = codes.find((candidate) => MEANINGS[candidate] !== undefined) ?? codes[0];
  details['error'] = error;
  if (code !== undefined) {
    details['code'] = `AADSTS${code}`;
  }
  if (suberror !== undefined) {
    details['suberror'] = suberror;
  }
  if (parsed.data.correlation_id !== undefined) {
    details['correlationId'] = parsed.data.correlation_id;
  }
  const meaning = code === undefined ? undefined : MEANINGS[code];
  const firstLine = description.split(/\r?\n/, 1)[0] ?? '';
  if (status === 429 || status >= 500 || meaning?.concerns === 'passing' || error === 'temporarily_unavailable') {
    return unavailable(status, retryAfterMs, details, firstLine);
  }
  const said = `${error}${code === undefined ? '' : `, AADSTS${code}`}`;
  return {
    retry: { kind: 'slowly' },
    concerns: meaning?.concerns ?? (error === 'invalid_client' ? 'credential' : 'application'),
    health: {
      state: 'action-needed',
      reason: meaning?.reason ?? 'entra_refused',
      message:
        meaning === undefined
          ? `Entra refuses a token (${said}): ${firstLine}`
          : `${meaning.message(context)} (${said})`,
      remedy:
        meaning?.remedy(context) ??
        'look the code up at https://login.microsoftonline.com/error and check the app registration',
      details: Object.freeze(details),
    },
  };
}

function unavailable(
  status: number,
  retryAfterMs: number | null,
  details: Record<string, string>,
  said: string,
): EntraFailure {
  return {
    retry: retryAfterMs === null ? { kind: 'later' } : { kind: 'after', ms: retryAfterMs },
    concerns: 'passing',
    health: {
      state: 'degraded',
      reason: status === 429 ? 'entra_throttled' : 'entra_unavailable',
      message: `Entra gives no token now (status ${status}: ${said})`,
      remedy: 'it is tried again by itself',
      details: Object.freeze(details),
    },
  };
}

/** Maps a token request that got no answer. */
export function entraNetworkError(error: LamplightError): EntraFailure {
  const untrusted = error.reason === 'tls_untrusted';
  return {
    retry: { kind: untrusted ? 'slowly' : 'later' },
    concerns: untrusted ? 'application' : 'passing',
    health: {
      state: untrusted ? 'action-needed' : 'degraded',
      reason: untrusted ? 'tls_untrusted' : error.reason === 'timeout' ? 'entra_timeout' : 'entra_unreachable',
      message: `Entra gave no answer: ${error.message}`,
      remedy: untrusted
        ? 'add the CA of the proxy or the simulator to caFile, or exempt Entra from TLS inspection'
        : 'check the network, DNS, proxy and firewall between this machine and Entra (port 443)',
      details: error.details,
    },
  };
}

/** Maps a credential that could not be read from where the configuration says. */
export function credentialError(error: LamplightError): EntraFailure {
  return {
    retry: { kind: 'slowly' },
    concerns: 'credential',
    health: {
      state: 'action-needed',
      reason: 'credential_unreadable',
      message: `no token can be asked for: ${error.message}`,
      remedy: 'put the file in place: it is read again by itself; a variable is read at a start',
      details: error.details,
    },
  };
}

/** Maps what the token client itself found wrong, before or after talking to Entra. */
export function entraClientError(message: string, { tenantId, clientId }: EntraContext): EntraFailure {
  return {
    retry: { kind: 'slowly' },
    concerns: 'application',
    health: {
      state: 'action-needed',
      reason: 'entra_misconfigured',
      message: `no token can be asked for: ${message}`,
      remedy: 'check authority, tenantId, clientId and the credential',
      details: Object.freeze({ tenantId, clientId }),
    },
  };
}

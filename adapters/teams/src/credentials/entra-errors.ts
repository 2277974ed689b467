/**
 * The one place that knows how Entra refuses a token. Numbers are for diagnosis, so only health and remedy hang on them;
 * whether to try again follows from the kind of failure. Source: Entra, "Microsoft Entra authentication and
 * authorization error codes"; the codes are those that the client credentials grant can meet.
 */
import type { Health } from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import type { GraphRetry } from '../graph-api.ts';

export interface EntraFailure {
  readonly health: Health;
  readonly retry: GraphRetry;
}

/** What the messages name. */
export interface EntraContext {
  readonly tenantId: string;
  readonly clientId: string;
}

const entraErrorBody = z.object({
  error: z.string(),
  error_description: z.string().default(''),
  error_codes: z.array(z.number()).default([]),
  suberror: z.string().optional(),
  trace_id: z.string().optional(),
  correlation_id: z.string().optional(),
});

interface Meaning {
  readonly reason: string;
  readonly message: (context: EntraContext) => string;
  readonly remedy: (context: EntraContext) => string;
}

const REGISTRATION = 'the app registration in the Entra admin center';

const appDisabled: Meaning = {
  reason: 'app_disabled',
  message: ({ clientId }) => `the application ${clientId} is disabled in the tenant`,
  remedy: () => 'enable it: Entra admin center, Enterprise applications, Properties, "Enabled for users to sign in"',
};
const conditionalAccess: Meaning = {
  reason: 'blocked_by_policy',
  message: () => 'a Conditional Access policy or security default blocks the sign-in of the application',
  remedy: () =>
    'allow the application, or the address that it comes from, in Entra admin center, Conditional Access (workload identities)',
};
const transient: Meaning = {
  reason: 'entra_unavailable',
  message: () => 'Entra has a passing failure',
  remedy: () => 'it is tried again by itself',
};
const consent: Meaning = {
  reason: 'consent_missing',
  message: ({ clientId }) => `no administrator has consented to the application ${clientId}`,
  remedy: () =>
    'grant admin consent for Presence.Read.All (to read) and Presence.ReadWrite.All (to write) to the app registration',
};
const wrongTenant: Meaning = {
  reason: 'tenant_invalid',
  message: ({ tenantId }) => `the tenant ${tenantId} cannot be used for an application's own token`,
  remedy: () => 'set tenantId to the directory (tenant) id or a verified domain, not to common or organizations',
};
const wrongScope: Meaning = {
  reason: 'scope_invalid',
  message: () => 'Entra does not know the resource or scope asked for',
  remedy: () => 'check that graphBaseUrl and authority belong to the same cloud',
};

/** By AADSTS number. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  50034: wrongTenant,
  50059: wrongTenant,
  50194: wrongTenant,
  50196: {
    reason: 'client_loop',
    message: () => 'Entra sees the application asking for tokens in a loop',
    remedy: () => 'it waits and tries again; check that no second installation with this client id runs',
  },
  53003: conditionalAccess,
  530035: conditionalAccess,
  65001: consent,
  70001: appDisabled,
  70011: wrongScope,
  500011: wrongScope,
  700016: {
    reason: 'app_not_found',
    message: ({ clientId, tenantId }) => `there is no application ${clientId} in the tenant ${tenantId}`,
    remedy: ({ clientId }) =>
      `check tenantId and clientId; if ${clientId} is registered elsewhere, an administrator of this tenant must consent to it first`,
  },
  700027: {
    reason: 'certificate_invalid',
    message: () => 'Entra does not accept the signature of the certificate',
    remedy: () => `upload the certificate of certFile to ${REGISTRATION} (Certificates & secrets), or give its key`,
  },
  7000112: appDisabled,
  7000215: {
    reason: 'secret_invalid',
    message: () => 'Entra does not accept the client secret',
    remedy: () =>
      `make a new secret in ${REGISTRATION} (Certificates & secrets) and set its value, not its id, as secret`,
  },
  7000218: {
    reason: 'credential_missing',
    message: () => 'Entra got neither a secret nor a certificate assertion',
    remedy: () => `set secret, secretEnv or certificate, and let ${REGISTRATION} not be a public client`,
  },
  7000222: {
    reason: 'secret_expired',
    message: () => 'the client secret has expired',
    remedy: () => `make a new secret in ${REGISTRATION} (Certificates & secrets) and set its value as secret`,
  },
  90002: {
    reason: 'tenant_not_found',
    message: ({ tenantId }) => `Entra knows no tenant ${tenantId}`,
    remedy: () => 'check tenantId (Entra admin center, Overview, Tenant ID) and that authority is of the right cloud',
  },
  90025: transient,
  90033: transient,
  90094: consent,
  90095: consent,
  9001023: wrongTenant,
};

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
  if (status === 429 || status >= 500 || meaning === transient || error === 'temporarily_unavailable') {
    return unavailable(status, retryAfterMs, details, firstLine);
  }
  const said = `${error}${code === undefined ? '' : `, AADSTS${code}`}`;
  return {
    retry: { kind: 'slowly' },
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

/** Maps what the token client itself found wrong, before or after talking to Entra. */
export function entraClientError(message: string, context: EntraContext): EntraFailure {
  return {
    retry: { kind: 'slowly' },
    health: {
      state: 'action-needed',
      reason: 'entra_misconfigured',
      message: `no token can be asked for: ${message}`,
      remedy: 'check authority, tenantId, clientId and the credential',
      details: Object.freeze({ ...context }),
    },
  };
}

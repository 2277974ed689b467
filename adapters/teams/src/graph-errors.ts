/** The one place that knows how Graph fails, and what each failure means to an operator and to the next attempt. */
import type { Health, HealthState } from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import type { GraphFailure, GraphRetry } from './graph-api.ts';
import { type Feature, permissionNameOf } from './permissions.ts';

/** Which request failed. */
export type GraphOperation = 'read' | 'set' | 'clear' | 'subscribe' | 'directory';

/** What of the permission table each operation stands on. */
const FEATURE_OF: Readonly<Record<GraphOperation, Feature>> = {
  read: 'read',
  set: 'write',
  clear: 'write',
  subscribe: 'notifications',
  directory: 'directory=full',
};

const VERBS: Readonly<Record<GraphOperation, string>> = {
  read: 'reading presence',
  set: 'writing presence',
  clear: 'writing presence',
  subscribe: 'a subscription to presence',
  directory: 'reading the directory',
};

/** Waits that Graph does not name (429 without Retry-After), in ms. */
const THROTTLED_WITHOUT_WORD_MS = 30_000;
/** The same where it names none at all (`Retry-After: 0`, or a date that is past by the clock of this machine). */
const THROTTLED_FOR_NO_TIME_MS = 1_000;

const errorBody = z.object({
  error: z.object({
    code: z.string().nullish(),
    message: z.string().nullish(),
    innerError: z.object({ 'request-id': z.string().nullish() }).nullish(),
  }),
});

export interface GraphErrorResponse {
  readonly operation: GraphOperation;
  readonly status: number;
  readonly body: string;
  /** Header Retry-After in ms; null: absent or unreadable. */
  readonly retryAfterMs: number | null;
}

/** Maps an answer with an error status. */
export function graphError(response: GraphErrorResponse): GraphFailure {
  const parsed = errorBody.safeParse(parseJson(response.body));
  const said = parsed.success ? parsed.data.error : undefined;
  const details: Record<string, string> = { status: String(response.status), operation: response.operation };
  if (said?.code) {
    details['code'] = said.code;
  }
  if (said?.innerError?.['request-id']) {
    details['requestId'] = said.innerError['request-id'];
  }
  const quoted = [said?.code, said?.message].filter(Boolean).join(': ');
  const words = quoted === '' ? `status ${response.status}` : `status ${response.status}, ${quoted}`;
  return byStatus(response, words, details);
}

function byStatus(response: GraphErrorResponse, words: string, details: Record<string, string>): GraphFailure {
  const { operation, status, retryAfterMs } = response;
  const permission = permissionNameOf(FEATURE_OF[operation]);
  const verb = VERBS[operation];
  if (status === 401) {
    return failure('later', 'no', 'degraded', 'token_rejected', details, {
      message: `Graph does not accept the access token (${words})`,
      remedy:
        'a new token is fetched; if it lasts, check that tenantId, authority and graphBaseUrl belong to the same cloud, and the clock of this machine',
    });
  }
  if (status === 403) {
    return failure(
      'slowly',
      'no',
      'action-needed',
      'consent_missing',
      { ...details, permission },
      {
        message: `Graph refuses ${verb}: the application permission ${permission} is missing or not consented (${words})`,
        remedy: `in the Entra admin center add the application permission ${permission} of Microsoft Graph to the app registration and grant admin consent; it works within minutes`,
      },
    );
  }
  if (status === 429) {
    const retry = retryThrottled(retryAfterMs);
    return failure(retry, 'no', 'degraded', 'throttled', details, {
      message: `Graph asks for a pause of ${Math.ceil(retry.ms / 1000)} s (${words})`,
      remedy: 'nothing is sent before; if it comes back, give Lamplight an app registration of its own',
    });
  }
  if (status >= 500) {
    const retry: GraphRetry =
      retryAfterMs === null || retryAfterMs <= 0 ? { kind: 'later' } : { kind: 'after', ms: retryAfterMs };
    return failure(retry, 'maybe', 'degraded', 'graph_unavailable', details, {
      message: `Graph is not available (${words})`,
      remedy: 'it is tried again by itself; see the service health page of the Microsoft 365 admin center',
    });
  }
  if (status >= 300 && status < 400) {
    return failure('slowly', 'no', 'action-needed', 'redirected', details, {
      message: `Graph's address answers with a redirection (${words})`,
      remedy: 'check graphBaseUrl, and that no proxy between asks for a login',
    });
  }
  return failure(
    operation === 'read' ? 'split' : 'slowly',
    'no',
    'degraded',
    REFUSALS[status] ?? 'request_refused',
    details,
    {
      message: `Graph refuses ${verb} (${words})`,
      remedy: 'check that the person exists in this tenant and has a Teams licence, and graphBaseUrl',
    },
  );
}

function retryThrottled(retryAfterMs: number | null): Extract<GraphRetry, { readonly kind: 'after' }> {
  if (retryAfterMs === null) {
    return { kind: 'after', ms: THROTTLED_WITHOUT_WORD_MS, guessed: true };
  }
  return retryAfterMs > 0
    ? { kind: 'after', ms: retryAfterMs }
    : { kind: 'after', ms: THROTTLED_FOR_NO_TIME_MS, guessed: true };
}

const REFUSALS: Readonly<Record<number, string>> = { 400: 'request_invalid', 404: 'person_not_found' };

/** Maps a request that got no answer. */
export function graphNetworkError(error: LamplightError, operation: GraphOperation): GraphFailure {
  const details = { ...error.details, operation };
  const surelyNotSent = error.reason === 'tls_untrusted' || NEVER_CONNECTED.has(error.details['code'] ?? '');
  const told = unanswered(error, surelyNotSent ? 'no' : 'maybe', details);
  return surelyNotSent ? Object.freeze({ ...told, unsent: true }) : told;
}

function unanswered(
  error: LamplightError,
  applied: 'no' | 'maybe',
  details: Readonly<Record<string, string>>,
): GraphFailure {
  if (error.reason === 'tls_untrusted') {
    return failure('slowly', applied, 'action-needed', 'tls_untrusted', details, {
      message: `Graph cannot be trusted: ${error.message}`,
      remedy: 'add the CA of the proxy or the simulator to caFile, or exempt Graph from TLS inspection',
    });
  }
  const reason = error.reason === 'timeout' ? 'graph_timeout' : 'graph_unreachable';
  return failure('later', applied, 'degraded', reason, details, {
    message: `Graph gave no answer: ${error.message}`,
    remedy: 'check the network, DNS, proxy and firewall between this machine and Graph (port 443)',
  });
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES']);

/** An answer of status 2xx that is not what it should be. */
export type UnreadableAnswer = 'empty' | 'not-json' | 'truncated' | 'unexpected';

/** Maps an answer that cannot be understood. `detail`: what was found, short. */
export function graphUnreadable(kind: UnreadableAnswer, operation: GraphOperation, detail: string): GraphFailure {
  const { reason, message, remedy } = UNREADABLE[kind];
  return failure(
    'later',
    'maybe',
    'degraded',
    reason,
    { operation, found: detail },
    {
      message: `${message} (${detail})`,
      remedy,
    },
  );
}

const UNREADABLE: Readonly<Record<UnreadableAnswer, { reason: string; message: string; remedy: string }>> = {
  empty: {
    reason: 'answer_empty',
    message: 'Graph answered with success and without a body',
    remedy: 'it is asked again; if it lasts, check whether a proxy between changes answers',
  },
  'not-json': {
    reason: 'answer_not_json',
    message: 'what answered in place of Graph does not speak JSON',
    remedy: 'check graphBaseUrl, and that no proxy or portal between answers with a page of its own',
  },
  truncated: {
    reason: 'answer_truncated',
    message: 'the answer of Graph ended too early',
    remedy: 'it is asked again; if it lasts, check whether a proxy between limits the size of answers',
  },
  unexpected: {
    reason: 'answer_unexpected',
    message: 'the answer of Graph has another shape than published',
    remedy: 'check graphBaseUrl; if it is right, report this with the log line',
  },
};

/** A failure to get a token, seen as a failure of the request that needed it: nothing was sent to Graph. */
export function tokenFailure(health: Health, retry: GraphRetry): GraphFailure {
  return { reason: health.reason, retry, applied: 'no', unsent: true, health };
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3) as ms from `now` (wall time); null: absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') {
    return null;
  }
  const seconds = Number(value);
  if (Number.isFinite(seconds)) {
    return Math.max(0, seconds * 1000);
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function failure(
  retry: GraphRetry | 'later' | 'slowly' | 'split',
  applied: 'no' | 'maybe',
  state: HealthState,
  reason: string,
  details: Readonly<Record<string, string>>,
  words: { readonly message: string; readonly remedy: string },
): GraphFailure {
  return Object.freeze({
    reason,
    retry: typeof retry === 'string' ? { kind: retry } : retry,
    applied,
    health: Object.freeze({ state, reason, ...words, details: Object.freeze({ ...details }) }),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The handshake that shows that a receiver wants notifications. Source: Graph, "Receive change notifications through
 * webhooks": POST with `validationToken` in the query, answered within 10 seconds by 200, text/plain and the decoded
 * token. The text of the token and of the first two errors as reported (microsoft-graph-docs #21160, pnp #273).
 */
import { STATUS_CODES } from 'node:http';
import type { Clock } from '@lamplight/runtime';
import { GraphError } from '../graph/graph-error.ts';
import type { Switches } from '../switches/switches.ts';
import type { NotificationSender } from './notification-sender.ts';
import { type TimedAnswer, timedSend } from './timed-send.ts';

const ANSWER_WITHIN_MS = 10_000;

/** The request of one handshake; query parameters of the URL stay. */
function validationRequest(url: string, requestId: string): { readonly url: string; readonly token: string } {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${requestId}`;
  const target = new URL(url);
  // Encoded as in a path, with %20 for spaces, and apart from the parameters that are there, which stay as written.
  target.search = `${target.search === '' ? '?' : `${target.search}&`}validationToken=${encodeURIComponent(token)}`;
  return { url: target.href, token };
}

/** @throws GraphError 400 when the receiver does not answer as it must. */
export async function validateReceiver(
  { clock, send, switches }: { readonly clock: Clock; readonly send: NotificationSender; readonly switches: Switches },
  url: string,
  requestId: string,
): Promise<void> {
  const request = validationRequest(url, requestId);
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  const answer = await timedSend(clock, send, { url: request.url, headers, body: '' }, ANSWER_WITHIN_MS);
  const problem = problemOf(answer.outcome, request.token);
  if (problem !== undefined) {
    throw new GraphError(400, switches.validationErrorCode, `Subscription validation request ${problem}`);
  }
}

function problemOf(outcome: TimedAnswer['outcome'], token: string): string | undefined {
  if (outcome === 'timedOut') {
    return 'timed out.';
  }
  if (outcome === 'failed') {
    return 'failed. Notification endpoint could not be reached.';
  }
  if (outcome.status !== 200) {
    const name = STATUS_CODES[outcome.status]?.replaceAll(/[^A-Za-z]/g, '') ?? String(outcome.status);
    return `failed. HTTP status code is '${name}'. Notification endpoint must respond with 200 OK to validation request.`;
  }
  const isText = /^text\/plain\b/i.test(outcome.headers?.['content-type'] ?? '');
  return isText && outcome.body === token
    ? undefined
    : 'failed. Response must exactly match validationToken query parameter.';
}

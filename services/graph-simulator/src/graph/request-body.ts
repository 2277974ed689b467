/**
 * The bodies of the presence calls. What is wrong with an argument is told before any permission is looked at: reported
 * for setPresence, where a call without sessionId and without permission is answered `[SessionId]: The SessionId field
 * is required.` The text for a missing field is the reported one; other texts are not documented.
 */
import { z } from 'zod';
import { findPair, PREFERRED_PAIRS, type PresencePair, SESSION_PAIRS } from '../engine/presence-pair.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import { GraphError, notServed } from './graph-error.ts';
import { parseIsoDuration } from './iso-duration.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** expirationDuration of setPresence: default PT5M, at least PT5M, at most PT4H. */
const SESSION_DEFAULT_MS = 5 * MINUTE_MS;
const SESSION_LONGEST_MS = 240 * MINUTE_MS;
/** The largest number of ids in one bulk read. */
export const MOST_IDS = 650;

export interface SessionArguments {
  readonly sessionId: string;
  readonly pair: PresencePair;
  readonly durationMs: number;
}

/** Arguments of setPresence. @throws GraphError 400 */
export function readSetPresence(request: RoutedRequest): SessionArguments {
  const body = readObject(request);
  const sessionId = requiredText(body, 'sessionId');
  const pair = readPair(body, SESSION_PAIRS);
  const durationMs = readDuration(body) ?? SESSION_DEFAULT_MS;
  if (durationMs < SESSION_DEFAULT_MS || durationMs > SESSION_LONGEST_MS) {
    throw invalid('ExpirationDuration', 'The ExpirationDuration must be between PT5M and PT4H.');
  }
  return { sessionId, pair, durationMs };
}

/** The sessionId of clearPresence. @throws GraphError 400 */
export function readClearPresence(request: RoutedRequest): string {
  return requiredText(readObject(request), 'sessionId');
}

/** Arguments of setUserPreferredPresence; by default DoNotDisturb and Busy last a day, others seven. @throws GraphError 400 */
export function readSetPreferred(request: RoutedRequest): Omit<SessionArguments, 'sessionId'> {
  const body = readObject(request);
  const pair = readPair(body, PREFERRED_PAIRS);
  const durationMs = readDuration(body) ?? defaultPreferredMs(pair);
  if (durationMs <= 0) {
    throw invalid('ExpirationDuration', 'The ExpirationDuration must be positive.');
  }
  return { pair, durationMs };
}

/** How long a status chosen by hand lasts. Source: Graph page presence-setuserpreferredpresence. */
export function defaultPreferredMs(pair: PresencePair): number {
  return pair.availability === 'DoNotDisturb' || pair.availability === 'Busy' ? DAY_MS : 7 * DAY_MS;
}

const statusMessageSchema = z.object({
  message: z.object({ content: z.string(), contentType: z.string().default('text') }),
  expiryDateTime: z.object({ dateTime: z.string(), timeZone: z.string().default('UTC') }).nullish(),
});

/** Content of setStatusMessage, and when it expires in wall milliseconds. @throws GraphError 400, or 501 for zones other than UTC */
export function readSetStatusMessage(request: RoutedRequest): {
  readonly content: string;
  readonly expiresAt: number | undefined;
} {
  const body = readObject(request);
  if (body['statusMessage'] === undefined || body['statusMessage'] === null) {
    throw missing('statusMessage');
  }
  const parsed = statusMessageSchema.safeParse(body['statusMessage']);
  if (!parsed.success) {
    throw invalid('StatusMessage', parsed.error.issues.map((issue) => issue.message).join(' '));
  }
  const { message, expiryDateTime } = parsed.data;
  if (message.contentType.toLowerCase() !== 'text') {
    throw invalid('StatusMessage', "The contentType of a status message must be 'text'.");
  }
  return { content: message.content, expiresAt: expiryDateTime ? wallTime(expiryDateTime) : undefined };
}

/** The ids of a bulk read. @throws GraphError 400 */
export function readIds(request: RoutedRequest): readonly string[] {
  const parsed = z.object({ ids: z.array(z.string()) }).safeParse(readObject(request));
  if (!parsed.success) {
    throw missing('ids');
  }
  return parsed.data.ids;
}

function readPair(body: Readonly<Record<string, unknown>>, table: readonly PresencePair[]): PresencePair {
  const availability = requiredText(body, 'availability');
  const activity = requiredText(body, 'activity');
  const pair = findPair(table, availability, activity);
  if (pair === undefined) {
    const allowed = table.map((entry) => `${entry.availability}/${entry.activity}`).join(', ');
    throw invalid('Activity', `The combination ${availability}/${activity} is not supported; supported: ${allowed}.`);
  }
  return pair;
}

function readDuration(body: Readonly<Record<string, unknown>>): number | undefined {
  const value = body['expirationDuration'];
  if (value === undefined || value === null) {
    return undefined;
  }
  const durationMs = typeof value === 'string' ? parseIsoDuration(value) : undefined;
  if (durationMs === undefined) {
    throw invalid('ExpirationDuration', 'The ExpirationDuration is not an ISO 8601 duration such as PT1H.');
  }
  return durationMs;
}

/** The JSON object of a request. @throws GraphError 400 */
export function readObject(request: RoutedRequest): Readonly<Record<string, unknown>> {
  if (request.body !== '' && !/\bjson\b/i.test(request.headers['content-type'] ?? '')) {
    throw new GraphError(400, 'BadRequest', 'Entity only allows writes with a JSON Content-Type header.');
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    value = undefined;
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) {
    throw new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  return parsed.data;
}

function requiredText(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') {
    throw missing(name);
  }
  return value;
}

function missing(name: string): GraphError {
  const spelled = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return invalid(spelled, `The ${spelled} field is required.`);
}

function invalid(field: string, message: string): GraphError {
  return new GraphError(400, 'InvalidArgument', `[${field}]: ${message}`);
}

function wallTime(value: { readonly dateTime: string; readonly timeZone: string }): number {
  if (!/^(etc\/)?(utc|gmt)$/i.test(value.timeZone)) {
    throw notServed(`the time zone ${value.timeZone} (use UTC)`);
  }
  const instant = Date.parse(/z$/i.test(value.dateTime) ? value.dateTime : `${value.dateTime}Z`);
  if (Number.isNaN(instant)) {
    throw invalid('StatusMessage', `The expiryDateTime ${value.dateTime} is not a date and time.`);
  }
  return instant;
}

/**
 * What of a log line is about a person, by the name of its field, and what looks like one in running text. It is a net
 * below the callers: they put an id, an address or a name under one of these names, and keep them out of sentences.
 */
import type { LogFields } from './logger.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Fields whose text names people, lines or addresses. Counts under the same names stay. */
export const PERSONAL_NAMES = [
  'person',
  'people',
  'ids',
  'subject',
  'line',
  'lines',
  'address',
  'addresses',
  'upn',
  'mail',
  'phone',
  'number',
  'displayName',
  'loggedIn',
  'target',
  'account',
] as const;

const PERSONAL: ReadonlySet<string> = new Set(PERSONAL_NAMES);
const DEEPEST = 6;

/** UPNs, mail addresses and SIP URIs; `node_modules/@scope` and `package@1.0` in paths are none. */
const AT_DOMAIN = /[^\s"'`<>(),;=/\\]+@[^\s"'`<>(),;/\\]+/g;
/** Six digits and more with what people put between them. */
const NUMBER = /(?<![\w+]|\w[.:-])\+?\d(?:[ ()/.-]{0,2}\d){5,}(?!\w|[.:-]\w)/g;
/** An extension or a name of digits, quoted as error messages quote values. */
const QUOTED_NUMBER = /(?<=["'`])\+?\d[\d ()/.-]*(?=["'`])/g;
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** The fields as they may stand in a log that people read. Errors become plain objects with stack, reason and cause. */
export function withoutPersons(fields: LogFields, pseudonyms: Pseudonyms): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(name, value, pseudonyms, 0)]));
}

function shown(name: string, value: unknown, pseudonyms: Pseudonyms, depth: number): unknown {
  if (typeof value === 'string') {
    return PERSONAL.has(name) ? listed(value, pseudonyms) : withoutAddresses(value, pseudonyms);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth === DEEPEST) {
    return '[deeper]';
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => shown(name, item, pseudonyms, depth + 1));
  }
  const entries = Object.entries(value instanceof Error ? partsOf(value) : value);
  return Object.fromEntries(entries.map(([key, part]) => [key, shown(key, part, pseudonyms, depth + 1)]));
}

function partsOf(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  // The frames hold paths and no data; the lines before them repeat the message.
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return { ...error, type: name, message, stack: frames.join('\n'), ...(cause === undefined ? {} : { cause }) };
}

function listed(value: string, pseudonyms: Pseudonyms): string {
  return value === ''
    ? ''
    : value
        .split(', ')
        .map((one) => pseudonyms.of(one))
        .join(', ');
}

function withoutAddresses(text: string, pseudonyms: Pseudonyms): string {
  const hide = (found: string): string => (IP_ADDRESS.test(found) ? found : pseudonyms.of(found));
  const hidden = text.replaceAll(AT_DOMAIN, hide).replaceAll(QUOTED_NUMBER, hide).replaceAll(NUMBER, hide);
  // Ids by themselves are of requests, leases and sources; in a sentence they are of people.
  return /\s/.test(text) ? hidden.replaceAll(UUID, hide) : hidden;
}

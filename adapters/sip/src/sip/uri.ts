import { LamplightError } from '@lamplight/runtime';
import { type Parameters, parseParameters, splitOutsideQuotes } from './parameters.ts';

/** A SIP URI taken apart (RFC 3261, 19.1). Names of parameters and headers are lower case, values as written. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** As written; an IPv6 address keeps its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: Parameters;
  readonly headers: Parameters;
}

const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?)(?::(\d{1,5}))?$/;

/**
 * Takes a `sip:` or `sips:` URI apart.
 * @throws LamplightError `sip_malformed` naming what is wrong.
 */
export function parseUri(text: string): SipUri {
  const schemeEnd = text.indexOf(':');
  const scheme = text.slice(0, Math.max(0, schemeEnd)).toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') {
    throw malformed(text, 'it does not begin with sip: or sips:');
  }
  const rest = text.slice(schemeEnd + 1);
  // An '@' may stand in no other place unescaped; a user part may hold ';' and '?'.
  const at = rest.lastIndexOf('@');
  const userPart = at < 0 ? undefined : rest.slice(0, at);
  const afterUser = rest.slice(at + 1);
  const headersAt = afterUser.indexOf('?');
  const beforeHeaders = headersAt < 0 ? afterUser : afterUser.slice(0, headersAt);
  const [hostPort = '', ...parameters] = splitOutsideQuotes(beforeHeaders, ';');
  const match = HOST.exec(hostPort.trim());
  if (match?.[1] === undefined) {
    throw malformed(text, 'its host is missing or not a host name or address');
  }
  const port = match[2] === undefined ? undefined : Number(match[2]);
  if (port !== undefined && (port === 0 || port > 65_535)) {
    throw malformed(text, 'its port is not between 1 and 65535');
  }
  const colon = userPart?.indexOf(':') ?? -1;
  if (userPart === '' || /[\s<>"]/.test(userPart ?? '')) {
    throw malformed(text, 'its user part is empty or holds a character that must be escaped');
  }
  return Object.freeze({
    scheme,
    user: colon < 0 ? userPart : userPart?.slice(0, colon),
    password: colon < 0 ? undefined : userPart?.slice(colon + 1),
    host: match[1],
    port,
    parameters: parseParameters(parameters),
    headers: parseParameters(headersAt < 0 ? [] : afterUser.slice(headersAt + 1).split('&')),
  });
}

/** Parameters that make two URIs differ when only one of them carries it (RFC 3261, 19.1.4). */
const DECIDING_PARAMETERS = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** Whether two URIs are equivalent by RFC 3261, 19.1.4: a missing port is not 5060, the user part keeps its case. */
export function sameUri(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    sameText(a.user, b.user) &&
    sameText(a.password, b.password) &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port &&
    sameParameters(a.parameters, b.parameters) &&
    sameHeaders(a.headers, b.headers)
  );
}

function sameParameters(a: Parameters, b: Parameters): boolean {
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const mustStandInBoth = DECIDING_PARAMETERS.includes(name);
    if (a.has(name) && b.has(name)) {
      if (fold(a.get(name)) !== fold(b.get(name))) {
        return false;
      }
    } else if (mustStandInBoth) {
      return false;
    }
  }
  return true;
}

function sameHeaders(a: Parameters, b: Parameters): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.has(name) && sameText(value, b.get(name)));
}

function sameText(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined ? a === b : undoEscapes(a) === undoEscapes(b);
}

function fold(value: string | undefined): string | undefined {
  return value === undefined ? undefined : undoEscapes(value).toLowerCase();
}

/** Escaped characters that need no escape are equal to themselves; reserved ones stay escaped, in upper case. */
function undoEscapes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-_.!~*'()]/.test(character) ? character : whole.toUpperCase();
  });
}

/** The URI as text, parameters in the order they have. */
export function formatUri(uri: SipUri): string {
  const user = uri.user === undefined ? '' : `${uri.user}${uri.password === undefined ? '' : `:${uri.password}`}@`;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const parameters = [...uri.parameters].map(([name, value]) =>
    value === undefined ? `;${name}` : `;${name}=${value}`,
  );
  const headers = [...uri.headers].map(([name, value]) => `${name}=${value ?? ''}`);
  return `${uri.scheme}:${user}${uri.host}${port}${parameters.join('')}${headers.length === 0 ? '' : `?${headers.join('&')}`}`;
}

function malformed(text: string, why: string): LamplightError {
  return new LamplightError('sip_malformed', `the URI ${JSON.stringify(text.slice(0, 80))} cannot be read: ${why}`, {
    details: { field: 'uri' },
  });
}

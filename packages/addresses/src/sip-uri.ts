/** SIP and SIPS URIs, compared as RFC 3261, section 19.1.4 says, with the IPv6 of RFC 5954. */

/** A URI as it is compared: escapes in one form, whatever has no case in lower case. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** With case, and with the parameters of a number (`+49301234567;ext=1`). Null: the URI names a host. */
  readonly user: string | null;
  readonly password: string | null;
  /** A name, an IPv4 address, or an IPv6 address in brackets. */
  readonly host: string;
  /** Null: not said, which is not the same as 5060. */
  readonly port: number | null;
  /** By name; empty value: a flag such as `lr`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** `name=value`, sorted. */
  readonly headers: readonly string[];
}

/** Longer text is no URI here. */
const LONGEST = 2_048;

/** Present in one URI only, these make two URIs different; any other parameter that only one has is ignored. */
const COMPARED = ['maddr', 'method', 'transport', 'ttl', 'user'] as const;

/** Null: no SIP or SIPS URI, or one with a parameter twice (section 19.1.1). Takes neither `<` `>` nor a display name. */
export function parseSipUri(text: string): SipUri | null {
  const trimmed = text.trim();
  const parts = trimmed.length > LONGEST ? null : /^(sips?):([^\s<>"\p{Cc}]+)$/iu.exec(trimmed);
  if (parts === null) {
    return null;
  }
  const [, scheme = '', rest = ''] = parts;
  const at = rest.indexOf('@');
  const [beforeHeaders = '', ...queries] = rest.slice(at + 1).split('?');
  const [address = '', ...parameterTexts] = beforeHeaders.split(';');
  const userInfo = at === -1 ? { user: null, password: null } : parseUserInfo(rest.slice(0, at));
  const hostPort = parseHostPort(address);
  const parameters = parseParameters(parameterTexts);
  const headers = parseHeaders(queries.length === 0 ? null : queries.join('?'));
  if (userInfo === null || hostPort === null || parameters === null || headers === null) {
    return null;
  }
  return { scheme: scheme.toLowerCase() === 'sips' ? 'sips' : 'sip', ...userInfo, ...hostPort, parameters, headers };
}

/** Equality by RFC 3261, 19.1.4. It is not transitive: `sip:a@b` equals both `sip:a@b;x=1` and `sip:a@b;x=2`. */
export function sameSipUri(a: string, b: string): boolean {
  const [first, second] = [parseSipUri(a), parseSipUri(b)];
  return (
    first !== null &&
    second !== null &&
    keyOf(first) === keyOf(second) &&
    [...first.parameters].every(([name, value]) => (second.parameters.get(name) ?? value) === value)
  );
}

/**
 * What an index holds: equal URIs always share it. It is coarser than equality, which is not transitive: parameters
 * other than maddr, method, transport, ttl and user are left out of it, so that URIs which differ in nothing else share
 * it too. Null: no SIP URI.
 */
export function sipUriKey(text: string): string | null {
  const uri = parseSipUri(text);
  return uri === null ? null : keyOf(uri);
}

/** People write 567@pbx for sip:567@pbx. Any other text as it stands. */
export function asSipUri(text: string): string {
  const trimmed = text.trim();
  return /^[^:@\s]+@/.test(trimmed) ? `sip:${trimmed}` : trimmed;
}

function keyOf({ scheme, user, password, host, port, parameters, headers }: SipUri): string {
  const userInfo = user === null ? '' : `${user}${password === null ? '' : `:${password}`}@`;
  const compared = COMPARED.filter((name) => parameters.has(name)).map((name) => `;${name}=${parameters.get(name)}`);
  const query = headers.length === 0 ? '' : `?${headers.join('&')}`;
  return `${scheme}:${userInfo}${host}${port === null ? '' : `:${port}`}${compared.join('')}${query}`;
}

function parseUserInfo(text: string): Pick<SipUri, 'user' | 'password'> | null {
  const colon = text.indexOf(':');
  const user = inOneForm(colon === -1 ? text : text.slice(0, colon));
  const password = colon === -1 ? null : inOneForm(text.slice(colon + 1));
  return user === null || user === '' || (password === null && colon !== -1) ? null : { user, password };
}

function parseHostPort(text: string): Pick<SipUri, 'host' | 'port'> | null {
  const parts = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  const host = canonicalHost(parts?.[1] ?? '');
  const port = parts?.[2] === undefined ? null : Number(parts[2]);
  return host === null || (port !== null && port > 65_535) ? null : { host, port };
}

const HOST_NAME = /^[a-z\d](?:[\w.-]*[a-z\d.])?$/i;

/** Lower case; an IPv6 address in its shortest form (RFC 5954, 4.2), a name with other letters in its ASCII form. */
function canonicalHost(host: string): string | null {
  if (HOST_NAME.test(host)) {
    return host.toLowerCase();
  }
  if (!host.startsWith('[') && !/[^\0-\x7f]/.test(host)) {
    return null;
  }
  const canonical = URL.parse(`http://${host}`)?.hostname ?? '';
  return canonical.startsWith('[') || HOST_NAME.test(canonical) ? canonical : null;
}

function parseParameters(texts: readonly string[]): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = inOneForm(equals === -1 ? text : text.slice(0, equals))?.toLowerCase();
    const value = equals === -1 ? '' : inOneForm(text.slice(equals + 1));
    if (!name || value === null || parameters.has(name)) {
      return null;
    }
    // A method's name has case (section 7.1); no other value has.
    parameters.set(name, name === 'method' ? value : value.toLowerCase());
  }
  return parameters;
}

function parseHeaders(query: string | null): readonly string[] | null {
  const headers: string[] = [];
  for (const text of query?.split('&') ?? []) {
    const header = inOneForm(text)?.toLowerCase();
    if (!header?.includes('=') || header.startsWith('=')) {
      return null;
    }
    headers.push(header);
  }
  return headers.sort();
}

/**
 * Characters outside the reserved set equal their escapes (19.1.4): what needs none is written plain, every other
 * escape in capitals. Null: a `%` that begins no escape.
 */
function inOneForm(text: string): string | null {
  if (!/[^\w.!~*'();/?:@&=+$,-]/.test(text)) {
    return text;
  }
  if (/%(?![\da-f]{2})/i.test(text)) {
    return null;
  }
  return text
    .toWellFormed()
    .replaceAll(/%([\da-f]{2})|[^\w.!~*'();/?:@&=+$,%-]/giu, (found, hex: string | undefined) => {
      const character = hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16));
      return /^[\w.!~*'()-]$/.test(character)
        ? character
        : hex === undefined
          ? encodeURIComponent(found)
          : found.toUpperCase();
    });
}

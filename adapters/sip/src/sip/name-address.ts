import { LamplightError } from '@lamplight/runtime';
import { type Parameters, parseParameters, splitOutsideQuotes, unquote } from './parameters.ts';

/** A value of From, To, Contact, Route or Record-Route: a display name, a URI as written, and the field's parameters. */
export interface NameAddress {
  readonly displayName: string | undefined;
  /** As written between the angle brackets; take it apart with parseUri. */
  readonly uri: string;
  readonly parameters: Parameters;
}

/**
 * Reads `"Name" <uri>;tag=x` and `uri;tag=x` (then parameters belong to the field, RFC 3261, 20).
 * @throws LamplightError `sip_malformed` when there is no URI, a bracket or quote is open, or text stands in between.
 */
export function parseNameAddress(text: string): NameAddress {
  const open = bracketAt(text);
  if (open < 0) {
    const [uri = '', ...parameters] = splitOutsideQuotes(text, ';');
    return checked(text, undefined, uri.trim(), parameters);
  }
  const close = text.indexOf('>', open);
  const after = close < 0 ? '' : text.slice(close + 1).trim();
  if (close < 0 || (after !== '' && !after.startsWith(';'))) {
    throw malformed(text);
  }
  const name = unquote(text.slice(0, open).trim());
  return checked(text, name === '' ? undefined : name, text.slice(open + 1, close), splitOutsideQuotes(after, ';'));
}

function checked(text: string, displayName: string | undefined, uri: string, parameters: string[]): NameAddress {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/.test(uri)) {
    throw malformed(text);
  }
  return Object.freeze({ displayName, uri, parameters: parseParameters(parameters) });
}

/** Where the bracket opens that is not inside the quoted display name. */
function bracketAt(text: string): number {
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted && character === '\\') {
      index++;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && character === '<') {
      return index;
    }
  }
  return -1;
}

function malformed(text: string): LamplightError {
  return new LamplightError('sip_malformed', `no address can be read from ${JSON.stringify(text.slice(0, 80))}`);
}

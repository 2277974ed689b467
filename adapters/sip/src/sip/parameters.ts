import { LamplightError } from '@lamplight/runtime';

/** Parameters by lower-case name; undefined is a parameter without value. Quotes around a value are taken off. */
export type Parameters = ReadonlyMap<string, string | undefined>;

/**
 * Splits at a separator that stands neither inside a quoted string nor inside angle brackets.
 * @throws LamplightError `sip_malformed` when a quote or bracket is left open.
 */
export function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted) {
      if (character === '\\') {
        index++;
      } else if (character === '"') {
        isQuoted = false;
      }
    } else if (character === '"') {
      isQuoted = true;
    } else if (character === '<') {
      isBracketed = true;
    } else if (character === '>') {
      isBracketed = false;
    } else if (character === separator && !isBracketed) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (isQuoted || isBracketed) {
    const what = isQuoted ? 'a quote' : 'an angle bracket';
    throw new LamplightError('sip_malformed', `${what} is left open in ${JSON.stringify(text.slice(0, 80))}`);
  }
  parts.push(text.slice(start));
  return parts;
}

/** Reads `name=value` and `name`; empty pieces (`;;`) are passed over, the first of two equal names stands. */
export function parseParameters(pieces: readonly string[]): Parameters {
  const parameters = new Map<string, string | undefined>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    if (name !== '' && !parameters.has(name)) {
      parameters.set(name, equals < 0 ? undefined : unquote(piece.slice(equals + 1).trim()));
    }
  }
  return parameters;
}

/** Takes the quotes off a quoted string and undoes its escapes; other text stays as it is. */
export function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/gs, '$1')
    : text;
}

/** Text as a quoted string. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

import { parseDigits } from 'libphonenumber-js';
import { asSipUri, parseSipUri } from './sip-uri.ts';

/** A number as somebody wrote it, before any number plan is asked what it means. */
export interface WrittenNumber {
  /** Written with `+`. */
  readonly global: boolean;
  readonly digits: string;
  /** Written behind it: `ext. 567`, `;ext=567`. */
  readonly extension: string | null;
  /** `phone-context` of RFC 3966, section 5.1.5: a domain, or `+` and the first digits of a number. */
  readonly context: string | null;
}

/** Longer text is no number. Everything below works on this much at most. */
const LONGEST = 256;
const MOST_DIGITS = 32;

const LABEL = /^(?:telephone|telefon|tel|phone|fon)\b[.:]*/i;
const EXTENSION = /(?:;?ext(?:ension|n)?|durchwahl|apparat|poste|interno|app|dw|nst|x)[\s.:=]*(\d{1,12})$/i;
const BETWEEN = /^[\s()[\]{}.,/\\~\-\u2010-\u2015\u2212\u00b7\u2022_]$/u;

/** Null: no number. Names, mail addresses and star codes are none. */
export function readWrittenNumber(text: string): WrittenNumber | null {
  if (text.length > LONGEST) {
    return null;
  }
  const trimmed = text.trim();
  const scheme = /^(sips?|tel):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'tel') {
    return subscriber(trimmed.slice(4));
  }
  if (scheme !== undefined || trimmed.includes('@')) {
    const user = parseSipUri(asSipUri(trimmed))?.user;
    return user == null ? null : subscriber(unescaped(user));
  }
  const plain = trimmed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replace(LABEL, '');
  const extension = EXTENSION.exec(plain);
  return extension === null
    ? digitsOf(plain, null, null)
    : digitsOf(plain.slice(0, extension.index), extension[1] ?? null, null);
}

/** `telephone-subscriber` of RFC 3966, section 3: digits with visual separators, then parameters. */
function subscriber(text: string): WrittenNumber | null {
  const [number = '', ...parameters] = text.split(';');
  let extension: string | null = null;
  let context: string | null = null;
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    if (name.toLowerCase() === 'ext') {
      extension = parseDigits(value);
    } else if (name.toLowerCase() === 'phone-context') {
      context = value.startsWith('+') ? `+${parseDigits(value)}` : value.toLowerCase();
    }
  }
  return digitsOf(unescaped(number).normalize('NFKC'), extension === '' ? null : extension, context);
}

function digitsOf(text: string, extension: string | null, context: string | null): WrittenNumber | null {
  let global = false;
  let digits = '';
  for (const character of text) {
    const digit = digitOf(character);
    if (digit !== '') {
      digits += digit;
    } else if (character === '+' && digits === '' && !global) {
      global = true;
    } else if (!BETWEEN.test(character)) {
      return null;
    }
  }
  return digits === '' || digits.length > MOST_DIGITS ? null : { global, digits, extension, context };
}

/** Of any script; empty: no digit. */
function digitOf(character: string): string {
  if (character >= '0' && character <= '9') {
    return character;
  }
  return character > '\x7f' ? parseDigits(character) : '';
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * How much of an outsider is shown: enough to see where a call comes from, never enough to call back. Of a number the
 * first six digits at most, which hold country and area; of a name at a domain three characters at most, and the domain.
 * What is shown follows from the beginning alone, so that shortening what is short already changes nothing.
 */

const ELLIPSIS = '…';
/** Emergency and service numbers, and extensions, are no one's number. */
const LONGEST_SERVICE = 4;
const MOST_DIGITS_SHOWN = 6;
const MOST_LETTERS_SHOWN = 3;
/** Hidden at least, so that nobody tries them all. */
const LEAST_HIDDEN = 4;

const SEPARATOR = /^[\s().,/[\]\-\u00ad\u2010-\u2015\u2212]$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * @param address a number, a URI, a mail-like address, or a display name with any of them in it; other text stays
 * @param isInternal true gives it back as it is
 */
export function shortenExternal(address: string, isInternal: boolean): string {
  if (isInternal) {
    return address;
  }
  let shortened = '';
  let plain = '';
  for (const token of address.split(/([\s<>"]+)/)) {
    if (token.includes('@')) {
      shortened += shortenNumbers(plain) + shortenUser(token);
      plain = '';
    } else {
      plain += token;
    }
  }
  return shortened + shortenNumbers(plain);
}

/** Whether a display name is a number and nothing else. */
export function looksLikeNumber(text: string): boolean {
  const trimmed = text.trim().replace(/^tel:/i, '');
  let digits = 0;
  for (const character of trimmed) {
    if (DIGIT.test(character)) {
      digits += 1;
    } else if (!SEPARATOR.test(character) && !/^[+…\p{Cf}]$/u.test(character)) {
      return false;
    }
  }
  return digits > 0;
}

/** Every run of digits in the text, with whatever separates them. */
function shortenNumbers(text: string): string {
  let out = '';
  let run: string[] = [];
  for (const character of text) {
    if (DIGIT.test(character) || character === '+' || (run.length > 0 && isWithin(character))) {
      run.push(character);
    } else {
      out += shortenRun(run, character === ELLIPSIS) + character;
      run = [];
    }
  }
  return out + shortenRun(run, false);
}

function isWithin(character: string): boolean {
  return SEPARATOR.test(character) || /^\p{Cf}$/u.test(character);
}

function shortenRun(run: readonly string[], beforeEllipsis: boolean): string {
  const digits = run.filter((character) => DIGIT.test(character)).length;
  const shown = beforeEllipsis ? MOST_DIGITS_SHOWN : digitsShown(digits);
  if (digits <= shown) {
    return run.join('');
  }
  let seen = 0;
  let end = 0;
  while (seen < shown) {
    seen += DIGIT.test(run[end] ?? '') ? 1 : 0;
    end += 1;
  }
  const trailing = run.slice(run.findLastIndex((character) => DIGIT.test(character)) + 1).join('');
  return run.slice(0, end).join('') + (beforeEllipsis ? '' : ELLIPSIS) + trailing;
}

/** At most half of all digits, so that less than half of the subscriber's part is left whatever country and area are. */
function digitsShown(digits: number): number {
  return digits <= LONGEST_SERVICE
    ? digits
    : Math.min(MOST_DIGITS_SHOWN, digits - LEAST_HIDDEN, Math.floor(digits / 2));
}

/** `sip:anna@example.com;gr=1`: the beginning of the user and the host; password, parameters and headers go. */
function shortenUser(token: string): string {
  const at = token.indexOf('@');
  const [, scheme = '', user = ''] = /^([a-z][a-z\d+.-]*:)?(.*)$/isu.exec(token.slice(0, at)) ?? [];
  const name = user.split(/[;:]/)[0] ?? '';
  const host = token.slice(at + 1).split(/[;?@]/)[0] ?? '';
  return `${scheme}${looksLikeNumber(name) ? shortenNumbers(name) : shortenName(name)}@${host}`;
}

function shortenName(name: string): string {
  const letters = [...name];
  const isShort = letters.at(-1) === ELLIPSIS && letters.length <= MOST_LETTERS_SHOWN + 1;
  if (isShort || letters.length === 0) {
    return name;
  }
  const shown = Math.min(MOST_LETTERS_SHOWN, letters.length - LEAST_HIDDEN, Math.floor(letters.length / 2));
  return letters.slice(0, Math.max(0, shown)).join('') + ELLIPSIS;
}

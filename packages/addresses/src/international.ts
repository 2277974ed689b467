import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';

/** ITU-T E.164, section 6: at most 15 digits, the calling code among them. */
export const MOST_DIGITS = 15;

export interface InternationalNumber {
  /** `+` and digits. */
  readonly e164: string;
  /** Whether the library knows numbers of that form and length; false also where a country's plan is newer than it. */
  readonly valid: boolean;
  /** Whether the country has numbers of that length. */
  readonly possible: boolean;
}

/**
 * Reads the digits that follow `+`. A trunk prefix that people leave in, as in +49 (0)30, goes; in Italy the 0 is part
 * of the number and stays. Null: no calling code, or too few or too many digits.
 */
export function readInternational(digits: string): InternationalNumber | null {
  if (digits.length > MOST_DIGITS + 3) {
    return null;
  }
  const parsed = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  if (parsed === undefined || parsed.number.length - 1 > MOST_DIGITS) {
    return null;
  }
  return { e164: parsed.number, valid: parsed.isValid(), possible: parsed.isPossible() };
}

const callingCodes: ReadonlySet<string> = new Set(getCountries().map((country) => getCountryCallingCode(country)));

export function isCallingCode(code: string): boolean {
  return callingCodes.has(code);
}

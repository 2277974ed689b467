/**
 * What a number means at a PBX. A full number is E.164 whatever way it was written; an extension is what is left of it
 * behind country, area and site prefix. Ways of writing overlap (`00301234567` is Greek, or an outside line and
 * Berlin): the reading that is a number of this very site wins, then the first one that the country's own plan knows,
 * in the order of {@link readings}. Nothing is guessed beyond that: what no rule reads is no number.
 */
import { type InternationalNumber, readInternational } from './international.ts';
import type { NumberPlan } from './number-plan.ts';
import { readWrittenNumber, type WrittenNumber } from './written-number.ts';

export interface ReadNumber {
  /** `+49301234567`. Null: only an extension is known. */
  readonly e164: string | null;
  /** Set when it is an extension of the plan's site. */
  readonly extension: string | null;
}

/**
 * Reads a number in any form that people, directories and PBXs write: `+49 30 1234-567`, `+49 (0)30 1234567`,
 * `0049301234567`, `0301234567`, `1234567`, `567`, the same behind the exit prefix, `tel:` URIs (RFC 3966), the user
 * part of a SIP URI, `+49 30 1234-0 ext. 567`.
 *
 * @param plan null: only international forms (`+`, or ITU's `00`) give E.164, and other digits are an extension as they
 *   stand
 * @returns null when it is no number, or none that the plan can tell, such as 112 where extensions have four digits
 */
export function readNumber(text: string, plan: NumberPlan | null): ReadNumber | null {
  const written = readWrittenNumber(text);
  return written === null ? null : interpret(written, plan);
}

/** See {@link readNumber}. */
export function interpret(written: WrittenNumber, plan: NumberPlan | null): ReadNumber | null {
  if (written.extension !== null) {
    return behindMainNumber(written, written.extension, plan);
  }
  return plan === null ? withoutPlan(written) : withPlan(written, plan);
}

function withoutPlan({ global, digits, context }: WrittenNumber): ReadNumber | null {
  if (global) {
    const number = readInternational(digits);
    return number === null ? null : { e164: number.e164, extension: null };
  }
  if (context?.startsWith('+') === true) {
    return null;
  }
  const number = digits.startsWith('00') ? readInternational(digits.slice(2)) : null;
  return number?.possible === true ? { e164: number.e164, extension: null } : { e164: null, extension: digits };
}

function withPlan({ global, digits, context }: WrittenNumber, plan: NumberPlan): ReadNumber | null {
  if (global) {
    const number = readInternational(withoutTrunk(digits, plan));
    return number === null ? null : { e164: number.e164, extension: extensionIn(number.e164, plan) };
  }
  // RFC 3966, 5.1.5: digits in the context of +49 30 are local there. Elsewhere they say nothing about this site.
  if (context?.startsWith('+') === true && !siteBase(plan).startsWith(context)) {
    return null;
  }
  return digits.length === plan.extensionLength ? ownExtension(digits, plan) : outsideNumber(digits, plan);
}

/** `ext. 567` is a line of this site when its main number is; a stranger's extension names no line at all. */
function behindMainNumber(written: WrittenNumber, extension: string, plan: NumberPlan | null): ReadNumber | null {
  if (plan === null || extension.length !== plan.extensionLength) {
    return null;
  }
  const main = withPlan(written, plan)?.e164;
  return main?.startsWith(siteBase(plan)) === true ? ownExtension(extension, plan) : null;
}

function ownExtension(extension: string, plan: NumberPlan): ReadNumber {
  const number = plan.sitePrefix === '' ? null : readInternational(siteBase(plan).slice(1) + extension);
  return { e164: number?.e164 ?? null, extension };
}

function outsideNumber(digits: string, plan: NumberPlan): ReadNumber | null {
  const found: InternationalNumber[] = [];
  for (const reading of readings(digits, plan)) {
    const number = readInternational(reading);
    if (number !== null) {
      const extension = extensionIn(number.e164, plan);
      if (extension !== null) {
        return { e164: number.e164, extension };
      }
      found.push(number);
    }
  }
  const best = found.find(({ valid }) => valid);
  return best === undefined ? null : { e164: best.e164, extension: null };
}

/** International digits that the dialled ones may stand for, likeliest first. */
function readings(digits: string, plan: NumberPlan): readonly string[] {
  const direct = readingsOf(digits, plan);
  return plan.exitPrefix !== '' && digits.startsWith(plan.exitPrefix)
    ? [...direct, ...readingsOf(digits.slice(plan.exitPrefix.length), plan)]
    : direct;
}

/** Local numbers have at most eight digits wherever there are area codes, or are the site's own. */
const LONGEST_LOCAL = 8;
/** Shorter ones are services or somebody else's extensions. */
const SHORTEST_LOCAL = 5;

function readingsOf(digits: string, plan: NumberPlan): readonly string[] {
  const { countryCode, areaCode, sitePrefix, trunkPrefix, internationalPrefix } = plan;
  const found: string[] = [];
  if (internationalPrefix !== '' && digits.startsWith(internationalPrefix)) {
    found.push(withoutTrunk(digits.slice(internationalPrefix.length), plan));
  }
  if (digits.startsWith(trunkPrefix)) {
    const national = digits.slice(trunkPrefix.length);
    // No area begins with the 0 that stands before it: two of them are an outside line or another country.
    if (trunkPrefix !== '0' || !national.startsWith('0')) {
      found.push(countryCode + national);
    }
  }
  const ofSite = sitePrefix !== '' && digits.startsWith(sitePrefix);
  if (ofSite || isLocal(digits)) {
    found.push(countryCode + areaCode + digits);
  }
  if (digits.startsWith(countryCode)) {
    found.push(withoutTrunk(digits, plan));
  }
  // Services such as 112, 116117 and 11833 have no area code, and none in front of them.
  if (trunkPrefix !== '' && digits.length > LONGEST_LOCAL && !digits.startsWith('0')) {
    found.push(countryCode + digits);
  }
  return found;
}

/** Services such as 116117 and 11833 are dialled like a local number, and are none. */
function isLocal(digits: string): boolean {
  return digits.length >= SHORTEST_LOCAL && digits.length <= LONGEST_LOCAL && !/^(?:0|11)/.test(digits);
}

/** +49 (0)30: the trunk prefix of the plan's own country, left in where it does not belong. */
function withoutTrunk(digits: string, { countryCode, trunkPrefix }: NumberPlan): string {
  return trunkPrefix.startsWith('0') && digits.startsWith(countryCode + trunkPrefix)
    ? countryCode + digits.slice(countryCode.length + trunkPrefix.length)
    : digits;
}

function extensionIn(e164: string, plan: NumberPlan): string | null {
  const base = siteBase(plan);
  return plan.sitePrefix !== '' && e164.startsWith(base) && e164.length === base.length + plan.extensionLength
    ? e164.slice(base.length)
    : null;
}

function siteBase({ countryCode, areaCode, sitePrefix }: NumberPlan): string {
  return `+${countryCode}${areaCode}${sitePrefix}`;
}

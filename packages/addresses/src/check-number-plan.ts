import { isCallingCode, MOST_DIGITS, readInternational } from './international.ts';
import type { NumberPlan } from './number-plan.ts';

const PREFIXES = ['areaCode', 'sitePrefix', 'trunkPrefix', 'internationalPrefix', 'exitPrefix'] as const;

/** What is wrong with a plan, each in words with the remedy; empty: nothing. */
export function checkNumberPlan(plan: NumberPlan): readonly string[] {
  const malformed = malformedFields(plan);
  return malformed.length > 0 ? malformed : [...contradictions(plan), ...impossibleNumber(plan)];
}

function malformedFields(plan: NumberPlan): readonly string[] {
  const problems: string[] = [];
  if (!/^[1-9]\d{0,2}$/.test(plan.countryCode)) {
    problems.push(
      `countryCode is ${quoted(plan.countryCode)}: expected a calling code of 1 to 3 digits without +, such as 49`,
    );
  } else if (!isCallingCode(plan.countryCode)) {
    problems.push(
      `countryCode is ${plan.countryCode}: no country has this calling code; expected one such as 49, 39 or 1`,
    );
  }
  for (const field of PREFIXES) {
    if (!/^\d*$/.test(plan[field])) {
      problems.push(`${field} is ${quoted(plan[field])}: expected digits only, or nothing`);
    }
  }
  if (!Number.isInteger(plan.extensionLength) || plan.extensionLength < 1 || plan.extensionLength > 12) {
    problems.push(`extensionLength is ${plan.extensionLength}: expected a whole number from 1 to 12`);
  }
  return problems;
}

function contradictions(plan: NumberPlan): readonly string[] {
  const { countryCode, areaCode, sitePrefix, trunkPrefix, internationalPrefix, exitPrefix } = plan;
  const problems: string[] = [];
  if (internationalPrefix !== '' && internationalPrefix === trunkPrefix) {
    problems.push(
      `trunkPrefix and internationalPrefix are both ${trunkPrefix}: expected different ones, such as 0 and 00`,
    );
  }
  if (exitPrefix !== '' && exitPrefix === internationalPrefix) {
    problems.push(
      `exitPrefix and internationalPrefix are both ${exitPrefix}: expected the exit prefix alone, such as 0, since the international one is dialled after it`,
    );
  }
  if (trunkPrefix !== '' && areaCode.startsWith(trunkPrefix) && !areaMayBeginWith(trunkPrefix, plan)) {
    problems.push(
      `areaCode is ${areaCode} and begins with the trunkPrefix ${trunkPrefix}: expected the area code without it; where the ${trunkPrefix} is part of every number, as in Italy, leave trunkPrefix empty`,
    );
  }
  if (sitePrefix !== '' && areaCode !== '' && sitePrefix.startsWith(countryCode + areaCode)) {
    problems.push(
      `sitePrefix is ${sitePrefix} and begins with country and area code: expected only what stands between area code and extension`,
    );
  }
  return problems;
}

/** Russian area codes may begin with the 8 that is dialled before them. */
function areaMayBeginWith(
  trunkPrefix: string,
  { countryCode, areaCode, sitePrefix, extensionLength }: NumberPlan,
): boolean {
  return (
    trunkPrefix !== '0' &&
    sitePrefix !== '' &&
    readInternational(countryCode + areaCode + sitePrefix + '2'.repeat(extensionLength))?.possible === true
  );
}

function impossibleNumber({ countryCode, areaCode, sitePrefix, extensionLength }: NumberPlan): readonly string[] {
  if (sitePrefix === '') {
    return [];
  }
  const base = countryCode + areaCode + sitePrefix;
  const shown = `+${base}${'x'.repeat(extensionLength)}`;
  const digits = base.length + extensionLength;
  if (digits > MOST_DIGITS) {
    return [
      `a full number ${shown} has ${digits} digits: expected at most ${MOST_DIGITS}; shorten sitePrefix or extensionLength`,
    ];
  }
  const number = readInternational(base + '2'.repeat(extensionLength));
  if (number?.possible === true && number.e164.startsWith(`+${base}`)) {
    return [];
  }
  return [
    `a full number ${shown} is not possible in the country with code ${countryCode}: expected areaCode, sitePrefix and extension to make one; correct them, or leave sitePrefix empty where extensions are no part of a number`,
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

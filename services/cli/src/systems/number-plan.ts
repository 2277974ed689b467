import type { SystemBody } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import { defined } from '../defined.ts';

type NumberPlan = NonNullable<SystemBody['numberPlan']>;

/** A number plan as options give it. */
export interface PlanOptions {
  readonly country?: string;
  readonly area?: string;
  readonly site?: string;
  readonly extensions?: number;
  readonly trunk?: string;
  readonly international?: string;
  readonly exit?: string;
  /** False: `--no-number-plan`. */
  readonly numberPlan?: boolean;
}

/**
 * The plan after a change; undefined: nothing is said of it; null: none any more.
 * @throws LamplightError `request_invalid` for a plan without country or length of extensions
 */
export function changedPlan(
  before: NumberPlan | null,
  options: PlanOptions,
): (Partial<NumberPlan> & Pick<NumberPlan, 'countryCode' | 'extensionLength'>) | null | undefined {
  if (options.numberPlan === false) {
    return null;
  }
  const given = defined({
    countryCode: options.country,
    areaCode: options.area,
    sitePrefix: options.site,
    extensionLength: options.extensions,
    trunkPrefix: options.trunk,
    internationalPrefix: options.international,
    exitPrefix: options.exit,
  });
  if (Object.keys(given).length === 0) {
    return undefined;
  }
  const { countryCode, extensionLength, ...others } = { ...before, ...given };
  if (countryCode === undefined || extensionLength === undefined) {
    throw new LamplightError('request_invalid', 'a number plan needs --country and --extensions at least');
  }
  return { countryCode, extensionLength, ...others };
}

/** `+49 30 1234-xxx`: a full number, with an x for each digit of an extension. */
export function planInWords({ countryCode, areaCode, sitePrefix, extensionLength }: NumberPlan): string {
  const extension = 'x'.repeat(extensionLength);
  const number = sitePrefix === '' ? `extensions ${extension}` : `${sitePrefix}-${extension}`;
  return [`+${countryCode}`, areaCode, number].filter((part) => part !== '').join(' ');
}

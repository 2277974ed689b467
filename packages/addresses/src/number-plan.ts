/** How the numbers of one PBX are read and dialled there. */
export interface NumberPlan {
  /** Country calling code without `+`: 49. */
  readonly countryCode: string;
  /** Area or network code without the trunk prefix: 30. Empty where the country has none. */
  readonly areaCode: string;
  /** What stands between area code and extension in a full number: 1234. Empty: an extension is no part of a number. */
  readonly sitePrefix: string;
  /** Digits of an extension; 567 has 3. */
  readonly extensionLength: number;
  /** Dialled before a national number: 0 in Germany, empty in Italy. */
  readonly trunkPrefix: string;
  /** Dialled before an international number: 00. */
  readonly internationalPrefix: string;
  /** Dialled to reach an outside line: empty, or 0 or 9. */
  readonly exitPrefix: string;
}

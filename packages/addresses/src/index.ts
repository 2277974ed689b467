export { type AddressKeyOptions, addressKey } from './address-key.ts';
export { checkNumberPlan } from './check-number-plan.ts';
export { foldName } from './fold-name.ts';
export { dialledKeys, type LineKeys, lineKeys } from './line-keys.ts';
export type { NumberPlan } from './number-plan.ts';
export { type ReadNumber, readNumber } from './read-number.ts';
export { looksLikeNumber, shortenExternal } from './shorten-external.ts';
export { parseSipUri, type SipUri, sameSipUri, sipUriKey } from './sip-uri.ts';

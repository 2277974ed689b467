export { type Catalogue, catalogue, languageFor } from './catalogue/catalogue.ts';
export { describeReason } from './describe-reason.ts';
export { LABEL_IDS, type LabelId, labelOfPair } from './label.ts';
export type { Lamps, Profile, Rule, SessionPair } from './profile.ts';
export { lamplightProfile } from './profiles/lamplight.ts';
export { REASON_IDS, type ReasonId } from './reason-id.ts';
export { resolve } from './resolve.ts';
export { toneOfPair } from './tone.ts';

export { type Catalogue, catalogue, languageFor, type OwnLabels } from './catalogue/catalogue.ts';
export { ALWAYS, ANY_CLAIM, type ClaimMatch, type RuleCondition } from './condition.ts';
export { describeReason } from './describe-reason.ts';
export { LABEL_IDS, type LabelId, labelOfPair } from './label.ts';
export type { Lamps } from './lamps.ts';
export { type Participants, type Profile, type TimeSpan, WEEKDAYS, type Weekday } from './profile.ts';
export { lamplightProfile } from './profiles/lamplight.ts';
export { SHIPPED_PROFILES } from './profiles/shipped-profiles.ts';
export { REASON_IDS, type ReasonId } from './reason-id.ts';
export { resolve } from './resolve.ts';
export {
  CLAIM_PARTS,
  type ClaimPart,
  type PreferredPair,
  type Rule,
  type RuleKind,
  type SessionPair,
  SHOWING_KINDS,
} from './rule.ts';
export { toneOfPair } from './tone.ts';

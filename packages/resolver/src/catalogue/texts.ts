import type { TelephonyMode, Tone } from '@lamplight/domain';
import type { LabelId } from '../label.ts';
import type { ReasonId } from '../reason-id.ts';
import type { ClaimPart } from '../rule.ts';

/**
 * The words of one language. Placeholders of reasons: {subject}, and of the rule {duration}, {written}, {groups},
 * {telephony}, {times}, {parts} and {technology}; of `at`: {address} and {system}.
 */
export interface Texts {
  /** How a subject is named. */
  readonly at: string;
  /** Named where a reason is about the person as a whole. */
  readonly nobody: string;
  /** A duration, with {count}. */
  readonly seconds: string;
  /** How the parts of a claim are named. */
  readonly parts: Readonly<Record<ClaimPart, string>>;
  /** Where calls are made. */
  readonly telephony: Readonly<Record<TelephonyMode, string>>;
  readonly labels: Readonly<Record<LabelId, string>>;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly reasons: Readonly<Record<ReasonId, string>>;
}

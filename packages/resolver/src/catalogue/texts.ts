import type { Tone } from '@lamplight/domain';
import type { LabelId } from '../label.ts';
import type { ReasonId } from '../reason-id.ts';

/** The words of one language. Placeholders: {subject} and {duration} in reasons, {address} and {system} in `at`. */
export interface Texts {
  /** How a subject is named. */
  readonly at: string;
  /** Named where a reason is about the person as a whole. */
  readonly nobody: string;
  /** A duration, with {count}. */
  readonly seconds: string;
  readonly labels: Readonly<Record<LabelId, string>>;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly reasons: Readonly<Record<ReasonId, string>>;
}

import type { BoundClaim, PersonFacts, PersonId, Reach, SystemId, Tone } from '@lamplight/domain';
import type { OwnLabels, Profile } from '@lamplight/resolver';

/** Somebody to try a profile on, with what is claimed of them. */
export interface TriedPerson {
  readonly displayName: string;
  readonly facts: PersonFacts;
  readonly claims: readonly BoundClaim[];
}

/** What a claims file holds. */
export interface TriedClaims {
  /** Wall time in ms for which the claims stand. */
  readonly now: number;
  readonly people: readonly TriedPerson[];
}

export interface TryOptions {
  /** The profile that is tried. */
  readonly profile: (person: TriedPerson) => Profile;
  /** The one that it is compared with. */
  readonly against: (person: TriedPerson) => Profile;
  /** Wall time in ms. */
  readonly now: number;
  /** Of the words: `en`, `de`. */
  readonly language: string;
  /** The tenant's own labels. Default: none. */
  readonly labels?: OwnLabels;
}

/** What a profile makes of somebody. */
export interface TriedState {
  readonly availability: string;
  readonly activity: string;
  readonly tone: Tone;
  readonly labelId: string;
  /** In words. */
  readonly label: string;
  /** In words, one for each subject that something is wanted at. */
  readonly effects: readonly string[];
  readonly reach: readonly Reach[];
  /** The system that manages the presence; null: none. */
  readonly managedBy: SystemId | null;
  /** In words: what the person is told about who manages it; empty: nothing. */
  readonly notice: string;
}

export interface TriedRow {
  readonly personId: PersonId;
  readonly displayName: string;
  /** Under `against`. */
  readonly before: TriedState;
  /** Under `profile`. */
  readonly after: TriedState;
  readonly differs: boolean;
  /**
   * Sentences, each after the id of its rule: what `profile` applied. Where the rows differ, those that `against` did not
   * apply begin with `+ `, and at the end stand those that only it applied, with `- `.
   */
  readonly rules: readonly string[];
  /** Sentences likewise: what `profile` looked at and discarded, and why. */
  readonly discarded: readonly string[];
}

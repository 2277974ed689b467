/**
 * Matching: which line and which account belong to whom. Matchers are asked in order, and for each line the first that
 * finds exactly one person decides; each match carries its reason. What is not certain is a problem by name, with what
 * to do about it, and nobody gets the line: a wrong lamp is worse than a dark one. Bindings made by hand are never
 * touched, and nothing is matched against them.
 */
import type { NumberPlan } from '@lamplight/addresses';
import type { BindingRole, LineKind, PersonAddress, PersonId, SubjectRef, SystemId } from '@lamplight/domain';
import type { UserPair } from '../list/user-matching-list.ts';

/** In the words of the settings. `name` only ever proposes. */
export const MATCHERS = ['list', 'object-id', 'upn', 'mail', 'number', 'name'] as const;
export type Matcher = (typeof MATCHERS)[number];

export interface MatchingPerson {
  readonly id: PersonId;
  readonly displayName: string;
  readonly entraObjectId: string | null;
  readonly addresses: readonly PersonAddress[];
  /** False: a leaver, who is matched to nothing. */
  readonly active: boolean;
}

/** A line of a PBX, or an account of an Entra tenant. */
export interface MatchingLine extends SubjectRef {
  /** Null: an account. */
  readonly kind: LineKind | null;
  readonly displayName: string;
  readonly userName: string;
  readonly mail: string;
}

export interface HandMadeBinding extends SubjectRef {
  readonly personId: PersonId;
  readonly role: BindingRole;
}

export interface MatchingInput {
  /** Ids are unique. */
  readonly people: readonly MatchingPerson[];
  /** Subjects are unique. */
  readonly lines: readonly MatchingLine[];
  /** By system; null or none: an extension there is only itself. */
  readonly numberPlans: ReadonlyMap<SystemId, NumberPlan | null>;
  readonly handMade: readonly HandMadeBinding[];
  readonly pairs: readonly UserPair[];
  /** Where `list` stands among them it is asked there, and {@link MatchingInput.list} says nothing. */
  readonly matchers: readonly Matcher[];
  /** The list is asked after the other matchers, or before them. */
  readonly list: 'fallback' | 'override';
  /** UPNs and names of the list with regard to case. */
  readonly caseSensitive: boolean;
}

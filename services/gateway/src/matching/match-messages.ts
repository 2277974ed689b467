/**
 * What a matching thread is asked, one question after another, and what it answers. Everything goes in pieces: copying
 * 100,000 people between threads at once would hold up the event loop for as long as many changes of presence.
 */
import type { NumberPlan } from '@lamplight/addresses';
import type { SystemId } from '@lamplight/domain';
import type {
  HandMadeBinding,
  ListEncoding,
  ListProblem,
  ListSeparator,
  Match,
  MatchedBinding,
  MatchingInput,
  MatchingLine,
  MatchingPerson,
  MatchProblem,
  UserPair,
} from '@lamplight/matching';

/** A binding as it stands, and how it came about. */
export interface StandingBinding extends MatchedBinding {
  readonly role: HandMadeBinding['role'];
  readonly origin: string;
}

/** Matches that are answered at once, and entries of each list of a summary. */
export const SLICE = 1_000;

export type MatchRequest =
  | {
      readonly kind: 'people';
      readonly people: readonly MatchingPerson[];
      readonly bindings: readonly StandingBinding[];
    }
  | { readonly kind: 'lines'; readonly lines: readonly MatchingLine[] }
  /** The list as it is kept. */
  | { readonly kind: 'keptList'; readonly csv: string }
  /** A list to take the place of the kept one, as a file. */
  | { readonly kind: 'newList'; readonly bytes: Uint8Array; readonly caseSensitive: boolean }
  | {
      readonly kind: 'match';
      readonly numberPlans: ReadonlyMap<SystemId, NumberPlan | null>;
      readonly settings: Pick<MatchingInput, 'matchers' | 'list' | 'caseSensitive'>;
    }
  | { readonly kind: 'matches' | 'proposals'; readonly from: number };

/** Counts say all, lists have {@link SLICE} entries at most. */
export interface MatchSummary {
  readonly people: number;
  readonly lines: number;
  readonly matched: number;
  readonly added: readonly Match[];
  readonly removed: readonly RemovedMatch[];
  readonly problems: readonly MatchProblem[];
  readonly counts: {
    readonly added: number;
    readonly removed: number;
    readonly unchanged: number;
    readonly proposals: number;
    readonly problems: number;
  };
}

export interface RemovedMatch extends Omit<Match, 'role' | 'matcher'> {
  readonly role: HandMadeBinding['role'];
  readonly matcher: string;
}

export interface NewList {
  readonly encoding: ListEncoding;
  readonly separator: ListSeparator;
  readonly entries: number;
  readonly added: readonly UserPair[];
  readonly removed: readonly UserPair[];
  readonly problems: readonly ListProblem[];
  /** Written out again. */
  readonly csv: string;
}

export interface MatchAnswers {
  readonly people: null;
  readonly lines: null;
  readonly keptList: null;
  readonly newList: NewList;
  readonly match: MatchSummary;
  readonly matches: readonly Match[];
  readonly proposals: readonly Match[];
}

export type MatchReply = { readonly answer: MatchAnswers[keyof MatchAnswers] } | { readonly failure: string };

import type { PersonId, SystemId } from '@lamplight/domain';
import type { Matcher } from './matching-input.ts';

/** A binding that matching makes, or proposes. */
export interface Match {
  readonly personId: PersonId;
  readonly displayName: string;
  readonly systemId: SystemId;
  readonly address: string;
  readonly role: 'owner';
  readonly matcher: Matcher;
  /** The matcher's evidence with its value: `mail anna@example.com`, `extension 567`, `list anna@example.com,567`. */
  readonly reason: string;
}

/**
 * ambiguous: a person's extension, or a name of the list, stands for several lines. duplicate: several people claim one
 * line. missing: a person without a line, a line without a person, an entry of the list without one of both.
 */
export interface MatchProblem {
  readonly kind: 'ambiguous' | 'duplicate' | 'missing';
  /** The person, line or entry, by name. */
  readonly subject: string;
  readonly personId: PersonId | null;
  readonly systemId: SystemId | null;
  readonly address: string | null;
  readonly message: string;
  readonly remedy: string;
}

/** Sorted by system, address and person, whatever the order of the input. */
export interface MatchOutcome {
  /** Active people. */
  readonly people: number;
  readonly lines: number;
  readonly matches: readonly Match[];
  /** For somebody to decide. */
  readonly proposals: readonly Match[];
  readonly problems: readonly MatchProblem[];
}

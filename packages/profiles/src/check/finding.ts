/** Something wrong with a profile, at a place of its text. */
export interface ProfileFinding {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** Id of the rule that it is about; null: the profile as a whole. */
  readonly rule: string | null;
  /** Names the field, the value and what to write instead. */
  readonly message: string;
}

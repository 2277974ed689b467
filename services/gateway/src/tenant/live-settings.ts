import type { MatchingSettings, Privacy, Retention, Twinning } from '@lamplight/admin-api';

/** A tenant's settings as they are in force now, with their defaults. */
export interface LiveSettings {
  readonly privacy: Privacy;
  readonly retention: Retention;
  readonly matching: MatchingSettings;
  readonly twinning: Twinning;
  /** Calls `listener` after any of them changed, until the returned function is called. */
  listen(listener: () => void): () => void;
}

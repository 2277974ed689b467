import type { MatchingSettings, Privacy, ProfilesSettings, Retention, Twinning } from '@lamplight/admin-api';
import type { StatusEdits } from '@lamplight/domain';

/** The section `profiles`, its statuses as the domain has them. */
export interface ChosenProfiles extends Omit<ProfilesSettings, 'statuses'> {
  readonly statuses: StatusEdits;
}

/** A tenant's settings as they are in force now, with their defaults. */
export interface LiveSettings {
  readonly privacy: Privacy;
  readonly retention: Retention;
  readonly matching: MatchingSettings;
  readonly twinning: Twinning;
  readonly profiles: ChosenProfiles;
  /** Calls `listener` after any of them changed, until the returned function is called. */
  listen(listener: () => void): () => void;
}

import {
  type MatchingSettings,
  matchingSettings,
  type Privacy,
  type ProfilesSettings,
  privacySettings,
  profilesSettings,
  type Retention,
  retentionSettings,
  type Twinning,
  twinningSettings,
} from '@lamplight/admin-api';
import type { StatusEdits } from '@lamplight/domain';

type Chosen = Omit<ProfilesSettings, 'statuses'> & { readonly statuses: StatusEdits };

/** A tenant's settings, which a test edits as an administrator would. */
export class EditableSettings {
  readonly retention: Retention = retentionSettings.parse({});
  readonly matching: MatchingSettings = matchingSettings.parse({});
  readonly twinning: Twinning = twinningSettings.parse({});
  #profiles: Chosen = { ...profilesSettings.parse({}), statuses: {} };
  #privacy: Privacy = privacySettings.parse({});
  readonly #listeners = new Set<() => void>();

  get privacy(): Privacy {
    return this.#privacy;
  }

  get profiles(): Chosen {
    return this.#profiles;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** What is not given has its default. */
  setPrivacy(privacy: Partial<Pick<Privacy, 'preset' | 'masks'>>): void {
    this.#privacy = privacySettings.parse(privacy);
    this.#tell();
  }

  /** What is not given stays. */
  setProfiles(profiles: Partial<Chosen>): void {
    this.#profiles = { ...this.#profiles, ...profiles };
    this.#tell();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}

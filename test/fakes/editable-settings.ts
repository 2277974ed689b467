import {
  type MatchingSettings,
  matchingSettings,
  type Privacy,
  privacySettings,
  type Retention,
  retentionSettings,
  type Twinning,
  twinningSettings,
} from '@lamplight/admin-api';

/** A tenant's settings, which a test edits as an administrator would. */
export class EditableSettings {
  readonly retention: Retention = retentionSettings.parse({});
  readonly matching: MatchingSettings = matchingSettings.parse({});
  readonly twinning: Twinning = twinningSettings.parse({});
  #privacy: Privacy = privacySettings.parse({});
  readonly #listeners = new Set<() => void>();

  get privacy(): Privacy {
    return this.#privacy;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** What is not given has its default. */
  setPrivacy(privacy: Partial<Pick<Privacy, 'preset' | 'masks'>>): void {
    this.#privacy = privacySettings.parse(privacy);
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

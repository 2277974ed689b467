import type { PersonId, StatusEdits } from '@lamplight/domain';
import { lamplightProfile, type Profile } from '@lamplight/resolver';

/** One profile for everybody, which a test puts another in place of. */
export class SettledProfiles {
  readonly #listeners = new Set<(concerned: readonly PersonId[]) => void>();
  #profile: Profile;

  constructor(profile: Profile = lamplightProfile) {
    this.#profile = profile;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  profileOf(): Profile {
    return this.#profile;
  }

  timeZoneOf({ timeZone }: { readonly timeZone: string | null }): string {
    return timeZone ?? 'UTC';
  }

  statusesOf({ statuses }: { readonly statuses: StatusEdits }): StatusEdits {
    return statuses;
  }

  /** @param concerned whom listeners are told */
  settle(profile: Profile, concerned: readonly PersonId[]): void {
    this.#profile = profile;
    for (const listener of [...this.#listeners]) {
      listener(concerned);
    }
  }

  listen(listener: (concerned: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

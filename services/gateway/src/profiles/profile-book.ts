/**
 * The profiles of one tenant as they are in force: the shipped ones and the tenant's own, and which of them is whose. A
 * change takes effect at once, and only for those whom it concerns: everybody of the directory is looked at (some hundred
 * nanoseconds each), and whoever has other rules, another time zone or other statuses from then on is named to listeners.
 *
 * A change of a person's own settings is a change of that person, which the directory tells.
 */
import type { Person, PersonId, StatusEdits } from '@lamplight/domain';
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import type { Logger } from '@lamplight/runtime';
import type { PersonProfiles } from '../conclude/ports.ts';
import type { ChosenProfiles, LiveSettings } from '../tenant/live-settings.ts';
import { chosenProfile } from './chosen-profile.ts';
import type { KeptProfile, KeptProfiles } from './kept-profiles.ts';
import { MergedStatuses } from './merged-statuses.ts';

export interface ProfileBookOptions {
  readonly directory: { people(): Iterable<Person> };
  readonly settings: Pick<LiveSettings, 'profiles' | 'listen'>;
  readonly logger: Logger;
}

/** All that decides whose profile is which; replaced as a whole. */
interface InForce {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly choices: ChosenProfiles;
  readonly statuses: MergedStatuses;
}

export class ProfileBook implements PersonProfiles {
  readonly #options: ProfileBookOptions;
  readonly #logger: Logger;
  readonly #listeners = new Set<(concerned: readonly PersonId[]) => void>();
  readonly #unlisten: () => void;
  #inForce: InForce;
  /** What was logged, so that it is logged once: ids that nobody knows, and versions that cannot be read. */
  readonly #logged = new Set<string>();

  constructor(options: ProfileBookOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('profiles');
    const choices = options.settings.profiles;
    this.#inForce = { profiles: SHIPPED_PROFILES, choices, statuses: new MergedStatuses(choices.statuses) };
    this.#unlisten = options.settings.listen(() => this.#putInForce(this.#inForce.profiles));
  }

  /** Those of the store, in place of what it had before. */
  take(kept: KeptProfiles): void {
    const profiles = new Map<string, Profile>();
    for (const [id, one] of kept) {
      this.#logUnreadable(id, one);
      if (one.profile !== null) {
        profiles.set(id, one.profile);
      }
    }
    for (const [id, profile] of SHIPPED_PROFILES) {
      profiles.set(id, profile);
    }
    this.#putInForce(profiles);
  }

  /** The shipped ones, and the tenant's own that can be read. */
  get profiles(): ReadonlyMap<string, Profile> {
    return this.#inForce.profiles;
  }

  profileOf(person: Person): Profile {
    return this.#chosen(person, this.#inForce);
  }

  timeZoneOf(person: Person): string {
    return person.timeZone ?? this.#inForce.choices.timeZone;
  }

  statusesOf(person: Person): StatusEdits {
    return this.#inForce.statuses.over(person.statuses);
  }

  listen(listener: (concerned: readonly PersonId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Follows the settings no more. */
  close(): void {
    this.#unlisten();
  }

  #putInForce(profiles: ReadonlyMap<string, Profile>): void {
    const before = this.#inForce;
    const choices = this.#options.settings.profiles;
    const statuses = sameStatuses(before.choices, choices) ? before.statuses : new MergedStatuses(choices.statuses);
    const after = { profiles, choices, statuses };
    this.#inForce = after;
    if (this.#listeners.size === 0 || (before.choices === choices && sameProfiles(before.profiles, profiles))) {
      return;
    }
    const concerned: PersonId[] = [];
    for (const person of this.#options.directory.people()) {
      if (this.#concerns(person, before, after)) {
        concerned.push(person.id);
      }
    }
    this.#logger.info({ count: concerned.length }, 'profiles changed');
    for (const listener of [...this.#listeners]) {
      listener(concerned);
    }
  }

  #concerns(person: Person, before: InForce, after: InForce): boolean {
    return (
      before.statuses !== after.statuses ||
      (person.timeZone === null && before.choices.timeZone !== after.choices.timeZone) ||
      this.#chosen(person, before) !== this.#chosen(person, after)
    );
  }

  #chosen(person: Person, { choices, profiles }: InForce): Profile {
    return chosenProfile(person, choices, profiles, (id) => this.#logUnknown(id));
  }

  #logUnknown(id: string): void {
    if (!this.#logged.has(id)) {
      this.#logged.add(id);
      this.#logger.warn({ profile: id }, 'there is no such profile: whoever should have it has the next that fits');
    }
  }

  #logUnreadable(id: string, { record, inForce, findings }: KeptProfile): void {
    const mark = `${id}\n${record.version}`;
    if (inForce?.version === record.version) {
      this.#logged.delete(id);
    } else if (!this.#logged.has(mark)) {
      this.#logged.add(mark);
      const error = findings.find(({ severity }) => severity === 'error');
      this.#logger.error(
        {
          profile: id,
          version: record.version,
          problem: error?.message ?? '',
        },
        'a profile cannot be read: an earlier version of it is in force, else what it extends',
      );
    }
  }
}

function sameProfiles(one: ReadonlyMap<string, Profile>, other: ReadonlyMap<string, Profile>): boolean {
  return one.size === other.size && [...one].every(([id, profile]) => other.get(id) === profile);
}

function sameStatuses(one: ChosenProfiles, other: ChosenProfiles): boolean {
  return one === other || JSON.stringify(one.statuses) === JSON.stringify(other.statuses);
}

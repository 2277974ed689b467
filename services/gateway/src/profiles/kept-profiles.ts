/**
 * A tenant's own profiles as the store keeps them, made ready for use: each by the newest of its versions that this
 * version of Lamplight can read. One that cannot be read (after an upgrade, or written past the API) takes nobody's
 * presence away: an earlier version stays in force, else what it extends.
 *
 * Bases are not found by `basesOf` of the package: that reads a text anew each time, and knows no earlier version that
 * stays in force where the newest cannot be read.
 */

import { type CheckedProfile, checkProfile, extendedBy, type ProfileFinding } from '@lamplight/profiles';
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { deepFreeze, LamplightError } from '@lamplight/runtime';
import type { ProfileRecord } from '@lamplight/store';

/** What a profile of the tenant is read from. */
export interface ProfileTexts {
  /** The newest version of each. */
  list(): Promise<readonly ProfileRecord[]>;
  /** Every version, oldest first. */
  history(id: string): Promise<readonly ProfileRecord[]>;
}

/** A profile of the tenant. */
export interface KeptProfile {
  /** The newest version. */
  readonly record: ProfileRecord;
  /** Of the newest version. */
  readonly findings: readonly ProfileFinding[];
  /** In force; null: none of its versions can be read, nor what it extends. */
  readonly profile: Profile | null;
  /** The version in force; null: what it extends is in force instead, or nothing. */
  readonly inForce: ProfileRecord | null;
  /** What the newest version extends; null: nothing. */
  readonly extends: string | null;
}

export type KeptProfiles = ReadonlyMap<string, KeptProfile>;

/** A text that was checked before, with the base that it found. */
interface Read {
  readonly content: string;
  /** Null: it extends nothing. */
  readonly extends: string | null;
  readonly base: Profile | undefined;
  readonly checked: CheckedProfile;
}

/** Reads profiles, and each only once: what has not changed since stays the same object. */
export class ProfileReader {
  #before: ReadonlyMap<string, Read> = new Map();

  async read(texts: ProfileTexts): Promise<KeptProfiles> {
    const versions = new Map((await texts.list()).map((record) => [record.id, [record]]));
    const whole = new Set<string>();
    for (;;) {
      const reading = new Reading(versions, this.#before);
      const kept = reading.all();
      const unread = [...kept.values()].filter(({ record, inForce }) => inForce === null && !whole.has(record.id));
      if (unread.length === 0) {
        this.#before = reading.done;
        return kept;
      }
      for (const { record } of unread) {
        whole.add(record.id);
        versions.set(record.id, [...(await texts.history(record.id))].reverse());
      }
    }
  }
}

/** One look at all of them, in which one may extend another. */
class Reading {
  readonly done = new Map<string, Read>();
  readonly #versions: ReadonlyMap<string, readonly ProfileRecord[]>;
  readonly #before: ReadonlyMap<string, Read>;
  readonly #kept = new Map<string, KeptProfile>();
  /** Those that are being read: whoever extends one of them closes a circle. */
  readonly #open = new Set<string>();

  constructor(versions: ReadonlyMap<string, readonly ProfileRecord[]>, before: ReadonlyMap<string, Read>) {
    this.#versions = versions;
    this.#before = before;
  }

  all(): KeptProfiles {
    return new Map(
      [...this.#versions.keys()].flatMap((id) => {
        const kept = this.#of(id);
        return kept === undefined ? [] : [[id, kept]];
      }),
    );
  }

  #of(id: string): KeptProfile | undefined {
    const known = this.#kept.get(id);
    const versions = this.#versions.get(id) ?? [];
    const [newest] = versions;
    if (known !== undefined || newest === undefined) {
      return known;
    }
    this.#open.add(id);
    const { extends: base, checked } = this.#read(newest);
    const readable = versions.find((record) => this.#read(record).checked.profile !== null);
    const kept = {
      record: newest,
      findings: checked.findings,
      profile: readable === undefined ? this.#instead(base) : this.#read(readable).checked.profile,
      inForce: readable ?? null,
      extends: base,
    };
    this.#open.delete(id);
    this.#kept.set(id, kept);
    return kept;
  }

  #instead(base: string | null): Profile | null {
    return base === null ? null : (this.#standing(base) ?? null);
  }

  #read({ id, version, content }: ProfileRecord): Read {
    const key = `${id}\n${version}`;
    const now = this.done.get(key);
    if (now !== undefined) {
      return now;
    }
    const before = this.#before.get(key);
    const read =
      before !== undefined && before.content === content && before.base === this.#baseOf(before.extends)
        ? before
        : this.#readAnew(id, content);
    this.done.set(key, read);
    return read;
  }

  #readAnew(id: string, content: string): Read {
    const base = extendedBy(content);
    const checked = checkProfile(content, {
      base: (name) => this.#base(name),
      labels: null,
      groups: null,
      systems: null,
      hasPerson: null,
    });
    return { content, extends: base, base: this.#baseOf(base), checked: named(id, checked) };
  }

  #baseOf(base: string | null): Profile | undefined {
    return base === null ? undefined : this.#standing(base);
  }

  /** What can be built on; undefined: nothing. */
  #standing(id: string): Profile | undefined {
    return SHIPPED_PROFILES.get(id) ?? (this.#open.has(id) ? undefined : (this.#of(id)?.profile ?? undefined));
  }

  /** @throws LamplightError `profile_invalid` where it would go in a circle, or cannot be read */
  #base(id: string): Profile | undefined {
    const shipped = SHIPPED_PROFILES.get(id);
    if (shipped !== undefined) {
      return shipped;
    }
    if (this.#open.has(id)) {
      const circle = [...this.#open, id].join(' → ');
      throw new LamplightError(
        'profile_invalid',
        `extends goes in a circle (${circle}): let one of them stand by itself`,
      );
    }
    const kept = this.#of(id);
    if (kept !== undefined && kept.profile === null) {
      throw new LamplightError('profile_invalid', `${id} cannot be read itself: correct that first`);
    }
    return kept?.profile ?? undefined;
  }
}

/** Whatever a text says that came past the API: a profile is asked for by the id under which it is kept. */
function named(id: string, { profile, findings }: CheckedProfile): CheckedProfile {
  const kept: Profile | null = profile === null ? null : { ...profile, id };
  deepFreeze(kept);
  return { profile: kept, findings };
}

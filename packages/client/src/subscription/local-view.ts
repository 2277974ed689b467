/**
 * What a console shows. The view changes only at consistent points: a first snapshot, or the snapshot after a reset,
 * is gathered beside it and takes its place at `caught_up`; until then the old one stands, marked unconfirmed. People
 * added later join at the `caught_up` of their watch. A person's revision never goes back within an epoch.
 */
import type { Change, Presence, Problem } from '@lamplight/domain';

/** A watched person, as last told. */
export interface WatchedPerson {
  /** Person id; the asked address where it could not be resolved. */
  readonly key: string;
  /** Null where the asked address could not be resolved. */
  readonly personId: string | null;
  /** The address by which the person was asked for; null when asked for by id. */
  readonly requestedAddress: string | null;
  readonly revision: number;
  /** Null when there is a problem. */
  readonly presence: Presence | null;
  readonly problem: Problem | null;
}

/** Read access to the view. */
export interface PresenceView {
  /** False while the connection is lost or a snapshot is being replaced: what is shown may be out of date. */
  readonly confirmed: boolean;
  readonly size: number;
  get(key: string): WatchedPerson | undefined;
  people(): Iterable<WatchedPerson>;
}

export class LocalView implements PresenceView {
  #shown = new Map<string, WatchedPerson>();
  #gathered = new Map<string, WatchedPerson>();
  #confirmed = false;
  #replacing = true;

  get confirmed(): boolean {
    return this.#confirmed;
  }

  /** The next consistent point replaces everything. */
  get replacing(): boolean {
    return this.#replacing;
  }

  get size(): number {
    return this.#shown.size;
  }

  get(key: string): WatchedPerson | undefined {
    return this.#shown.get(key);
  }

  people(): Iterable<WatchedPerson> {
    return this.#shown.values();
  }

  /** The connection is lost: what is shown stands, unconfirmed, and what was gathered is forgotten. */
  lose(): void {
    this.#confirmed = false;
    this.#gathered.clear();
  }

  /** The server starts over: the next consistent point replaces everything. */
  replaceAtNextPoint(): void {
    this.#confirmed = false;
    this.#replacing = true;
    this.#gathered.clear();
  }

  /**
   * Takes in the items of one message.
   * @returns the keys of people whose shown state changed now; empty while it is only gathered.
   */
  take(items: readonly Change[], gatherAll: boolean): string[] {
    const changed: string[] = [];
    for (const item of items) {
      const person = toWatchedPerson(item);
      if (this.#replacing || gatherAll || !this.#shown.has(person.key)) {
        this.#keepNewer(this.#gathered, person);
      } else if (this.#keepNewer(this.#shown, person)) {
        changed.push(person.key);
      }
    }
    return changed;
  }

  /** A consistent point: what was gathered is shown. Returns the keys whose shown state changed, gone ones included. */
  settle(allWatchesAnswered: boolean): string[] {
    const changed = new Set<string>();
    if (this.#replacing) {
      for (const key of this.#shown.keys()) {
        if (!this.#gathered.has(key)) {
          changed.add(key);
        }
      }
      for (const [key, person] of this.#gathered) {
        if (!sameState(this.#shown.get(key), person)) {
          changed.add(key);
        }
      }
      this.#shown = this.#gathered;
      this.#replacing = false;
    } else {
      for (const person of this.#gathered.values()) {
        if (this.#keepNewer(this.#shown, person)) {
          changed.add(person.key);
        }
      }
    }
    this.#gathered = new Map();
    this.#confirmed = allWatchesAnswered;
    return [...changed];
  }

  remove(key: string): boolean {
    this.#gathered.delete(key);
    return this.#shown.delete(key);
  }

  /** Forgets all revisions' meaning: the next snapshot is of another epoch. */
  #keepNewer(map: Map<string, WatchedPerson>, person: WatchedPerson): boolean {
    const before = map.get(person.key);
    if (before !== undefined && person.revision !== 0 && before.revision >= person.revision) {
      return false;
    }
    map.set(person.key, person);
    return true;
  }
}

/** Under which key a change is kept: the person id, or the asked address where there is none. */
export function keyOf(change: Change): string {
  return change.personId ?? change.requestedAddress?.toLowerCase() ?? '';
}

function toWatchedPerson(change: Change): WatchedPerson {
  return {
    key: keyOf(change),
    personId: change.personId,
    requestedAddress: change.requestedAddress,
    revision: change.revision,
    presence: change.outcome.kind === 'presence' ? change.outcome.presence : null,
    problem: change.outcome.kind === 'problem' ? change.outcome.problem : null,
  };
}

function sameState(a: WatchedPerson | undefined, b: WatchedPerson): boolean {
  return a !== undefined && a.revision === b.revision && JSON.stringify(a) === JSON.stringify(b);
}

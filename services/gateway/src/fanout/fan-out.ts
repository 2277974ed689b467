/**
 * Who is told of a change.
 *
 * Design. Presence is a register: only a person's last state counts, so nothing is queued. The index leads from a person
 * to the members (one per stream) that watch them; a change marks the person dirty at each, with the revision at which
 * they became dirty, and rings the member's bell once until it has looked. What is sent is read at the moment of
 * sending. So a slow member costs memory by its watch set and never by traffic, and a middle state is skipped by itself.
 *
 * A member's watermark is the revision that a resume token may claim: the last one seen when nobody is dirty, else one
 * less than the lowest revision at which a still-dirty person became dirty. Marks come in revision order and a dirty
 * person keeps its first mark, so the first entry of the dirty map is always the lowest, and the watermark never falls.
 *
 * Bells ring after the running task (`defer`), so that a burst of changes reaches a member as one.
 */
import type { Directory, LoggedPresence, PersonId, PresenceLog, Problem } from '@lamplight/domain';
import { pendingPresence } from './pending-presence.ts';

/** What is known of a person at this moment; `revision` 0 when the log does not hold them yet. */
export type Reading =
  | { readonly kind: 'presence'; readonly logged: LoggedPresence }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface FanOutOptions {
  readonly log: PresenceLog;
  readonly directory: Directory;
  /** Told when a person gets a first watcher and loses the last one. */
  readonly setWatched: (personId: PersonId, watched: boolean) => void;
  /** Runs an action after the running task; default a microtask. */
  readonly defer?: (action: () => void) => void;
}

export class FanOut {
  readonly #log: PresenceLog;
  readonly #directory: Directory;
  readonly #setWatched: FanOutOptions['setWatched'];
  readonly #defer: (action: () => void) => void;
  readonly #watchers = new Map<PersonId, Set<FanOutMember>>();
  readonly #rung = new Set<FanOutMember>();
  readonly #stopListening: readonly (() => void)[];
  #members = 0;
  #seen: number;
  #ringing = false;

  constructor(options: FanOutOptions) {
    this.#log = options.log;
    this.#directory = options.directory;
    this.#setWatched = options.setWatched;
    this.#defer = options.defer ?? queueMicrotask;
    this.#seen = options.log.revision;
    this.#stopListening = [
      options.log.listen((entry) => this.#appended(entry)),
      options.directory.listen((changed) => this.#directoryChanged(changed)),
    ];
  }

  get epoch(): string {
    return this.#log.epoch;
  }

  /** The highest revision that members have been told of. */
  get revision(): number {
    return this.#seen;
  }

  /** How many people are watched, and how many members there are: both 0 once everybody has left. */
  get size(): { readonly people: number; readonly members: number } {
    return { people: this.#watchers.size, members: this.#members };
  }

  /** @param onMark the bell: rung when somebody watched became dirty, once until the member is rung again */
  join(onMark: () => void): FanOutMember {
    this.#members += 1;
    return new FanOutMember(this.#toIndex(), onMark);
  }

  /** Ends listening; members hear nothing more. */
  stop(): void {
    for (const stop of this.#stopListening) {
      stop();
    }
  }

  read(personId: PersonId): Reading {
    const resolved = this.#directory.resolve({ by: 'id', personId });
    if (resolved.kind === 'problem') {
      return resolved;
    }
    const { person } = resolved;
    const logged = this.#log.read(personId) ?? { personId, revision: 0, presence: pendingPresence(person) };
    return { kind: 'presence', logged };
  }

  #toIndex(): MemberIndex {
    return {
      read: (personId) => this.read(personId),
      epoch: () => this.#log.epoch,
      seen: () => this.#seen,
      left: () => {
        this.#members -= 1;
      },
      add: (personId, member) => {
        const members = this.#watchers.get(personId);
        if (members !== undefined) {
          members.add(member);
          return;
        }
        this.#watchers.set(personId, new Set([member]));
        this.#tell(personId, true);
      },
      remove: (personId, member) => {
        const members = this.#watchers.get(personId);
        if (members?.delete(member) === true && members.size === 0) {
          this.#watchers.delete(personId);
          this.#tell(personId, false);
        }
      },
    };
  }

  #tell(personId: PersonId, watched: boolean): void {
    // Of ids that nobody has, nothing is told; of somebody who left while watched, that they are not watched any more.
    if (!watched || this.#directory.person(personId) !== undefined) {
      this.#setWatched(personId, watched);
    }
  }

  #appended(entry: LoggedPresence): void {
    this.#seen = Math.max(this.#seen, entry.revision);
    this.#mark(entry.personId, entry.revision);
  }

  /** Somebody watched came, left or changed: no revision of the log says so, and a resume reads the directory anyway. */
  #directoryChanged(changed: readonly PersonId[]): void {
    for (const personId of changed) {
      if (this.#watchers.has(personId)) {
        this.#tell(personId, true);
        this.#mark(personId, this.#seen + 1);
      }
    }
  }

  #mark(personId: PersonId, revision: number): void {
    const members = this.#watchers.get(personId);
    if (members === undefined) {
      return;
    }
    for (const member of members) {
      member.mark(personId, revision);
      this.#rung.add(member);
    }
    if (!this.#ringing) {
      this.#ringing = true;
      this.#defer(() => this.#ring());
    }
  }

  #ring(): void {
    this.#ringing = false;
    const rung = [...this.#rung];
    this.#rung.clear();
    for (const member of rung) {
      member.ring();
    }
  }
}

/** What a member needs of the index. */
interface MemberIndex {
  readonly read: (personId: PersonId) => Reading;
  readonly epoch: () => string;
  readonly seen: () => number;
  readonly add: (personId: PersonId, member: FanOutMember) => void;
  readonly remove: (personId: PersonId, member: FanOutMember) => void;
  readonly left: () => void;
}

/** One stream's part: its watch set, and who of it is dirty since which revision. */
export class FanOutMember {
  readonly #index: MemberIndex;
  readonly #watched = new Set<PersonId>();
  readonly #dirty = new Map<PersonId, number>();
  /** Became dirty since {@link takeMarked} was last called. */
  #marked: PersonId[] = [];
  readonly #onMark: () => void;
  #joined = true;

  constructor(index: MemberIndex, onMark: () => void) {
    this.#index = index;
    this.#onMark = onMark;
  }

  get epoch(): string {
    return this.#index.epoch();
  }

  get revision(): number {
    return this.#index.seen();
  }

  get watchedCount(): number {
    return this.#watched.size;
  }

  get dirtyCount(): number {
    return this.#dirty.size;
  }

  /** What a resume token may claim once everything that is not dirty has been sent. */
  get watermark(): number {
    const lowest = this.#dirty.values().next();
    return lowest.done === true ? this.#index.seen() : Math.min(this.#index.seen(), lowest.value - 1);
  }

  /** Everybody watched, first watched first. */
  watched(): Iterable<PersonId> {
    return this.#watched;
  }

  isWatching(personId: PersonId): boolean {
    return this.#watched.has(personId);
  }

  watch(personId: PersonId): void {
    if (this.#joined && !this.#watched.has(personId)) {
      this.#watched.add(personId);
      this.#index.add(personId, this);
    }
  }

  unwatch(personId: PersonId): void {
    if (this.#watched.delete(personId)) {
      this.#dirty.delete(personId);
      this.#index.remove(personId, this);
    }
  }

  /** The person as they are now, who thereby stops being dirty: whoever takes must send. */
  take(personId: PersonId): Reading {
    this.#dirty.delete(personId);
    return this.#index.read(personId);
  }

  /** As {@link take}, for looking only. */
  peek(personId: PersonId): Reading {
    return this.#index.read(personId);
  }

  isDirty(personId: PersonId): boolean {
    return this.#dirty.has(personId);
  }

  /** Everybody dirty, first marked first. */
  dirty(): Iterable<PersonId> {
    return this.#dirty.keys();
  }

  /** Whoever became dirty since the last call, in the order of becoming so; some may have been taken meanwhile. */
  takeMarked(): readonly PersonId[] {
    const marked = this.#marked;
    this.#marked = [];
    return marked;
  }

  /** Leaves nothing behind in the index; nothing is marked afterwards. */
  leave(): void {
    if (!this.#joined) {
      return;
    }
    this.#joined = false;
    for (const personId of this.#watched) {
      this.#index.remove(personId, this);
    }
    this.#watched.clear();
    this.#dirty.clear();
    this.#marked = [];
    this.#index.left();
  }

  /** Called by the index. */
  mark(personId: PersonId, revision: number): void {
    if (!this.#dirty.has(personId)) {
      this.#dirty.set(personId, revision);
      this.#marked.push(personId);
    }
  }

  /** Called by the index. */
  ring(): void {
    if (this.#joined) {
      this.#onMark();
    }
  }
}

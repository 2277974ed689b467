/**
 * What one stream still has to be told: first the snapshot that its last watch asked for, then whoever changed. It holds
 * names only; states are read when a message is filled. Everything in it is bounded by the watch set and one request.
 */
import {
  type Change,
  isId,
  type PersonId,
  type PersonSelector,
  type Problem,
  personId,
  type Resolved,
  type SubscribeRequest,
} from '@lamplight/domain';
import { problem } from '../problem.ts';
import type { ChangeFeed } from './change-feed.ts';
import { Pacing } from './pacing.ts';
import { makeResumeToken } from './resume-token.ts';

export type WatchRequest = Extract<SubscribeRequest, { kind: 'watch' }>;

/** What there is to send at an instant. */
export interface Work {
  /** A snapshot is not all sent. */
  readonly snapshot: boolean;
  /** Somebody changed and may be sent. */
  readonly ready: boolean;
  /** When somebody may become ready by the passing of time; null: nobody. */
  readonly nextAt: number | null;
}

export interface OutboxOptions {
  readonly feed: ChangeFeed;
  readonly resolve: (selector: PersonSelector) => Resolved;
  /** The bits of the mask that the stream is under now. */
  readonly mask: () => number;
  readonly maxWatched: number;
  readonly maxPerRequest: number;
}

type Entry =
  | { readonly kind: 'person'; readonly personId: PersonId; readonly requestedAddress: string | null }
  | { readonly kind: 'problem'; readonly requestedAddress: string; readonly problem: Problem };

export class Outbox {
  readonly #feed: ChangeFeed;
  readonly #resolve: OutboxOptions['resolve'];
  readonly #mask: OutboxOptions['mask'];
  readonly #maxWatched: number;
  readonly #maxPerRequest: number;
  readonly #pacing = new Pacing<PersonId>(0);
  /** Changed and free to be sent, in the order of becoming so. */
  readonly #ready = new Set<PersonId>();
  /** Whom the client shows, or keeps from its last stream. */
  readonly #shown = new Set<PersonId>();
  /** By address, what the client was told of those that nobody has: at most as many as it may watch. */
  readonly #unresolved = new Map<string, Entry>();
  #snapshot: readonly Entry[] = [];
  #sentOfSnapshot = 0;

  constructor(options: OutboxOptions) {
    this.#feed = options.feed;
    this.#resolve = options.resolve;
    this.#mask = options.mask;
    this.#maxWatched = options.maxWatched;
    this.#maxPerRequest = options.maxPerRequest;
  }

  set updateIntervalMs(intervalMs: number) {
    this.#pacing.setInterval(intervalMs);
  }

  /** How many people the client should be showing. */
  get shownCount(): number {
    return this.#shown.size;
  }

  /** Null while a snapshot is under way: not everything up to any revision has been sent. */
  token(): Uint8Array | null {
    const { epoch, watermark } = this.#feed;
    return this.#hasSnapshot ? null : makeResumeToken({ epoch, revision: watermark, mask: this.#mask() });
  }

  /**
   * Applies a watch, whole or not at all.
   * @param resumeFrom revision of an accepted token, for the first watch of the stream; else null
   * @param isFirst only the first watch may keep
   * @returns the problem for which it is refused; null: applied
   */
  watch(request: WatchRequest, resumeFrom: number | null, isFirst: boolean): Problem | null {
    const named = request.add.length + request.keep.length + request.remove.length;
    if (named > this.#maxPerRequest) {
      return problem(
        'request_limit',
        `watch names ${named} people: at most ${this.#maxPerRequest} in one request, so split it`,
        { max_per_request: String(this.#maxPerRequest) },
      );
    }
    if (!isFirst && request.keep.length > 0) {
      return problem('protocol_violation', 'watch.keep is for the first watch of a stream: use add');
    }
    const removed = new Set(validIds(request.remove));
    const added = new Map<string, Entry>();
    for (const selector of request.add) {
      const entry = this.#entryOf(selector);
      added.set(
        entry.kind === 'person'
          ? `${entry.personId}\u0000${entry.requestedAddress ?? ''}`
          : `\u0000${entry.requestedAddress}`,
        entry,
      );
    }
    const people = new Set([...added.values()].flatMap((entry) => (entry.kind === 'person' ? [entry.personId] : [])));
    const kept = validIds(request.keep).filter((id) => !people.has(id));
    const watched = this.#countAfter(removed, [...people, ...kept]);
    if (watched > this.#maxWatched) {
      return problem(
        'watch_limit',
        `this stream would watch ${watched} people: at most ${this.#maxWatched}, so remove some or open another stream`,
        { max_watched: String(this.#maxWatched) },
      );
    }
    for (const id of removed) {
      this.#forget(id);
    }
    this.#sentOfSnapshot = 0;
    this.#snapshot = [...added.values(), ...this.#entriesOfKept(kept, resumeFrom)];
    this.#rememberProblems(added.values());
    for (const id of [...people, ...kept]) {
      this.#feed.watch(id);
    }
    return null;
  }

  /** Everybody watched is to be sent anew, and what the client was told of addresses that nobody has. */
  startOver(): void {
    const unsent = this.#snapshot.slice(this.#sentOfSnapshot);
    const named = new Set(unsent.flatMap((entry) => (entry.kind === 'person' ? [entry.personId] : [])));
    const again = [...this.#feed.watched()].filter((id) => !named.has(id));
    this.#sentOfSnapshot = 0;
    this.#snapshot = [
      ...unsent.filter((entry) => entry.kind === 'person'),
      ...again.map((id): Entry => ({ kind: 'person', personId: id, requestedAddress: null })),
      ...this.#unresolved.values(),
    ];
  }

  /** Takes in who became dirty and whose interval is over. */
  refresh(now: number): void {
    for (const id of this.#pacing.release(now)) {
      if (this.#feed.isDirty(id)) {
        this.#ready.add(id);
      }
    }
    for (const id of this.#feed.takeMarked()) {
      if (!this.#pacing.isHeld(id, now)) {
        this.#ready.add(id);
      }
    }
  }

  /** Nobody is held back any more: what is dirty is to be sent before the end. */
  releaseAll(): void {
    for (const id of this.#feed.dirty()) {
      this.#ready.add(id);
    }
  }

  work(): Work {
    const someoneHeld = this.#feed.dirtyCount > this.#ready.size;
    return {
      snapshot: this.#hasSnapshot,
      ready: this.#ready.size > 0,
      nextAt: someoneHeld ? this.#pacing.nextAt : null,
    };
  }

  /** The next message's items, at most `limit`, each person once; what is returned must be sent. */
  fill(limit: number, now: number): readonly Change[] {
    const items: Change[] = [];
    const inMessage = new Set<PersonId>();
    for (; this.#hasSnapshot && items.length < limit; this.#sentOfSnapshot += 1) {
      const entry = this.#snapshot[this.#sentOfSnapshot];
      if (entry === undefined) {
        break;
      }
      if (entry.kind === 'problem') {
        const { requestedAddress } = entry;
        items.push({
          personId: null,
          requestedAddress,
          revision: 0,
          outcome: { kind: 'problem', problem: entry.problem },
        });
        continue;
      }
      if (inMessage.has(entry.personId)) {
        return items;
      }
      inMessage.add(entry.personId);
      items.push(this.#take(entry.personId, entry.requestedAddress));
    }
    if (this.#hasSnapshot) {
      return items;
    }
    this.#snapshot = [];
    this.#sentOfSnapshot = 0;
    for (const id of this.#ready) {
      if (items.length === limit) {
        break;
      }
      if (inMessage.has(id)) {
        continue;
      }
      this.#ready.delete(id);
      if (this.#feed.isDirty(id)) {
        items.push(this.#take(id, null));
        this.#pacing.sent(id, now);
      }
    }
    return items;
  }

  /** Lets go of everything. */
  close(): void {
    this.#feed.leave();
    this.#snapshot = [];
    this.#ready.clear();
    this.#shown.clear();
    this.#unresolved.clear();
  }

  get #hasSnapshot(): boolean {
    return this.#sentOfSnapshot < this.#snapshot.length;
  }

  #take(id: PersonId, requestedAddress: string | null): Change {
    const reading = this.#feed.take(id);
    this.#ready.delete(id);
    if (reading.kind === 'problem') {
      this.#shown.delete(id);
      return { personId: id, requestedAddress, revision: 0, outcome: { kind: 'problem', problem: reading.problem } };
    }
    this.#shown.add(id);
    const { revision, presence } = reading.logged;
    return { personId: id, requestedAddress, revision, outcome: { kind: 'presence', presence } };
  }

  #forget(id: PersonId): void {
    this.#feed.unwatch(id);
    this.#ready.delete(id);
    this.#shown.delete(id);
    this.#pacing.forget(id);
  }

  #rememberProblems(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      if (entry.requestedAddress === null) {
        continue;
      }
      this.#unresolved.delete(entry.requestedAddress);
      if (entry.kind === 'problem' && this.#unresolved.size < this.#maxWatched) {
        this.#unresolved.set(entry.requestedAddress, entry);
      }
    }
  }

  #countAfter(removed: ReadonlySet<PersonId>, added: readonly PersonId[]): number {
    const gone = [...removed].filter((id) => this.#feed.isWatching(id)).length;
    const come = new Set(added.filter((id) => removed.has(id) || !this.#feed.isWatching(id))).size;
    return this.#feed.watchedCount - gone + come;
  }

  #entryOf(selector: PersonSelector): Entry {
    if (selector.by === 'id' && isId(selector.personId)) {
      return { kind: 'person', personId: personId(selector.personId), requestedAddress: null };
    }
    const asked = selector.by === 'id' ? selector.personId : selector.address;
    const resolved = this.#resolve(selector);
    return resolved.kind === 'person'
      ? { kind: 'person', personId: resolved.person.id, requestedAddress: asked }
      : { kind: 'problem', requestedAddress: asked, problem: resolved.problem };
  }

  /** Of kept people, only those who are not as the client knows them; all of them without an accepted token. */
  #entriesOfKept(kept: readonly PersonId[], resumeFrom: number | null): readonly Entry[] {
    const entries: Entry[] = [];
    for (const id of kept) {
      const reading = this.#feed.peek(id);
      if (resumeFrom !== null && reading.kind === 'presence' && reading.logged.revision <= resumeFrom) {
        this.#shown.add(id);
      } else {
        entries.push({ kind: 'person', personId: id, requestedAddress: null });
      }
    }
    return entries;
  }
}

function validIds(ids: readonly string[]): PersonId[] {
  return [...new Set(ids)].filter(isId).map(personId);
}

import type { Change, PersonSelector, SubscribeRequest } from '@lamplight/domain';

type WatchRequest = Extract<SubscribeRequest, { kind: 'watch' }>;

interface Watched {
  readonly selector: PersonSelector;
  /** Null until the server has named the person, and while there is a problem. */
  personId: string | null;
  /** Its state was in the view at the last consistent point, so that it may be kept on resume. */
  held: boolean;
}

/** Whom the console wants to see, what they resolved to, and which requests are unanswered. */
export class WatchSet {
  readonly #watched = new Map<string, Watched>();
  /** How many selectors each person is watched by. */
  readonly #people = new Map<string, number>();
  readonly #outstanding = new Set<number>();
  #nextRequestId = 1;

  /** No request waits for its answer. */
  get isAnswered(): boolean {
    return this.#outstanding.size === 0;
  }

  /** How many different people the server should be watching for this stream. */
  get resolvedCount(): number {
    return this.#people.size;
  }

  /** Whether a change concerns somebody who is still wanted. */
  wants(change: Change): boolean {
    if (change.requestedAddress !== null && this.#watched.has(addressKey(change.requestedAddress))) {
      return true;
    }
    return change.personId !== null && (this.#watched.has(idKey(change.personId)) || this.#people.has(change.personId));
  }

  /** Keeps which person an address turned out to be. */
  learn(changes: readonly Change[]): void {
    for (const change of changes) {
      const known = change.outcome.kind === 'presence' ? change.personId : null;
      for (const key of keysOf(change)) {
        const watched = this.#watched.get(key);
        if (watched !== undefined) {
          this.#identify(watched, known);
        }
      }
    }
  }

  /** The first request of a stream: with a token, whoever is held is kept and the others are asked for. */
  firstRequest(hasToken: boolean): WatchRequest {
    const keep = new Set<string>();
    const add: PersonSelector[] = [];
    for (const watched of this.#watched.values()) {
      if (hasToken && watched.held && watched.personId !== null) {
        keep.add(watched.personId);
      } else {
        watched.held = false;
        add.push(watched.selector);
      }
    }
    return this.#request(add, [...keep], []);
  }

  add(selectors: readonly PersonSelector[], streamIsOpen: boolean): WatchRequest | null {
    const added = selectors.filter((selector) => {
      const key = selectorKey(selector);
      if (this.#watched.has(key)) {
        return false;
      }
      this.#watched.set(key, { selector, personId: null, held: false });
      return true;
    });
    return streamIsOpen && added.length > 0 ? this.#request(added, [], []) : null;
  }

  /** @param keys person ids, or the addresses by which people were asked for */
  remove(keys: readonly string[], streamIsOpen: boolean): WatchRequest | null {
    const gone = new Set<string>();
    for (const [key, watched] of this.#watched) {
      const wanted = watched.selector.by === 'id' ? watched.selector.personId : watched.selector.address;
      if (keys.some((name) => name === watched.personId || name.toLowerCase() === wanted.toLowerCase())) {
        this.#watched.delete(key);
        if (watched.personId !== null) {
          gone.add(watched.personId);
          this.#identify(watched, null);
        }
      }
    }
    return streamIsOpen && gone.size > 0 ? this.#request([], [], [...gone]) : null;
  }

  /** A request was answered: after the last one, everybody resolved is held. */
  answered(requestId: number): void {
    this.#outstanding.delete(requestId);
    if (this.isAnswered) {
      for (const watched of this.#watched.values()) {
        watched.held = watched.personId !== null;
      }
    }
  }

  /** A refused request had no effect at the server. */
  refused(requestId: number): void {
    this.#outstanding.delete(requestId);
  }

  forgetOutstanding(): void {
    this.#outstanding.clear();
  }

  #request(add: readonly PersonSelector[], keep: readonly string[], remove: readonly string[]): WatchRequest {
    const requestId = this.#nextRequestId++;
    this.#outstanding.add(requestId);
    return { kind: 'watch', requestId, add, keep, remove };
  }

  #identify(watched: Watched, personId: string | null): void {
    if (watched.personId === personId) {
      return;
    }
    if (watched.personId !== null) {
      const left = (this.#people.get(watched.personId) ?? 1) - 1;
      if (left === 0) {
        this.#people.delete(watched.personId);
      } else {
        this.#people.set(watched.personId, left);
      }
    }
    if (personId !== null) {
      this.#people.set(personId, (this.#people.get(personId) ?? 0) + 1);
    }
    watched.personId = personId;
  }
}

function idKey(personId: string): string {
  return `id:${personId}`;
}

function addressKey(address: string): string {
  return `address:${address.toLowerCase()}`;
}

function selectorKey(selector: PersonSelector): string {
  return selector.by === 'id' ? idKey(selector.personId) : addressKey(selector.address);
}

function keysOf(change: Change): string[] {
  const keys = change.personId === null ? [] : [idKey(change.personId)];
  return change.requestedAddress === null ? keys : [...keys, addressKey(change.requestedAddress)];
}

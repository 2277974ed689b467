import type { Change, PersonSelector, SubscribeRequest } from '@lamplight/domain';

type WatchRequest = Extract<SubscribeRequest, { kind: 'watch' }>;

interface Watched {
  readonly selector: PersonSelector;
  /** Null until the server has named the person that an address belongs to. */
  personId: string | null;
  /** The server shows the person; false also while it answers with a problem. */
  present: boolean;
  /** Its state was in the view at the last consistent point, so that it may be kept on resume. */
  held: boolean;
}

/** What a request asked for, until it is answered. */
interface Outstanding {
  readonly added: readonly string[];
  readonly kept: readonly string[];
}

/** Who is not watched any more. */
export interface Removal {
  /** Keys under which the view may show them. */
  readonly gone: readonly string[];
  /** What to send; null: nothing. */
  readonly request: WatchRequest | null;
}

/** People of one request before the first `welcome` has told the server's limit. */
const FIRST_LIMIT = 1_000;

/** Whom the console wants to see, what they resolved to, and which requests are unanswered. */
export class WatchSet {
  readonly #watched = new Map<string, Watched>();
  /** The same by person, once known. A person may be watched by an id and several addresses. */
  readonly #byPerson = new Map<string, Set<Watched>>();
  readonly #outstanding = new Map<number, Outstanding>();
  /** Addresses that were removed before the server said whose they are: it watches those people until told. */
  readonly #unwanted = new Set<string>();
  #nextRequestId = 1;
  #limit = FIRST_LIMIT;

  /** No request waits for its answer. */
  get isAnswered(): boolean {
    return this.#outstanding.size === 0;
  }

  /** How many different people the server should be showing on this stream. */
  get resolvedCount(): number {
    let count = 0;
    for (const watchers of this.#byPerson.values()) {
      count += [...watchers].some((watched) => watched.present) ? 1 : 0;
    }
    return count;
  }

  /** How many people one request may name, as `welcome` says. */
  set maxPerRequest(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  /** Whether a change concerns somebody who is still wanted. */
  wants(change: Change): boolean {
    const { personId, requestedAddress } = change;
    return (
      (requestedAddress !== null && this.#watched.has(addressKey(requestedAddress))) ||
      (personId !== null && this.#byPerson.has(personId))
    );
  }

  /** Keeps which person an address turned out to be, and whether the server shows them. */
  learn(changes: readonly Change[]): void {
    for (const { personId, requestedAddress, outcome } of changes) {
      const asked = requestedAddress === null ? undefined : this.#watched.get(addressKey(requestedAddress));
      if (asked !== undefined && personId !== null) {
        this.#bind(asked, personId);
      }
      const concerned = personId === null ? undefined : this.#byPerson.get(personId);
      for (const watched of concerned ?? (asked === undefined ? [] : [asked])) {
        watched.present = outcome.kind === 'presence';
      }
    }
  }

  /** People whom the server has just named and who were removed meanwhile: the request that says so; null: none. */
  dropUnwanted(changes: readonly Change[]): WatchRequest | null {
    const gone = new Set<string>();
    for (const { personId, requestedAddress, outcome } of changes) {
      if (requestedAddress !== null && this.#unwanted.delete(addressKey(requestedAddress))) {
        if (personId !== null && outcome.kind === 'presence' && !this.#byPerson.has(personId)) {
          gone.add(personId);
        }
      }
    }
    return gone.size === 0 ? null : this.#request([], [], [...gone]);
  }

  /** The first requests of a stream: with a token, whoever is held is kept and the others are asked for. */
  firstRequests(hasToken: boolean): readonly WatchRequest[] {
    const keep = new Set<string>();
    const add: string[] = [];
    for (const [key, watched] of this.#watched) {
      const { personId } = watched;
      // Only the first request may keep, so whoever finds no room in it is asked for.
      const fits = personId !== null && (keep.has(personId) || keep.size < this.#limit);
      if (hasToken && watched.held && personId !== null && fits) {
        keep.add(personId);
      } else {
        watched.held = false;
        watched.present = false;
        add.push(key);
      }
    }
    const room = this.#limit - keep.size;
    return [this.#request(add.slice(0, room), [...keep], []), ...this.#requests(add.slice(room))];
  }

  add(selectors: readonly PersonSelector[], streamIsOpen: boolean): readonly WatchRequest[] {
    const added: string[] = [];
    for (const selector of selectors) {
      const key = selectorKey(selector);
      if (!this.#watched.has(key)) {
        const watched: Watched = { selector, personId: null, present: false, held: false };
        this.#watched.set(key, watched);
        this.#unwanted.delete(key);
        if (selector.by === 'id') {
          this.#bind(watched, selector.personId);
        }
        added.push(key);
      }
    }
    return streamIsOpen ? this.#requests(added) : [];
  }

  /** @param keys person ids, or the addresses by which people were asked for */
  remove(keys: readonly string[], streamIsOpen: boolean): Removal {
    const names = new Set(keys.flatMap((key) => [key, key.toLowerCase()]));
    const people = new Set<string>();
    const gone = new Set<string>();
    for (const [key, watched] of this.#watched) {
      const { selector, personId } = watched;
      const asked = selector.by === 'id' ? selector.personId : selector.address;
      if (names.has(asked.toLowerCase()) || (personId !== null && names.has(personId))) {
        this.#drop(key);
        if (personId === null) {
          gone.add(asked.toLowerCase());
          this.#unwanted.add(key);
        } else if (!this.#byPerson.has(personId)) {
          people.add(personId);
          gone.add(personId);
        }
      }
    }
    return {
      gone: [...gone],
      request: streamIsOpen && people.size > 0 ? this.#request([], [], [...people]) : null,
    };
  }

  /** A request was answered: after the last one, everybody shown is held. */
  answered(requestId: number): void {
    this.#outstanding.delete(requestId);
    if (this.isAnswered) {
      this.#hold();
    }
  }

  /**
   * A refused request had no effect at the server. Whom it added is not watched, so that the next stream does not ask
   * for them again and is refused as a whole; whom it kept is asked for by what this returns.
   */
  refused(requestId: number): readonly WatchRequest[] {
    const refused = this.#outstanding.get(requestId);
    this.#outstanding.delete(requestId);
    for (const key of refused?.added ?? []) {
      this.#drop(key);
    }
    const kept = new Set(refused?.kept);
    const again: string[] = [];
    for (const [key, watched] of this.#watched) {
      if (watched.personId !== null && kept.has(watched.personId)) {
        watched.held = false;
        watched.present = false;
        again.push(key);
      }
    }
    const requests = this.#requests(again);
    if (this.isAnswered) {
      this.#hold();
    }
    return requests;
  }

  forgetOutstanding(): void {
    this.#outstanding.clear();
    this.#unwanted.clear();
  }

  #hold(): void {
    for (const watched of this.#watched.values()) {
      watched.held = watched.present;
    }
    this.#unwanted.clear();
  }

  #requests(keys: readonly string[]): readonly WatchRequest[] {
    const requests: WatchRequest[] = [];
    for (let from = 0; from < keys.length; from += this.#limit) {
      requests.push(this.#request(keys.slice(from, from + this.#limit), [], []));
    }
    return requests;
  }

  #request(added: readonly string[], keep: readonly string[], remove: readonly string[]): WatchRequest {
    const requestId = this.#nextRequestId++;
    this.#outstanding.set(requestId, { added, kept: keep });
    const add = added.flatMap((key) => this.#watched.get(key)?.selector ?? []);
    return { kind: 'watch', requestId, add, keep, remove };
  }

  #bind(watched: Watched, personId: string): void {
    if (watched.personId !== personId) {
      this.#unbind(watched);
      watched.personId = personId;
      const watchers = this.#byPerson.get(personId) ?? new Set();
      this.#byPerson.set(personId, watchers.add(watched));
    }
  }

  #unbind(watched: Watched): void {
    const watchers = watched.personId === null ? undefined : this.#byPerson.get(watched.personId);
    watchers?.delete(watched);
    if (watched.personId !== null && watchers?.size === 0) {
      this.#byPerson.delete(watched.personId);
    }
  }

  #drop(key: string): void {
    const watched = this.#watched.get(key);
    if (watched !== undefined) {
      this.#watched.delete(key);
      this.#unbind(watched);
    }
  }
}

function addressKey(address: string): string {
  return `address:${address.toLowerCase()}`;
}

function selectorKey(selector: PersonSelector): string {
  return selector.by === 'id' ? `id:${selector.personId}` : addressKey(selector.address);
}

/** What happened to users and groups, numbered, for delta queries. */
export type ChangeKind =
  | { readonly kind: 'created' }
  | { readonly kind: 'changed'; readonly properties: readonly string[] }
  /** Added to a group, or removed from it: how it is now, the group says. */
  | { readonly kind: 'member'; readonly memberId: string }
  /** For good, or restorable from the deleted items. */
  | { readonly kind: 'deleted'; readonly permanently: boolean };

export interface Change {
  readonly number: number;
  readonly tenantId: string;
  readonly resource: 'users' | 'groups';
  readonly id: string;
  readonly what: ChangeKind;
}

/** The oldest are dropped beyond this number: a delta query from before them has to start anew. */
const MOST_CHANGES = 500_000;

export class ChangeLog {
  #changes: Change[] = [];
  #last = 0;
  #generation = 1;

  /** The number of the latest change; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** A token of another generation is no longer good. */
  get generation(): number {
    return this.#generation;
  }

  /** The service forgets every state that it gave out. Source: Graph, "Use delta query", synchronization reset. */
  reset(): void {
    this.#generation += 1;
  }

  add(change: Omit<Change, 'number'>): void {
    this.#last += 1;
    this.#changes.push({ number: this.#last, ...change });
    if (this.#changes.length > MOST_CHANGES) {
      this.#changes = this.#changes.slice(-MOST_CHANGES / 2);
    }
  }

  /** The changes after one number up to another; undefined when some of them are not remembered any more. */
  between(after: number, upTo: number): readonly Change[] | undefined {
    const first = this.#changes[0]?.number ?? this.#last + 1;
    return after + 1 < first ? undefined : this.#changes.slice(after + 1 - first, upTo + 1 - first);
  }
}

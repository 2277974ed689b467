import type { Subscription } from './subscription.ts';

/** Subscriptions by id and by the people that they name. */
export class SubscriptionStore {
  readonly #byId = new Map<string, Subscription>();
  readonly #byPerson = new Map<string, Set<string>>();

  get all(): readonly Subscription[] {
    return [...this.#byId.values()];
  }

  find(id: string): Subscription | undefined {
    return this.#byId.get(id);
  }

  /** Those that name a person. */
  watching(personId: string): readonly Subscription[] {
    return [...(this.#byPerson.get(personId) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Adds one, or replaces the one with the same id: its people stay the same. */
  put(subscription: Subscription): void {
    this.#byId.set(subscription.id, Object.freeze(subscription));
    for (const personId of subscription.personIds) {
      const ids = this.#byPerson.get(personId) ?? new Set();
      this.#byPerson.set(personId, ids.add(subscription.id));
    }
  }

  remove(id: string): Subscription | undefined {
    const subscription = this.#byId.get(id);
    this.#byId.delete(id);
    for (const personId of subscription?.personIds ?? []) {
      const ids = this.#byPerson.get(personId);
      ids?.delete(id);
      if (ids?.size === 0) {
        this.#byPerson.delete(personId);
      }
    }
    return subscription;
  }
}

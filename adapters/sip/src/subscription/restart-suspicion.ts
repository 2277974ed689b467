/**
 * Whether refreshes answered 481 mean that the PBX was restarted. The first is a suspicion: every line should be looked
 * at. Three with no refresh accepted in between prove it: every older subscription is gone.
 */
export type Suspicion =
  | { readonly kind: 'none' }
  | { readonly kind: 'look-at-all' }
  /** Subscriptions made before then (monotonic ms) are gone. */
  | { readonly kind: 'restarted'; readonly before: number };

/** Every line is looked at at most this often. */
const LOOK_EVERY_MS = 10_000;
const PROOF_COUNT = 3;

export class RestartSuspicion {
  #row = { since: 0, count: 0 };
  #lastLookAt = Number.NEGATIVE_INFINITY;

  /** A refresh was accepted. */
  accepted(): void {
    this.#row = { since: 0, count: 0 };
  }

  /** A refresh was answered 481. */
  forgotten(now: number): Suspicion {
    const { since, count } = this.#row;
    this.#row = { since: count === 0 ? now : since, count: count + 1 };
    if (this.#row.count === PROOF_COUNT) {
      const before = this.#row.since;
      this.accepted();
      return { kind: 'restarted', before };
    }
    if (now - this.#lastLookAt < LOOK_EVERY_MS) {
      return { kind: 'none' };
    }
    this.#lastLookAt = now;
    return { kind: 'look-at-all' };
  }
}

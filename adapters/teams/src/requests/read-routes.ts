/**
 * By which registration people are read: by the second one where there is one, and by the first while the second has
 * no consent or no credential that Entra takes. It is tried again every minute.
 */
import type { Health } from '@lamplight/domain';
import type { GraphApi, GraphFailure } from '../graph-api.ts';
import type { Spending } from './spending.ts';

export interface ReadRoute {
  readonly api: Pick<GraphApi, 'getPresences'>;
  readonly spending: Spending;
  /** Requests in a second that may be spent on reading. */
  readonly perSecond: number;
}

/** How long the first registration reads before the second one is tried again; ms. */
const RETRY_MS = 60_000;

export class ReadRoutes {
  readonly #first: ReadRoute;
  readonly #second: ReadRoute | null;
  readonly #tell: (health: Health | null) => void;
  #secondOutUntil = -Infinity;

  /** @param tell what health says of the second one */
  constructor(first: ReadRoute, second: ReadRoute | null, tell: (health: Health | null) => void) {
    this.#first = first;
    this.#second = second;
    this.#tell = tell;
  }

  at(now: number): ReadRoute {
    return this.#second === null || now < this.#secondOutUntil ? this.#first : this.#second;
  }

  /** Whether the second registration reads. */
  secondReads(now: number): boolean {
    return this.at(now) === this.#second;
  }

  /** What was missing may be there now. */
  resume(): void {
    this.#secondOutUntil = -Infinity;
  }

  answered(route: ReadRoute): void {
    if (route === this.#second && this.#secondOutUntil !== -Infinity) {
      this.#secondOutUntil = -Infinity;
      this.#tell(null);
    }
  }

  /** Whether the other registration takes over. */
  failed(route: ReadRoute, failure: GraphFailure, now: number): boolean {
    if (route !== this.#second || failure.retry.kind !== 'slowly') {
      return false;
    }
    this.#secondOutUntil = now + RETRY_MS;
    const { state, reason, message, remedy, details } = failure.health;
    this.#tell({
      state,
      reason,
      message: `the second registration, for reads, cannot read, and the first one reads in its place: ${message}`,
      remedy,
      details: { ...details, registration: 'reader' },
    });
    return true;
  }
}

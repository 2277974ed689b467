/** What one application may ask for one tenant now: its own budget, and its turn among the tenants of this process. */
import type { GraphFailure } from '../graph-api.ts';
import type { ApplicationBudget, TenantShare } from '../polling/application-budget.ts';
import { type BudgetLimits, RequestBudget } from '../polling/request-budget.ts';

export class Spending {
  readonly #budget: RequestBudget;
  readonly #share: TenantShare | null;
  /** It is the turn of other tenants. */
  #waits = false;

  /**
   * @param application undefined: it serves this tenant only
   * @param turn called when requests may be sent again after others came first; to be used before it returns
   */
  constructor(limits: BudgetLimits, application: ApplicationBudget | undefined, turn: () => void) {
    this.#budget = new RequestBudget(limits);
    this.#share =
      application?.join({
        turn: () => {
          this.#waits = false;
          turn();
        },
      }) ?? null;
  }

  /** Requests in a second, on average. */
  get perSecond(): number {
    return this.#budget.perSecond;
  }

  /** Of `perSecond` reads that the tenant would make, how many it may, so that all tenants are served. */
  readsOf(perSecond: number): number {
    return this.#share?.reads(perSecond) ?? perSecond;
  }

  /** How many requests the tenant's own budget has left. */
  available(now: number): number {
    return this.#waits ? 0 : this.#budget.available(now);
  }

  /** When to ask again; Infinity: when it is told to. */
  availableAt(now: number): number {
    return this.#waits ? Infinity : this.#budget.availableAt(now);
  }

  /** Takes one request; false: it may not be sent now. */
  take(now: number): boolean {
    if (this.available(now) <= 0) {
      return false;
    }
    if (this.#share !== null && !this.#share.take(now)) {
      this.#waits = true;
      return false;
    }
    this.#budget.spend(now);
    return true;
  }

  /** What a request that was taken at `sentAt` says about the budget. `failure` undefined: it was answered. */
  learn(failure: GraphFailure | undefined, sentAt: number, now: number): void {
    if (failure === undefined) {
      this.#budget.accepted(sentAt);
      return;
    }
    const { retry, unsent } = failure;
    if (unsent === true) {
      this.#budget.giveBack(sentAt);
    }
    if (retry.kind === 'after') {
      this.#budget.close(now, { retryAfterMs: retry.ms, guessed: retry.guessed === true, sentAt });
    }
  }

  leave(): void {
    this.#share?.leave();
  }
}

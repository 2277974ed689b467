/**
 * One budget for all tenants that this process serves with one application: at most `share` of Graph's limit per
 * application, and tenants served fairly. Source: Graph, service-specific throttling limits (130,000 requests in 10 s per
 * application over all tenants).
 *
 * Two things are shared. How often each tenant reads: the rate that this process may read at is given out so that
 * whoever needs little gets all of it and the others the same (max-min fairness), and a tenant paces itself by it, so
 * that normally nobody waits. And each single request: while somebody waits, tenants take turns, one request each.
 */
import type { Clock, Timer } from '@lamplight/runtime';
import type { BudgetLimits } from './request-budget.ts';
import { SlidingWindow } from './sliding-window.ts';

export const APPLICATION_LIMITS: BudgetLimits = Object.freeze({ limit: 130_000, windowMs: 10_000, share: 0.7 });

/** What one core answers for beside everything else: a request of 650 people costs it some milliseconds. */
const READS_PER_SECOND = 300;

export interface ApplicationBudgetOptions {
  readonly limits?: BudgetLimits;
  /** Reads of all tenants together, in a second. Default: 300. */
  readonly readsPerSecond?: number;
}

/** One tenant's part. */
export interface TenantShare {
  /** Says how many reads in a second the tenant would make, and answers how many it may; `changed` tells of another. */
  reads(perSecond: number): number;
  /** Takes one request; false: others come first, and `turn` is called when it is this tenant's. */
  take(now: number): boolean;
  leave(): void;
}

export interface TenantTurns {
  /** The tenant may take one request, now or not at all. */
  turn(): void;
}

interface Member {
  demand: number;
  waiting: boolean;
  granted: boolean;
  readonly turns: TenantTurns;
}

export class ApplicationBudget {
  readonly #clock: Clock;
  readonly #window: SlidingWindow;
  readonly #readsPerSecond: number;
  readonly #members = new Set<Member>();
  /** Who waits, in the order of their turns. */
  readonly #waiting = new Set<Member>();
  /** What a tenant gets that asks for more; undefined: to be found anew. */
  #level: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, options: ApplicationBudgetOptions = {}) {
    const { limit, windowMs, share } = options.limits ?? APPLICATION_LIMITS;
    this.#clock = clock;
    this.#window = new SlidingWindow(Math.max(1, Math.floor(limit * share)), windowMs);
    this.#readsPerSecond = Math.min(options.readsPerSecond ?? READS_PER_SECOND, (this.#window.most * 1000) / windowMs);
  }

  join(turns: TenantTurns): TenantShare {
    const member: Member = { demand: 0, waiting: false, granted: false, turns };
    this.#members.add(member);
    this.#level = undefined;
    return {
      reads: (perSecond) => {
        if (member.demand !== perSecond) {
          member.demand = perSecond;
          this.#level = undefined;
        }
        this.#level ??= this.#findLevel();
        return Math.min(perSecond, this.#level);
      },
      take: (now) => this.#take(member, now),
      leave: () => {
        this.#members.delete(member);
        this.#waiting.delete(member);
        this.#level = undefined;
        this.#arm();
      },
    };
  }

  #take(member: Member, now: number): boolean {
    if (member.granted || (this.#waiting.size === 0 && this.#window.available(now) > 0)) {
      member.granted = false;
      this.#window.spend(now);
      return true;
    }
    this.#waiting.add(member);
    this.#arm();
    return false;
  }

  #arm(): void {
    if (this.#waiting.size === 0) {
      this.#timer?.cancel();
      this.#timer = undefined;
    } else {
      const now = this.#clock.monotonic();
      this.#timer ??= this.#clock.after(this.#window.availableAt(now) - now, () => this.#serve());
    }
  }

  /** One request for each who waits, in turn, as long as there are any. */
  #serve(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    while (this.#window.available(now) > 0) {
      const [member] = this.#waiting;
      if (member === undefined) {
        break;
      }
      this.#waiting.delete(member);
      member.granted = true;
      // Whoever wants more fails to take it and so waits again, behind the others.
      member.turns.turn();
      member.granted = false;
    }
    this.#arm();
  }

  #findLevel(): number {
    const demands = [...this.#members].map(({ demand }) => demand).sort((a, b) => a - b);
    let left = this.#readsPerSecond;
    for (const [index, demand] of demands.entries()) {
      const even = left / (demands.length - index);
      if (demand > even) {
        return even;
      }
      left -= demand;
    }
    return Infinity;
  }
}

/** The budgets of all applications of a process, made as they are asked for. */
export class ApplicationBudgets {
  readonly #clock: Clock;
  readonly #options: ApplicationBudgetOptions;
  readonly #budgets = new Map<string, ApplicationBudget>();

  constructor(clock: Clock, options: ApplicationBudgetOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** @param clientId of the application */
  of(clientId: string): ApplicationBudget {
    const key = clientId.toLowerCase();
    const known = this.#budgets.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = new ApplicationBudget(this.#clock, this.#options);
    this.#budgets.set(key, made);
    return made;
  }
}

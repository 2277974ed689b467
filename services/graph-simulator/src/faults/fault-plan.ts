import type { Fault, RouteName } from './fault.ts';

/** A request as faults see it. */
export interface FaultTarget {
  readonly route: RouteName;
  readonly appId: string | undefined;
  /** The people that the request is about: one of the path, or all of a bulk read; in lower case. */
  readonly userIds: readonly string[];
}

/** A fault that waits for requests to meet. */
export interface PlannedFault {
  readonly id: number;
  readonly fault: Fault;
  /** How many requests it will still meet. */
  readonly left: number | 'always';
}

/** The faults in force. A request meets the first that is about it. */
export class FaultPlan {
  #planned: readonly PlannedFault[] = [];
  #nextId = 1;

  get planned(): readonly PlannedFault[] {
    return this.#planned;
  }

  add(fault: Fault): PlannedFault {
    const planned = { id: this.#nextId, fault, left: fault.times };
    this.#nextId += 1;
    this.#planned = [...this.#planned, planned];
    return planned;
  }

  remove(id: number): boolean {
    const before = this.#planned.length;
    this.#planned = this.#planned.filter((planned) => planned.id !== id);
    return this.#planned.length < before;
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault that this request meets, used up by one; undefined for none. */
  take(target: FaultTarget): Fault | undefined {
    const met = this.#planned.find((planned) => isAbout(planned.fault, target));
    if (met === undefined) {
      return undefined;
    }
    const { left } = met;
    if (left !== 'always') {
      this.#planned = this.#planned.flatMap((planned) =>
        planned === met ? (left > 1 ? [{ ...met, left: left - 1 }] : []) : [planned],
      );
    }
    return met.fault;
  }
}

function isAbout(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.routes === 'all' || fault.routes.includes(target.route)) &&
    (fault.appId === undefined || fault.appId === target.appId) &&
    (fault.userId === undefined || target.userIds.includes(fault.userId))
  );
}

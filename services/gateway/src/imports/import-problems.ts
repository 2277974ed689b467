import type { Json } from '@lamplight/store';

/** What is wrong with one entry of an import. */
export interface ImportProblem {
  /** Counts from 1. */
  readonly line: number;
  /** Such as `addresses.0.kind`; empty: the line as a whole. */
  readonly field: string;
  /** The value and what is expected instead. */
  readonly message: string;
}

/** Problems that are listed; all are counted. */
const LISTED = 100;

/**
 * Problems after which entries are counted and no longer checked: saying what is wrong takes far longer than finding that
 * all is well, and everybody's lamps wait for it.
 */
const CHECKED = 1_000;

/** Gathers problems without growing with them. */
export class ImportProblems {
  readonly #listed: ImportProblem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Whether there are so many that nothing more is checked. */
  get full(): boolean {
    return this.#count >= CHECKED;
  }

  get listed(): readonly ImportProblem[] {
    return this.#listed;
  }

  add(problem: ImportProblem): void {
    this.#count += 1;
    if (this.#listed.length < LISTED) {
      this.#listed.push(problem);
    }
  }

  /** As a job shows them. */
  toJson(): Json {
    return this.#listed.map((problem) => ({ ...problem }));
  }
}

/** Whether this process may write for the people of its tenant, and since when: what was before may be another one's. */
import type { Effect } from '@lamplight/domain';
import type { Wanted } from '../attribution/attribution-state.ts';
import type { WriterStanding } from '../writing/writer-rights.ts';
import { wantedOf } from './tracked-person.ts';

export interface WritingRightsOptions {
  readonly readOnly: boolean;
  /** Under our name somebody wrote before, whose sessions may still stand although we write none. */
  readonly wroteBefore?: boolean;
}

export class WritingRights {
  readonly readOnly: boolean;
  /** Whether sessions of somebody before us may stand under our name. */
  readonly canInherit: boolean;
  /** What is wanted has been named completely. */
  decided = false;
  #since: number | null = null;
  #writer: WriterStanding = { kind: 'unknown' };
  /** The right to write was ours since we became the active source. */
  #hasWritten = false;

  constructor({ readOnly, wroteBefore = false }: WritingRightsOptions) {
    this.readOnly = readOnly;
    this.canInherit = !readOnly || wroteBefore;
  }

  /** Since when it is ours; monotonic ms, null: we were never the active source. */
  get since(): number | null {
    return this.#since;
  }

  get writer(): WriterStanding {
    return this.#writer;
  }

  /** We are the active source from now on. */
  activate(inherits: boolean, now: number): void {
    this.decided = false;
    this.#since = inherits || this.#since === null ? now : this.#since;
    if (inherits) {
      this.#hasWritten = this.#writer.kind === 'ours';
    }
  }

  /**
   * Whether we are the one who writes. Answers whether another one may have written meanwhile: one who did, or one of whom
   * we never heard because the right was lost for a moment or this process was suspended.
   */
  become(standing: WriterStanding, now: number): boolean {
    const before = this.#writer.kind;
    const took = standing.kind === 'ours' && (before === 'taken' || (before === 'unknown' && this.#hasWritten));
    this.#writer = standing;
    this.#hasWritten ||= standing.kind === 'ours';
    this.#since = took ? now : this.#since;
    return took;
  }

  /** What the effect means at Graph now. */
  wanted(effect: Effect | null): Wanted {
    const mayWrite = this.decided && !this.readOnly && this.#writer.kind === 'ours';
    return mayWrite ? wantedOf(effect) : { kind: 'leave' };
  }
}

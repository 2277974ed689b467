import type { LineKind, SubjectRef, SystemId } from '@lamplight/domain';
import type { Origin } from './people.ts';
import type { Page, PageQuery, Versioned } from './shared.ts';

/** A subject as it is kept: a line of a PBX, or an account of an Entra tenant. */
export interface LineRecord extends Versioned, SubjectRef {
  /** Null: no line (an Entra account). */
  readonly kind: LineKind | null;
  readonly displayName: string;
  /** The user name that the PBX has for it; empty: not said. What matchers compare. */
  readonly userName: string;
  readonly mail: string;
  /** E.164 by the system's number plan; null: none. */
  readonly number: string | null;
  readonly origin: Origin;
}

export type LineInput = Omit<LineRecord, keyof Versioned | 'number'>;

export interface LinesFilter {
  readonly systemId: SystemId | null;
  /** As {@link PeopleFilter.query}, in addresses, numbers and names. */
  readonly query: string;
  readonly kinds: readonly LineKind[];
  /** Only lines with, or without, a binding; null: does not matter. */
  readonly bound: boolean | null;
}

export interface LinesView {
  get(ref: SubjectRef): Promise<LineRecord | undefined>;
  /** Every line that is that number or URI, at any system; see the number plans. */
  byAddress(address: string): Promise<readonly LineRecord[]>;
  list(filter: LinesFilter, page: PageQuery): Promise<Page<LineRecord>>;
}

export interface LinesChange extends LinesView {
  put(line: LineInput, ifRevision: number | null): Promise<LineRecord>;
  putMany(lines: readonly LineInput[]): Promise<{ readonly created: number; readonly updated: number }>;
  /** With its bindings. */
  remove(ref: SubjectRef, ifRevision: number | null): Promise<void>;
}

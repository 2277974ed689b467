export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What every record carries. Times are wall time in ms. */
export interface Versioned {
  /** Of the tenant at the last change of this record: what optimistic concurrency compares. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PageQuery {
  /** 1 to 1,000. */
  readonly limit: number;
  /** Of the page before; null: from the start. Good while rows come and go. */
  readonly after: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null: the last page. */
  readonly next: string | null;
}

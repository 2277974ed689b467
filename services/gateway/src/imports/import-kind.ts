import type { TenantChange, TenantView } from '@lamplight/store';
import type { z } from 'zod';

/** What became of the entries of an import. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  /** Leavers who are back; of lines always 0. */
  readonly returned: number;
  /** Nothing differed, so nothing was written. */
  readonly same: number;
}

/** A name in an entry of something that must be there, or must be in the file once. */
export interface Named {
  /** Such as `groupIds`. */
  readonly field: string;
  readonly key: string;
}

/** What imports of people and of lines do not share. */
export interface ImportKind<Entry> {
  /** Kind of the job. */
  readonly job: string;
  /** `people`, `lines`. */
  readonly noun: string;
  /** Reads one entry as it stands in the file. */
  readonly schema: z.ZodType<Entry>;
  /** What the entry is found by; two entries of a file share none of it. */
  anchorsOf(entry: Entry): readonly Named[];
  /** What an entry without any anchor lacks. */
  readonly anchorExpected: string;
  /** Gives what an entry names that is not there, each as field and message. */
  unknownTo(
    tenant: TenantView,
  ): Promise<(entry: Entry) => readonly { readonly field: string; readonly message: string }[]>;
  take(tenant: TenantChange, entries: readonly Entry[]): Promise<ImportCounts>;
}

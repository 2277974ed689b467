/**
 * The list of pairs as a tenant keeps it: a setting of its own, `matching-list`, which the settings routes do not show. It
 * is kept written out (UTF-8, commas, CRLF), since that is one text to compare, audit and hand out again.
 */
import type { TenantChange, TenantView } from '@lamplight/store';
import { z } from 'zod';

const SECTION = 'matching-list';

const keptList = z.object({ entries: z.int(), csv: z.string() });

export interface KeptList extends z.output<typeof keptList> {
  /** 0: there has never been one. */
  readonly revision: number;
}

export async function keptListOf(tenant: TenantView): Promise<KeptList> {
  const kept = await tenant.settings.get(SECTION);
  return kept === undefined
    ? { entries: 0, csv: '', revision: 0 }
    : { ...keptList.parse(kept.value), revision: kept.revision };
}

/** @throws LamplightError `revision_conflict` */
export function keepList(
  tenant: TenantChange,
  { entries, csv }: Pick<KeptList, 'entries' | 'csv'>,
  ifRevision: number | null,
): Promise<{ readonly revision: number }> {
  return tenant.settings.put(SECTION, { entries, csv }, ifRevision);
}

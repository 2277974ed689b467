/** From where a read goes on, as the host keeps it: opaque to it. */
import { z } from 'zod';
import type { TeamsConfig } from '../config.ts';

const kept = z.object({
  /** Who was taken then: with other settings everybody is read anew. */
  made: z.string(),
  users: z.string(),
  groups: z.string().nullable(),
});
export type Cursor = z.output<typeof kept>;

/** Null: from the beginning. */
export function readCursor(cursor: string | null, made: string): Cursor | null {
  const parsed = kept.safeParse(cursor === null ? null : jsonOf(cursor));
  return parsed.success && parsed.data.made === made ? parsed.data : null;
}

export function madeOf({ tenantId, graphBaseUrl, directory }: TeamsConfig): string {
  const { level, groups, everybody, also } = directory;
  const chosen = groups.map((id) => id.toLowerCase()).sort();
  return JSON.stringify([tenantId, graphBaseUrl, level, chosen, everybody, [...also].sort()]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

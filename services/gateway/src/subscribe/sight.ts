import type { Presence } from '@lamplight/domain';

/** What one stream may see. */
export interface Sight {
  /** Which mask it is: the same for the same visible fields, whatever the tenant; below 256. */
  readonly bits: number;
  /** The presence as it may be shown at this moment. */
  masked(presence: Presence): Presence;
  /** Another number once {@link masked} may answer otherwise for this presence; null: it never will. */
  versionOf(presence: Presence): number | null;
}

/** Who sees what in one tenant. */
export interface Sights {
  /** What a key with these roles may see now. */
  sightOf(roles: readonly string[]): Sight;
  /** Calls `listener` when sights may have become others, until the returned function is called. */
  listen(listener: () => void): () => void;
}

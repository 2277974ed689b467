import type { Tone } from '@lamplight/domain';

/** How a lamp looks: lookups by availability and activity in Graph's spelling; what is not listed follows availability. */
export interface Lamps {
  readonly toneByAvailability: Readonly<Record<string, Tone>>;
  readonly toneByActivity: Readonly<Record<string, Tone>>;
  /** Label ids of the shipped catalogue, or of the tenant's own labels. */
  readonly labelByAvailability: Readonly<Record<string, string>>;
  readonly labelByActivity: Readonly<Record<string, string>>;
}

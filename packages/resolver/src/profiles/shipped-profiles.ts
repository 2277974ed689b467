import type { Profile } from '../profile.ts';
import { lamplightProfile } from './lamplight.ts';

/** By id, the default first. */
export const SHIPPED_PROFILES: ReadonlyMap<string, Profile> = new Map(
  [lamplightProfile].map((profile) => [profile.id, profile]),
);

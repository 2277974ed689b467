import type { Profile } from '../profile.ts';
import { enreachProfile } from './enreach.ts';
import { imagicleProfile } from './imagicle.ts';
import { lamplightProfile } from './lamplight.ts';
import { micollabProfile } from './micollab.ts';
import { procallProfile } from './procall.ts';

/** By id, the default first. */
export const SHIPPED_PROFILES: ReadonlyMap<string, Profile> = new Map(
  [lamplightProfile, procallProfile, enreachProfile, imagicleProfile, micollabProfile].map((profile) => [
    profile.id,
    profile,
  ]),
);

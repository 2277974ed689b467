import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';

/** What a profile may name outside itself. Null: not known here, so not checked. */
export interface ProfileSurroundings {
  /**
   * The profile that `extends` names; undefined: there is none.
   * @throws LamplightError when there is one that cannot be had: its message becomes a finding at `extends`.
   */
  readonly base: (id: string) => Profile | undefined;
  /** Label ids of the tenant; those of the shipped catalogue are known everywhere. */
  readonly labels: ReadonlySet<string> | null;
  readonly groups: ReadonlySet<string> | null;
  /** System id to technology. */
  readonly systems: ReadonlyMap<string, string> | null;
  readonly hasPerson: ((id: string) => boolean) | null;
}

/** Of a profile that stands by itself: it may extend what is shipped, and nothing else is known. */
export const SHIPPED_SURROUNDINGS: ProfileSurroundings = Object.freeze({
  base: (id: string) => SHIPPED_PROFILES.get(id),
  labels: null,
  groups: null,
  systems: null,
  hasPerson: null,
});

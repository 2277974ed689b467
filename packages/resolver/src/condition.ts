/** When a rule counts, and which claims it looks at. Lists mean any of; several fields mean all of. Null: not asked. */
import type { BindingRole, CallState, HowSet, LineKind, SystemId, Technology, TelephonyMode } from '@lamplight/domain';

/**
 * A description of claims. Masked claims are described by the state that was last surely independent of us.
 * A claim that does not say something fits no description that asks for it.
 */
export interface ClaimMatch {
  readonly systems: readonly SystemId[] | null;
  readonly technologies: readonly Technology[] | null;
  /** In Graph's spelling. */
  readonly availabilities: readonly string[] | null;
  readonly activities: readonly string[] | null;
  readonly callStates: readonly CallState[] | null;
  readonly doNotDisturb: boolean | null;
  readonly flags: readonly string[] | null;
  readonly howSet: readonly HowSet[] | null;
  readonly lineKinds: readonly LineKind[] | null;
  readonly roles: readonly BindingRole[] | null;
  /** Only `of` and `except` may ask; `any` and `none` always ask for fresh claims, so that a stale one decides nothing. */
  readonly freshness: readonly ('fresh' | 'stale')[] | null;
}

/** About the person and the time, before any claim is looked at. */
export interface RuleCondition {
  readonly groups: readonly string[] | null;
  readonly exceptGroups: readonly string[] | null;
  readonly telephony: readonly TelephonyMode[] | null;
  /** The person has an account or a line of one of these technologies, heard or not, and takes part in it. */
  readonly accounts: readonly Technology[] | null;
  /** Names of the profile's times: inside any of them. */
  readonly during: readonly string[] | null;
  /** Names of the profile's times: outside all of them. */
  readonly outside: readonly string[] | null;
  /** At least one fresh claim of the person fits. */
  readonly any: ClaimMatch | null;
  /** No fresh claim of the person fits. */
  readonly none: ClaimMatch | null;
}

/** A description that asks for nothing. */
export const ANY_CLAIM: ClaimMatch = Object.freeze({
  systems: null,
  technologies: null,
  availabilities: null,
  activities: null,
  callStates: null,
  doNotDisturb: null,
  flags: null,
  howSet: null,
  lineKinds: null,
  roles: null,
  freshness: null,
});

/** A condition that asks for nothing. */
export const ALWAYS: RuleCondition = Object.freeze({
  groups: null,
  exceptGroups: null,
  telephony: null,
  accounts: null,
  during: null,
  outside: null,
  any: null,
  none: null,
});

/** Of a rule that counts always and looks at every claim. */
export const UNLIMITED: { readonly when: null; readonly of: null; readonly except: null } = Object.freeze({
  when: null,
  of: null,
  except: null,
});

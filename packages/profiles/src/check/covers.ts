/**
 * Whether one description holds wherever another does. Safe to one side: what it says to cover is covered; it may miss a
 * cover that needs knowledge of the world (that every BusyIdle is of Teams).
 */
import type { ClaimMatch, RuleCondition } from '@lamplight/resolver';

const LISTS = [
  'systems',
  'technologies',
  'availabilities',
  'activities',
  'callStates',
  'flags',
  'howSet',
  'lineKinds',
  'roles',
  'freshness',
] as const satisfies readonly (keyof ClaimMatch)[];

type List = readonly string[] | null;

/** Every entry of `part` is in `whole`. */
export function includesAll(whole: readonly string[], part: readonly string[]): boolean {
  return part.every((entry) => whole.includes(entry));
}

/** A list of which any entry will do, null asking for nothing. */
function anyOfCovers(wide: List, narrow: List): boolean {
  return wide === null || (narrow !== null && includesAll(wide, narrow));
}

/** A list of which every entry is kept out, null keeping nothing out. */
function noneOfCovers(wide: List, narrow: List): boolean {
  return wide === null || (narrow !== null && includesAll(narrow, wide));
}

/** Every claim that fits `narrow` fits `wide`; null fits everything. */
export function matchCovers(wide: ClaimMatch | null, narrow: ClaimMatch | null): boolean {
  if (wide === null) {
    return true;
  }
  return (
    LISTS.every((list) => anyOfCovers(wide[list], narrow?.[list] ?? null)) &&
    (wide.doNotDisturb === null || wide.doNotDisturb === narrow?.doNotDisturb)
  );
}

/** What fits both; null: nothing can. */
export function meet(left: ClaimMatch, right: ClaimMatch): ClaimMatch | null {
  if (left.doNotDisturb !== null && right.doNotDisturb !== null && left.doNotDisturb !== right.doNotDisturb) {
    return null;
  }
  // Of flags a claim has many: one may fit the one list, another the other.
  const flags = left.flags ?? right.flags;
  const met: ClaimMatch = {
    systems: common(left.systems, right.systems),
    technologies: common(left.technologies, right.technologies),
    availabilities: common(left.availabilities, right.availabilities),
    activities: common(left.activities, right.activities),
    callStates: common(left.callStates, right.callStates),
    doNotDisturb: left.doNotDisturb ?? right.doNotDisturb,
    flags,
    howSet: common(left.howSet, right.howSet),
    lineKinds: common(left.lineKinds, right.lineKinds),
    roles: common(left.roles, right.roles),
    freshness: common(left.freshness, right.freshness),
  };
  return LISTS.some((list) => met[list]?.length === 0) ? null : met;
}

function common<Entry>(left: readonly Entry[] | null, right: readonly Entry[] | null): readonly Entry[] | null {
  if (left === null || right === null) {
    return left ?? right;
  }
  return left.filter((entry) => right.includes(entry));
}

/** Claims that a rule looks at: those that fit `of` and not `except`. */
interface Looks {
  readonly of: ClaimMatch | null;
  readonly except: ClaimMatch | null;
}

/** Every claim that `narrow` looks at, `wide` looks at. */
export function looksCover(wide: Looks, narrow: Looks): boolean {
  if (!matchCovers(wide.of, narrow.of)) {
    return false;
  }
  return (
    wide.except === null ||
    (narrow.except !== null && matchCovers(narrow.except, wide.except)) ||
    (narrow.of !== null && meet(narrow.of, wide.except) === null)
  );
}

/** Whenever `narrow` holds, `wide` holds; null always holds. */
export function conditionCovers(wide: RuleCondition | null, narrow: RuleCondition | null): boolean {
  if (wide === null) {
    return true;
  }
  const { groups, exceptGroups, telephony, accounts, during, outside, any, none } = wide;
  return (
    anyOfCovers(groups, narrow?.groups ?? null) &&
    noneOfCovers(exceptGroups, narrow?.exceptGroups ?? null) &&
    anyOfCovers(telephony, narrow?.telephony ?? null) &&
    anyOfCovers(accounts, narrow?.accounts ?? null) &&
    anyOfCovers(during, narrow?.during ?? null) &&
    noneOfCovers(outside, narrow?.outside ?? null) &&
    (any === null || (narrow?.any != null && matchCovers(any, narrow.any))) &&
    (none === null || (narrow?.none != null && matchCovers(narrow.none, none)))
  );
}

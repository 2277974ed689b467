import type { Profile } from '@lamplight/resolver';
import { sameData } from '../document/same-data.ts';
import { inOrder } from './in-order.ts';
import { writtenProfile } from './written-profile.ts';

/** One thing in which two profiles differ. */
export interface ProfileDifference {
  /** Such as `rules.call-to-teams.protectCalls`; of a rule that is new, gone or moved: `rules.call-to-teams`. */
  readonly path: string;
  /** In the words of the format; null: there is nothing. */
  readonly before: string | null;
  readonly after: string | null;
}

type ById = ReadonlyMap<string, unknown>;

/** What differs, in the order of the format; rules by id, and of a rule at another place it is said where it stands. */
export function diffProfiles(before: Profile, after: Profile): readonly ProfileDifference[] {
  const { rules: rulesBefore, ...headBefore } = writtenProfile(before);
  const { rules: rulesAfter, ...headAfter } = writtenProfile(after);
  const old = byId(before, rulesBefore);
  const young = byId(after, rulesAfter);
  return [...diffValues('', headBefore, headAfter), ...diffRules(old, young)];
}

function byId({ rules }: Profile, written: readonly unknown[]): ById {
  return new Map(rules.map(({ id }, index) => [id, written[index]]));
}

function diffRules(before: ById, after: ById): readonly ProfileDifference[] {
  const differences: ProfileDifference[] = [];
  const common = [...before.keys()].filter((id) => after.has(id));
  const places = [...after.keys()].filter((id) => before.has(id));
  const unmoved = new Set(inOrder(places.map((id) => common.indexOf(id))).map((index) => common[index]));
  for (const [id, rule] of before) {
    if (!after.has(id)) {
      differences.push({ path: `rules.${id}`, before: inWords(rule), after: null });
    }
  }
  for (const [id, rule] of after) {
    const path = `rules.${id}`;
    if (!before.has(id)) {
      differences.push({ path, before: null, after: inWords(rule) });
      continue;
    }
    if (!unmoved.has(id)) {
      differences.push({ path, before: placeOf(id, before), after: placeOf(id, after) });
    }
    differences.push(...diffValues(path, before.get(id), rule));
  }
  return differences;
}

function placeOf(id: string, rules: ById): string {
  const ids = [...rules.keys()];
  const previous = ids[ids.indexOf(id) - 1];
  return previous === undefined ? 'first' : `after ${previous}`;
}

/** Mappings field by field; everything else as a whole. */
function diffValues(path: string, before: unknown, after: unknown): readonly ProfileDifference[] {
  if (sameData(before, after)) {
    return [];
  }
  const old = entriesOf(before);
  const young = entriesOf(after);
  if (old === null || young === null || old.size + young.size === 0) {
    const words = { path, before: inWords(before), after: inWords(after) };
    // An empty list where there was nothing says nothing new.
    return (words.before ?? '[]') === (words.after ?? '[]') ? [] : [words];
  }
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) =>
    diffValues(path === '' ? key : `${path}.${key}`, old.get(key), young.get(key)),
  );
}

/** The fields of a mapping; none of what is not there; null of a value. */
function entriesOf(value: unknown): ById | null {
  if (value === null || value === undefined) {
    return new Map();
  }
  return typeof value === 'object' && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
}

/** A value in one line; what is null or empty inside a mapping is not worth a word. Null: nothing. */
function inWords(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (Array.isArray(value)) {
    return `[${value.map((entry) => inWords(entry) ?? 'null').join(', ')}]`;
  }
  if (typeof value === 'object') {
    const said = Object.entries(value).flatMap(([key, inner]) => {
      const words = inWords(inner);
      return words === null || words === '' || words === '[]' || words === '{}' ? [] : [`${key}: ${words}`];
    });
    return `{${said.join(', ')}}`;
  }
  return String(value);
}

import type { Rule } from '@lamplight/resolver';
import type { Report } from './report.ts';
import { quoted, suggestion } from './suggestion.ts';

/** A rule of the text with where it says that it stands. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Base {
  readonly base: readonly Rule[];
  readonly isOverBase: boolean;
  /** Ids of rules of the base that do not count. */
  readonly removed: readonly string[];
}

/**
 * The rules in their order. Without a base: as they are written. Over one: a rule of the base stays where it is unless it
 * says otherwise, and several that stand at the same rule keep the order of the text. What is removed goes last, so that
 * a new rule can stand in its place.
 */
export function placeRules(placed: readonly PlacedRule[], of: Base, report: Report): readonly Rule[] {
  if (!of.isOverBase) {
    for (const { rule, before, after } of placed) {
      refusePlace(rule.id, before, after, report);
    }
    return placed.map(({ rule }) => rule);
  }
  const rules = of.base.map((rule) => placed.find((one) => one.rule.id === rule.id)?.rule ?? rule);
  /** By id of a rule: the last that was put after it. */
  const lastAfter = new Map<string, string>();
  for (const { rule, before, after } of placed) {
    const isNew = of.base.every(({ id }) => id !== rule.id);
    const target = before ?? after;
    if (before !== undefined && after !== undefined) {
      report.error(report.rule(rule.id, 'after'), `is given beside before: keep one of them`);
    } else if (target !== undefined) {
      const field = report.rule(rule.id, before === undefined ? 'after' : 'before');
      const others = rules.filter(({ id }) => id !== rule.id);
      const ids = others.map(({ id }) => id);
      if (target === rule.id) {
        report.error(field, `is ${quoted(target)}, the rule itself: name another, or leave it out`);
        continue;
      }
      if (!ids.includes(target)) {
        report.error(field, `is ${quoted(target)}: there is no such rule; ${suggestion(target, ids, 'leave it out')}`);
        continue;
      }
      const anchor = before ?? lastAfter.get(target) ?? target;
      others.splice(ids.indexOf(anchor) + (before === undefined ? 1 : 0), 0, rule);
      rules.splice(0, rules.length, ...others);
      if (before === undefined) {
        lastAfter.set(target, rule.id);
      }
    } else if (isNew) {
      report.error(report.rule(rule.id), 'is new and has no place: say before: or after: with the id of a rule');
    }
  }
  refuseRemoved(placed, of, report);
  return rules.filter(({ id }) => !of.removed.includes(id));
}

function refusePlace(id: string, before: string | undefined, after: string | undefined, report: Report): void {
  for (const [key, target] of Object.entries({ before, after })) {
    if (target !== undefined) {
      report.errorAtKey(
        report.rule(id, key),
        'stands in a profile without `extends`: rules count in the order in which they are written; move the rule',
      );
    }
  }
}

function refuseRemoved(placed: readonly PlacedRule[], of: Base, report: Report): void {
  const ids = of.base.map(({ id }) => id);
  for (const [index, id] of of.removed.entries()) {
    const field = report.top('remove', index);
    if (!ids.includes(id)) {
      report.error(field, `is ${quoted(id)}: the base has no such rule; ${suggestion(id, ids, 'leave it out')}`);
    } else if (placed.some(({ rule }) => rule.id === id)) {
      report.error({ ...field, rule: id }, `is ${quoted(id)}: rules changes it as well; keep one of them`);
    }
  }
}

/** Between a rule as it is written and a rule of the engine: only durations have other names. */
import type { ClaimMatch, Rule, RuleCondition } from '@lamplight/resolver';
import type { z } from 'zod';
import { writeDuration } from './fields.ts';
import { RULE_DOCUMENTS, type ruleDocument } from './rule-document.ts';

/** What is written of a rule: plain data by key. */
export type WrittenRule = Readonly<Record<string, unknown>>;

/** The rule that a document means; `before` and `after` say where it stands and are no part of it. */
export function ruleOf({ before: _before, after: _after, ...document }: z.output<typeof ruleDocument>): Rule {
  switch (document.kind) {
    case 'keep-after-change':
    case 'ignore-after-hang-up': {
      const { for: forMs, ...rest } = document;
      return { ...rest, forMs };
    }
    case 'winning-technology': {
      const { callOutOfSight, ...rest } = document;
      return { ...rest, callOutOfSightMs: callOutOfSight };
    }
    case 'write-do-not-disturb': {
      const { lookAgainEvery, lookAgainFor, ...rest } = document;
      return { ...rest, lookAgainEveryMs: lookAgainEvery, lookAgainForMs: lookAgainFor };
    }
    default:
      return document;
  }
}

/** The rule as it is written, with every field, in the order of the format. */
export function writtenRule(rule: Rule): WrittenRule {
  const fields = new Map(Object.entries({ ...inWords(rule), when: writtenCondition(rule.when) }));
  const order = Object.keys(RULE_DOCUMENTS[rule.kind].shape);
  return Object.fromEntries(order.filter((key) => fields.has(key)).map((key) => [key, fields.get(key)]));
}

function inWords(rule: Rule): WrittenRule {
  switch (rule.kind) {
    case 'keep-after-change':
    case 'ignore-after-hang-up': {
      const { forMs, ...rest } = rule;
      return { ...rest, for: writeDuration(forMs) };
    }
    case 'winning-technology': {
      const { callOutOfSightMs, ...rest } = rule;
      return { ...rest, callOutOfSight: writeDuration(callOutOfSightMs) };
    }
    case 'write-do-not-disturb': {
      const { lookAgainEveryMs, lookAgainForMs, ...rest } = rule;
      return { ...rest, lookAgainEvery: writeDuration(lookAgainEveryMs), lookAgainFor: writeDuration(lookAgainForMs) };
    }
    default:
      return { ...rule };
  }
}

/** Freshness is not asked of a condition, and so not written. */
function writtenCondition(when: RuleCondition | null): WrittenRule | null {
  if (when === null) {
    return null;
  }
  return { ...when, any: writtenFreshMatch(when.any), none: writtenFreshMatch(when.none) };
}

function writtenFreshMatch(match: ClaimMatch | null): WrittenRule | null {
  if (match === null) {
    return null;
  }
  const { freshness: _, ...written } = match;
  return written;
}

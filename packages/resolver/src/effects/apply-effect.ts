import type { Draft } from '../draft.ts';
import type { Rule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { preferPresence } from './prefer-presence.ts';
import { tellDoNotDisturb } from './tell-do-not-disturb.ts';
import { tellTalking } from './tell-talking.ts';
import { writeDoNotDisturb } from './write-do-not-disturb.ts';
import { writeSession } from './write-session.ts';

/** Interprets a rule with effects; false where the rule is of another kind. */
export function applyEffect(rule: Rule, index: number, facts: Facts, draft: Draft): boolean {
  switch (rule.kind) {
    case 'write-session':
      writeSession(rule, index, facts, draft);
      return true;
    case 'write-do-not-disturb':
      writeDoNotDisturb(rule, index, facts, draft);
      return true;
    case 'prefer-presence':
      preferPresence(rule, index, facts, draft);
      return true;
    case 'tell-talking':
      tellTalking(rule, index, facts, draft);
      return true;
    case 'tell-do-not-disturb':
      tellDoNotDisturb(rule, index, facts, draft);
      return true;
    default:
      return false;
  }
}

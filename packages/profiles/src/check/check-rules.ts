import type { Profile } from '@lamplight/resolver';
import { checkConditions } from './conditions.ts';
import { checkEffects } from './effects.ts';
import { checkRuleNames } from './names.ts';
import { checkOrder } from './order.ts';
import type { Report } from './report.ts';
import type { ProfileSurroundings } from './surroundings.ts';
import { checkWords } from './words.ts';

/** What a schema cannot say of rules. Rules that the text does not name were checked with their own profile. */
export function checkRules(profile: Profile, surroundings: ProfileSurroundings, report: Report): void {
  for (const rule of profile.rules) {
    if (report.isWritten(rule.id)) {
      checkWords(rule, report);
      checkConditions(rule, report);
      checkEffects(rule, profile, surroundings, report);
      checkRuleNames(rule, profile, surroundings, report);
    }
  }
  checkOrder(profile, report);
}

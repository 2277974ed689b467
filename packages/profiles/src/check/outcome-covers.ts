/** Whether an earlier rule leaves nothing to a later one that looks at no more claims, by what their kinds do. */
import { CALL_ACTIVITIES, type PresencePair, samePair } from '@lamplight/domain';
import type { Rule } from '@lamplight/resolver';
import { sameData } from '../document/same-data.ts';
import { includesAll } from './covers.ts';

type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>;

/** By kind, for two rules of it. Not named: one rule of the kind leaves nothing to another. */
export function outcomeCovers(first: Rule, later: Rule): boolean {
  switch (first.kind) {
    case 'leave-out':
      return later.kind === first.kind && includesAll(first.parts, later.parts);
    case 'keep-after-change':
      return (
        later.kind === first.kind &&
        includesAll(first.technologies, later.technologies) &&
        includesAll(first.from, later.from) &&
        includesAll(first.to, later.to) &&
        first.forMs >= later.forMs
      );
    case 'ignore-after-hang-up':
      return (
        later.kind === first.kind &&
        includesAll(first.technologies, later.technologies) &&
        includesAll(first.telephony, later.telephony) &&
        includesAll(first.activities, later.activities) &&
        first.forMs >= later.forMs
      );
    case 'show':
      return later.kind === first.kind && showCovers(first, later);
    case 'chosen-state':
      return (
        later.kind === first.kind &&
        includesAll(first.fills, later.fills) &&
        includesAll(first.availabilities, later.availabilities) &&
        includesAll(first.howSet, later.howSet) &&
        includesAll(first.always, later.always) &&
        pairsInclude(first.onlyByHand, later.onlyByHand) &&
        pairsInclude(later.neverByHand, first.neverByHand)
      );
    case 'reported-call':
      return later.kind === first.kind && includesAll(first.activities, later.activities);
    case 'missing-technology':
      return later.kind === first.kind && first.technology === later.technology && first.flag === later.flag;
    case 'managed-by':
      return later.kind === first.kind && first.technology === later.technology;
    case 'write-session':
      return later.kind === first.kind && sessionCovers(first, later);
    case 'write-do-not-disturb':
      return later.kind === first.kind && writesWherever(first, later);
    case 'prefer-presence':
      return (
        later.kind === first.kind &&
        first.technology === later.technology &&
        includesAll(later.exceptTelephony, first.exceptTelephony)
      );
    case 'tell-talking':
      return (
        later.kind === first.kind &&
        includesAll(first.technologies, later.technologies) &&
        includesAll(first.activities, later.activities) &&
        includesAll(later.unconfirmedFlags, first.unconfirmedFlags) &&
        includesAll(later.sameCallTelephony, first.sameCallTelephony) &&
        systemsInclude(first.toSystems, later.toSystems)
      );
    case 'tell-do-not-disturb':
      return (
        later.kind === first.kind &&
        includesAll(first.technologies, later.technologies) &&
        systemsInclude(first.toSystems, later.toSystems)
      );
    case 'live-call':
    case 'ringing-call':
    case 'do-not-disturb':
    case 'winning-technology':
      return later.kind === first.kind;
  }
}

/** Both want something at the same subjects, and not the same. */
export function wantsOtherwise(first: Rule, later: Rule): boolean {
  if (first.kind === 'write-session' && later.kind === first.kind) {
    const samePairs =
      samePair(first.pairs.talking, later.pairs.talking) && samePair(first.pairs.conference, later.pairs.conference);
    return !samePairs || first.protectCalls !== later.protectCalls;
  }
  if (first.kind === 'prefer-presence' && later.kind === first.kind) {
    return !samePair(first.pair, later.pair);
  }
  if (first.kind === 'tell-do-not-disturb' && later.kind === first.kind) {
    return !sameData(first.exceptions, later.exceptions);
  }
  return false;
}

/** As the claim says covers as the claim says only: a claim that says nothing leaves it to a rule that says it itself. */
function showCovers(first: RuleOf<'show'>, later: RuleOf<'show'>): boolean {
  const says = saysSomething(first.of?.availabilities) || saysSomething(first.of?.activities);
  return (
    includesAll(first.fills, later.fills) &&
    // Of a masked claim no call is shown.
    (first.activity === later.activity || first.activity === null || !CALL_ACTIVITIES.includes(first.activity)) &&
    (says ||
      ((first.availability !== null || later.availability === null) &&
        (first.activity !== null || later.activity === null) &&
        (first.tone !== null || later.tone === null) &&
        (first.label !== null || later.label === null)))
  );
}

/** Every claim that fits knows a state. */
function saysSomething(words: readonly string[] | null | undefined): boolean {
  return words != null && !words.includes('PresenceUnknown');
}

function sessionCovers(first: RuleOf<'write-session'>, later: RuleOf<'write-session'>): boolean {
  return (
    writesWherever(first, later) &&
    includesAll(first.reportedTalking, later.reportedTalking) &&
    includesAll(first.reportedConference, later.reportedConference) &&
    (first.whenOffline === 'write' || later.whenOffline === 'skip')
  );
}

function writesWherever(
  first: RuleOf<'write-session' | 'write-do-not-disturb'>,
  later: RuleOf<'write-session' | 'write-do-not-disturb'>,
): boolean {
  return (
    first.technology === later.technology &&
    includesAll(later.unlessActivities, first.unlessActivities) &&
    includesAll(later.unlessAvailabilities, first.unlessAvailabilities) &&
    includesAll(later.exceptTelephony, first.exceptTelephony)
  );
}

function pairsInclude(whole: readonly PresencePair[], part: readonly PresencePair[]): boolean {
  return part.every((one) => whole.some((other) => samePair(one, other)));
}

function systemsInclude(whole: readonly string[] | null, part: readonly string[] | null): boolean {
  return whole === null || (part !== null && includesAll(whole, part));
}

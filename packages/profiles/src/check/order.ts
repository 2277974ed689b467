/** Rules beside each other: what an earlier one leaves to a later one. */
import { type Profile, type Rule, SHOWING_KINDS } from '@lamplight/resolver';
import { conditionCovers, looksCover } from './covers.ts';
import { outcomeCovers, wantsOtherwise } from './outcome-covers.ts';
import type { Report } from './report.ts';
import { causesOf, EFFECTS } from './rule-kinds.ts';

export function checkOrder({ rules }: Profile, report: Report): void {
  for (const [index, later] of rules.entries()) {
    for (const first of rules.slice(0, index)) {
      const message = report.isWritten(first.id) || report.isWritten(later.id) ? whyUnreached(first, later) : undefined;
      if (message !== undefined) {
        // A rule of the base has no place of its own: it is said where the rule stands that comes before it.
        const place = report.isWritten(later.id)
          ? report.rule(later.id)
          : { ...report.rule(first.id), field: `${report.rule(first.id).field}: then ${later.id} of the base` };
        report.error(place, message);
        break;
      }
    }
  }
}

/** Why a rule can do nothing after an earlier one, and what to do; undefined: it can. */
function whyUnreached(first: Rule, later: Rule): string | undefined {
  if (later.kind === 'keep-after-change' && EFFECTS.includes(first.kind)) {
    return `keeps an activity that ${first.id} before it has judged already: move it before ${first.id}`;
  }
  if (!conditionCovers(first.when, later.when)) {
    return undefined;
  }
  return afterWinner(first, later) ?? takenAway(first, later) ?? coveredBy(first, later);
}

function afterWinner(first: Rule, later: Rule): string | undefined {
  if (first.kind !== 'winning-technology' || !SHOWING_KINDS.includes(later.kind) || !looksCover(first, later)) {
    return undefined;
  }
  return later.kind === 'winning-technology'
    ? `is a second winning-technology after ${first.id}, which decides already: keep one of them`
    : `shows nothing after ${first.id}, since the winning technology decides before it: move it before ${first.id}`;
}

/** Kinds that live on the presence of claims. Calls at lines stay calls. */
const NEED_PRESENCE: readonly Rule['kind'][] = [
  'keep-after-change',
  'chosen-state',
  'reported-call',
  'show',
  'winning-technology',
];

function takenAway(first: Rule, later: Rule): string | undefined {
  if (first.kind !== 'leave-out' || !first.parts.includes('presence') || !NEED_PRESENCE.includes(later.kind)) {
    return undefined;
  }
  const causes = causesOf(later);
  if (causes === null || causes.callStates !== null || !looksCover(first, { of: causes, except: later.except })) {
    return undefined;
  }
  return `needs claims that ${first.id} leaves out before it: move it before ${first.id}, or let that leave out less`;
}

function coveredBy(first: Rule, later: Rule): string | undefined {
  if (first.kind !== later.kind || first.kind === 'winning-technology' || !looksCover(first, later)) {
    return undefined;
  }
  if (!outcomeCovers(first, later)) {
    return undefined;
  }
  if (wantsOtherwise(first, later)) {
    return `contradicts ${first.id}, which wants something else of the same subjects and comes first: keep one of them, or tell their conditions apart`;
  }
  return EFFECTS.includes(later.kind)
    ? `is never reached: ${first.id} before it wants something of the same subjects wherever it does; remove it, or move it before ${first.id}`
    : `is never reached: ${first.id} before it looks at all that it looks at, and leaves it nothing; remove it, or move it before ${first.id}`;
}

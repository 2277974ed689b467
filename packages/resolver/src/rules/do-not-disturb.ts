import { applied, type Draft, discarded, lightLamp } from '../draft.ts';
import type { DoNotDisturbRule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/** Do-not-disturb at a phone fills the lamp; so does one that was last heard of before its source lapsed. */
export function doNotDisturb(_rule: DoNotDisturbRule, index: number, facts: Facts, draft: Draft): void {
  let found: SubjectState | null = null;
  for (const subject of facts.ranked) {
    const fits = saysDoNotDisturb(subject) && (subject.claim?.doNotDisturb === true || subject.freshness === 'stale');
    if (fits && (found === null || (found.freshness !== 'fresh' && subject.freshness === 'fresh'))) {
      found = subject;
    }
  }
  if (found === null) {
    discarded(draft, index, null, 'no-do-not-disturb');
    return;
  }
  const lit = lightLamp(draft, {
    tone: 'do-not-disturb',
    labelId: 'do-not-disturb',
    subject: found,
    status: null,
    onACall: false,
    yields: false,
  });
  (lit ? applied : discarded)(draft, index, found.bound, lit ? 'do-not-disturb-lights-lamp' : 'lamp-already-lit');
}

/** The system says, of the person or of the phone, that nobody is to disturb; what is left out says nothing. */
export function saysDoNotDisturb(subject: SubjectState): boolean {
  return (
    subject.claim !== null &&
    !subject.leftOut.includes('presence') &&
    (subject.claim.doNotDisturb === true || (subject.judged?.availability === 'DoNotDisturb' && !subject.claim.masked))
  );
}

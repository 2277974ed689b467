import { applied, type Draft, discarded, lightLamp } from '../draft.ts';
import { LINE_LOOKS } from '../line-state.ts';
import type { RingingCallRule } from '../rule.ts';
import { strongestLine } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/** Ringing and dialling fill the lamp and leave availability as it is. */
export function ringingCall(_rule: RingingCallRule, index: number, facts: Facts, draft: Draft): void {
  const line = strongestLine(facts, isRinging);
  if (line === null || line.call === null) {
    discarded(draft, index, null, 'no-ringing-call');
    return;
  }
  const look = LINE_LOOKS[line.call.state];
  const lit = lightLamp(draft, {
    tone: look.tone,
    labelId: look.labelId,
    subject: line,
    status: null,
    onACall: false,
    yields: false,
  });
  (lit ? applied : discarded)(draft, index, line.bound, lit ? 'ringing-lights-lamp' : 'lamp-already-lit');
}

function isRinging(subject: SubjectState): boolean {
  return subject.call?.state === 'ringing' || subject.call?.state === 'dialling';
}

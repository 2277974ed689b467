import type { PresencePair } from '@lamplight/domain';
import { applied, type Draft, decidePair, discarded, lightLamp } from '../draft.ts';
import { LINE_LOOKS } from '../line-state.ts';
import type { LiveCallRule } from '../rule.ts';
import { hasLiveCall, strongestLine } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/**
 * A fresh live call fills the lamp and, where nothing chosen by hand has, availability. A stale one only keeps the lamp
 * (a dark or busy lamp is better than a wrong free one): availability is left to what is still heard.
 */
export function liveCall(rule: LiveCallRule, index: number, facts: Facts, draft: Draft): void {
  for (const subject of facts.subjects) {
    if (subject.standing === 'shared' && hasLiveCall(subject)) {
      discarded(draft, index, subject.bound, 'shared-line-not-counted');
    }
  }
  const fresh = strongestLine(facts, (subject) => subject.freshness === 'fresh' && hasLiveCall(subject));
  const line = fresh ?? strongestLine(facts, hasLiveCall);
  if (line === null || line.call === null) {
    discarded(draft, index, null, 'no-live-call');
    return;
  }
  const look = LINE_LOOKS[line.call.state];
  lightLamp(draft, { tone: look.tone, labelId: look.labelId, subject: line });
  if (fresh === null) {
    applied(draft, index, line.bound, 'stale-call-lights-lamp');
    return;
  }
  const pair = pairOf(rule, line);
  const since = line.call.since ?? line.claim?.since ?? null;
  const decided = decidePair(draft, { availability: pair.availability, activity: pair.activity, since, subject: line });
  applied(draft, index, line.bound, decided ? 'live-call-decides' : 'live-call-lights-lamp');
}

function pairOf(rule: LiveCallRule, line: SubjectState): PresencePair {
  switch (line.call?.state) {
    case 'conference':
      return rule.pairs.conference;
    case 'held':
      return rule.pairs.held;
    default:
      return rule.pairs.talking;
  }
}

import type { CallState, PresencePair } from '@lamplight/domain';
import { applied, type Draft, decidePair, discarded, lightLamp } from '../draft.ts';
import type { LiveCallRule } from '../rule.ts';
import { hasLiveCall, strongestLine } from '../strongest-call.ts';
import type { Facts } from '../subject-state.ts';
import { lampOfLine, lampOfPair } from '../technology-lamp.ts';

/**
 * A fresh live call fills the lamp, as the call at the line or as the status of its pair, and, where nothing chosen by
 * hand has, availability. A stale one only keeps the lamp (a dark or busy lamp is better than a wrong free one):
 * availability is left to what is still heard.
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
  const pair = pairOf(rule, line.call.state);
  const ofLine = rule.lamp === 'line';
  const { technology } = line.bound;
  const lamp = ofLine ? lampOfLine(line.call, technology, facts.profile) : lampOfPair(pair, technology, facts.profile);
  const { tone, labelId } = lamp;
  const status = ofLine ? null : pair;
  const lit = lightLamp(draft, { tone, labelId, subject: line, status, onACall: true, yields: false });
  if (fresh === null) {
    (lit ? applied : discarded)(draft, index, line.bound, lit ? 'stale-call-lights-lamp' : 'lamp-already-lit');
    return;
  }
  const decided = decidePair(draft, {
    availability: pair.availability,
    activity: pair.activity,
    since: line.call.since ?? line.claim?.since ?? null,
    subject: line,
    lamp,
    status,
  });
  if (lit) {
    applied(draft, index, line.bound, decided ? 'live-call-decides' : 'live-call-lights-lamp');
  } else {
    (decided ? applied : discarded)(draft, index, line.bound, decided ? 'shown-as-availability' : 'lamp-already-lit');
  }
}

function pairOf(rule: LiveCallRule, state: CallState): PresencePair {
  switch (state) {
    case 'conference':
      return rule.pairs.conference;
    case 'held':
      return rule.pairs.held;
    default:
      return rule.pairs.talking;
  }
}

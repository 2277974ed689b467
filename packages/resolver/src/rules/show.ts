import { CALL_ACTIVITIES, isLive, type PresencePair } from '@lamplight/domain';
import { statusOf } from '../as-judged.ts';
import { applied, type DecidedLamp, type DecidedPair, type Draft, decidePair, discarded, lightLamp } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { ShowRule } from '../rule.ts';
import { strengthOf } from '../strength.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { type Lamp, lampOfPair } from '../technology-lamp.ts';
import type { SubjectLook } from '../view.ts';

interface Candidate {
  readonly subject: SubjectState;
  readonly judged: SubjectLook;
}

/**
 * Shows the strongest of the claims that fit: fresh before stale, then by strength as within one technology, then in the
 * order of technologies.
 */
export function show(rule: ShowRule, index: number, facts: Facts, draft: Draft): void {
  const candidates: Candidate[] = [];
  let looked = false;
  for (const subject of facts.ranked) {
    const { judged } = subject;
    if (judged === null) {
      continue;
    }
    looked = true;
    const doubt = doubtAbout(rule, subject, judged);
    if (doubt === null) {
      candidates.push({ subject, judged });
    } else {
      discarded(draft, index, subject.bound, doubt);
    }
  }
  const best = candidates.reduce<Candidate | null>(
    (held, candidate) => (held === null || isStronger(candidate, held) ? candidate : held),
    null,
  );
  for (const { subject } of candidates) {
    if (subject !== best?.subject) {
      discarded(draft, index, subject.bound, 'outranked');
    }
  }
  if (best !== null) {
    fill(rule, index, best, facts, draft);
  } else if (!looked) {
    discarded(draft, index, null, 'nothing-to-show');
  }
}

/** Why a claim shows nothing here; null: it may. */
function doubtAbout(rule: ShowRule, subject: SubjectState, judged: SubjectLook): ReasonId | null {
  if (subject.freshness === 'pending') {
    return 'not-heard-yet';
  }
  const saysMore = rule.availability !== null || rule.activity !== null || rule.tone !== null || rule.label !== null;
  if (!judged.known && !saysMore) {
    return 'unknown-never-wins';
  }
  return subject.claim?.masked === true && (isCall(subject, judged) || isCall(subject, shownPair(rule, judged)))
    ? 'reported-call-masked'
    : null;
}

function fill(rule: ShowRule, index: number, { subject, judged }: Candidate, facts: Facts, draft: Draft): void {
  const lamp = lampOf(rule, subject, judged, facts);
  if (subject.freshness !== 'fresh') {
    const lit = rule.fills.includes('lamp') && draft.pair === null && lightLamp(draft, lamp);
    (lit ? applied : discarded)(draft, index, subject.bound, lit ? 'stale-state-lights-lamp' : 'shown-only-fresh');
    return;
  }
  const pair = pairToDecide(rule, subject, judged, facts);
  const decided = rule.fills.includes('availability') && pair !== null && decidePair(draft, pair);
  const lit = rule.fills.includes('lamp') && lightLamp(draft, lamp);
  if (decided || lit) {
    applied(draft, index, subject.bound, reasonOf(decided, lit));
  } else {
    discarded(
      draft,
      index,
      subject.bound,
      rule.fills.includes('availability') ? 'already-decided' : 'lamp-already-lit',
    );
  }
}

function reasonOf(decided: boolean, lit: boolean): ReasonId {
  if (decided && lit) {
    return 'shown';
  }
  return decided ? 'shown-as-availability' : 'shown-as-lamp';
}

/** Null where nothing is known of it, since unknown never goes before a state. */
function pairToDecide(rule: ShowRule, subject: SubjectState, judged: SubjectLook, facts: Facts): DecidedPair | null {
  const pair = shownPair(rule, judged);
  const { availability, activity } = pair;
  if (availability === 'PresenceUnknown' && activity === 'PresenceUnknown') {
    return null;
  }
  const lamp = statusLamp(rule, subject, judged, facts);
  return { availability, activity, since: judged.since, subject, lamp, status: statusShown(pair, judged, subject) };
}

function lampOf(rule: ShowRule, subject: SubjectState, judged: SubjectLook, facts: Facts): DecidedLamp {
  const pair = shownPair(rule, judged);
  const lamp = statusLamp(rule, subject, judged, facts);
  const onACall = isCall(subject, pair);
  return {
    tone: rule.tone ?? lamp.tone,
    labelId: rule.label ?? lamp.labelId,
    subject,
    status: statusShown(pair, judged, subject),
    onACall,
    yields: subject.freshness === 'stale' && !onACall && pair.availability !== 'DoNotDisturb',
  };
}

/** The claim's own lamp while it is shown as it says; a pair by rule looks as the technology shows that pair. */
function statusLamp(rule: ShowRule, subject: SubjectState, judged: SubjectLook, { profile }: Facts): Lamp {
  const pair = shownPair(rule, judged);
  return pair === judged ? judged : lampOfPair(pair, subject.bound.technology, profile);
}

function statusShown(pair: PresencePair, judged: SubjectLook, subject: SubjectState): PresencePair | null {
  return pair === judged ? statusOf(judged, subject) : pair;
}

function shownPair(rule: ShowRule, judged: SubjectLook): PresencePair {
  if (rule.availability === null && rule.activity === null) {
    return judged;
  }
  return { availability: rule.availability ?? judged.availability, activity: rule.activity ?? judged.activity };
}

function isCall(subject: SubjectState, { activity }: PresencePair): boolean {
  return CALL_ACTIVITIES.includes(activity) || (subject.call !== null && isLive(subject.call.state));
}

function isStronger(a: Candidate, b: Candidate): boolean {
  const rankA = rankOf(a);
  const rankB = rankOf(b);
  return rankA === rankB ? strengthOf(a.subject, a.judged) > strengthOf(b.subject, b.judged) : rankA < rankB;
}

/** Heard before lapsed, known before unknown. */
function rankOf({ subject, judged }: Candidate): number {
  return (subject.freshness === 'fresh' ? 0 : 2) + (judged.known ? 0 : 1);
}

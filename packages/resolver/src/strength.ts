/** Which of several looks of one person wins, before and after the order of technologies is counted in. */
import { isLive } from '@lamplight/domain';
import { CALL_RANK } from './line-state.ts';
import type { SubjectState } from './subject-state.ts';
import { lookUp } from './tone.ts';
import type { SubjectLook } from './view.ts';

/**
 * Precedence of availabilities within one technology: a person with two accounts shows the busier one.
 * Source: Graph, "Manage presence state": DoNotDisturb, Busy, Available, Away.
 */
const AVAILABILITY_STRENGTH: Readonly<Record<string, number>> = Object.freeze({
  DoNotDisturb: 80,
  Busy: 70,
  BusyIdle: 60,
  Available: 50,
  AvailableIdle: 40,
  BeRightBack: 30,
  Away: 20,
  Offline: 10,
});

/** An availability that is not known yet is taken for somebody who is there. */
const OTHER_STRENGTH = 50;

/**
 * How good an answer a look is, lower being better: fresh before stale, the person's own before a place's, reachable
 * before unreachable; null: no answer.
 * It keeps a stale claim from changing what a fresh one decides, and unknown and unreachable from outranking a state.
 */
export function weightOf(subject: SubjectState, look: SubjectLook | null): number | null {
  if (look === null || !look.known) {
    return null;
  }
  return (subject.freshness === 'fresh' ? 0 : 4) + (subject.standing === 'own' ? 0 : 2) + (look.unreachable ? 1 : 0);
}

/** How strong a known look is, higher being stronger: live calls, then availabilities, ringing lines before idle ones. */
export function strengthOf(subject: SubjectState, look: SubjectLook): number {
  const state = subject.call?.state ?? 'idle';
  if (isLive(state)) {
    return 100 + CALL_RANK[state];
  }
  return (lookUp(AVAILABILITY_STRENGTH, look.availability) ?? OTHER_STRENGTH) + CALL_RANK[state];
}

/** Whether `a` rather than `b` speaks for the system that both belong to. */
export function isStronger(a: SubjectState, b: SubjectState): boolean {
  const weightA = weightOf(a, a.look);
  const weightB = weightOf(b, b.look);
  if (weightA === null || a.look === null) {
    return weightB === null && a.freshness === 'fresh' && b.freshness !== 'fresh';
  }
  if (weightB === null || b.look === null || weightA !== weightB) {
    return weightB === null || weightA < weightB;
  }
  return strengthOf(a, a.look) > strengthOf(b, b.look);
}

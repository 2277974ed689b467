/** The hint for a transfer, per system with lines of the person. A system whose lines are not known now gives no hint. */
import { isLive, type Reach, type ReachHint } from '@lamplight/domain';
import type { ReasonId } from './reason-id.ts';
import { strongestLine } from './strongest-call.ts';
import type { Facts, SubjectState } from './subject-state.ts';

export interface ReachedPerson {
  readonly doNotDisturb: boolean;
  /** A call of the person is known, at whichever system. */
  readonly onACall: boolean;
  /** The hint that goes with the status that is shown, where no phone forbids the call; null: as the calls say. */
  readonly byStatus: ReachHint | null;
}

export function reachOf(facts: Facts, person: ReachedPerson): readonly Reach[] {
  const reach: Reach[] = [];
  for (const { bound, isLine, standing } of facts.subjects) {
    const { systemId } = bound;
    if (!isLine || standing !== 'own' || reach.at(-1)?.systemId === systemId) {
      continue;
    }
    const line = strongestLine(
      facts,
      (candidate) => candidate.bound.systemId === systemId && candidate.freshness === 'fresh',
    );
    const hint = line === null ? null : hintOf(line, person);
    if (hint !== null) {
      reach.push({ systemId, hint: hint[0], reasonId: hint[1] });
    }
  }
  return reach;
}

/**
 * In the order in which a PBX decides: forwarding of every call, do-not-disturb, reachability, then the line's calls. The
 * status that is shown goes before what the calls alone would say.
 */
function hintOf(line: SubjectState, person: ReachedPerson): readonly [ReachHint, ReasonId] | null {
  const state = line.call?.state ?? 'unknown';
  if (state === 'unknown' || line.claim === null) {
    return null;
  }
  if (forwards(line, 'always')) {
    return ['voicemail', 'reach-forwarded'];
  }
  if (line.claim.doNotDisturb === true) {
    return ['blocked', 'reach-do-not-disturb'];
  }
  if (state === 'unreachable') {
    return forwards(line, 'unreachable')
      ? ['voicemail', 'reach-forwarded-when-unreachable']
      : ['blocked', 'reach-unreachable'];
  }
  if (person.doNotDisturb) {
    return ['blocked', 'reach-person-do-not-disturb'];
  }
  const calling = isLive(state) || state === 'ringing' || state === 'dialling' || state === 'parked';
  if (calling && forwards(line, 'busy')) {
    return ['voicemail', 'reach-forwarded-when-busy'];
  }
  if (person.byStatus !== null) {
    return [person.byStatus, 'reach-by-status'];
  }
  if (calling) {
    return ['second-call', 'reach-on-a-call'];
  }
  return person.onACall ? ['second-call', 'reach-call-elsewhere'] : ['free', 'reach-idle'];
}

function forwards(line: SubjectState, kind: 'always' | 'busy' | 'unreachable'): boolean {
  return line.claim?.forwarding?.some((forwarding) => forwarding.kind === kind) ?? false;
}

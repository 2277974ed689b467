/** What is answered to the gateway about an effect: applied, refused with a reason, or without effect and why. */
import { type Effect, type EffectResult, samePair } from '@lamplight/domain';
import type { AttributionState } from '../attribution/attribution-state.ts';
import type { AttributionTiming } from '../attribution/attribution-timing.ts';
import type { OwnWrite } from '../attribution/write-window.ts';
import type { GraphFailure } from '../graph-api.ts';
import { type EffectAnswer, readBack } from './read-back.ts';
import type { WriterStanding } from './writer-rights.ts';

export interface EffectSituation {
  readonly effect: Effect | null;
  readonly attribution: AttributionState;
  /** Why the last write failed; null: it did not. */
  readonly refusal: GraphFailure | null;
  /** Another application is suspected to write the person's presence. */
  readonly foreignWriter: boolean;
}

export interface WritingRights {
  /** What is wanted has been named completely. */
  readonly decided: boolean;
  readonly readOnly: boolean;
  readonly writer: WriterStanding;
}

const APPLIED: EffectAnswer = { outcome: 'applied', reason: '', message: '' };

/** Null while nothing can be said yet. */
export function outcomeOf(
  situation: EffectSituation,
  rights: WritingRights,
  timing: AttributionTiming,
): EffectResult | null {
  const { effect } = situation;
  const answer = effect === null ? null : answerTo(effect, situation, rights, timing);
  return effect === null || answer === null
    ? null
    : { address: effect.address, generation: effect.generation, ...answer };
}

function answerTo(
  { desired }: Effect,
  situation: EffectSituation,
  rights: WritingRights,
  timing: AttributionTiming,
): EffectAnswer | null {
  const { attribution, refusal } = situation;
  const mayWrite = rights.decided && rights.writer.kind === 'ours';
  switch (desired?.kind) {
    case 'talking':
    case 'do-not-disturb':
      return refused('unsupported', `Teams takes sessions and preferred statuses only, not "${desired.kind}"`);
    case 'session':
    case 'preferred': {
      const notOurs = rights.readOnly ? READ_ONLY : refusedByWriter(rights.writer);
      if (notOurs !== null || !mayWrite) {
        return notOurs;
      }
      const { kind: way, availability, activity } = desired;
      const wanted = { way, pair: { availability, activity } };
      const confirm = desired.kind === 'session' && desired.readBack === true;
      return (
        (confirm ? answerToConfirm(situation, wanted, timing) : answerToWrite(attribution, wanted)) ??
        refusedBy(refusal)
      );
    }
    case 'leave':
      return rights.readOnly || rights.decided ? APPLIED : null;
    case undefined: {
      // Whoever may not write has nothing there, or leaves it to its lease.
      if (rights.readOnly || rights.writer.kind === 'taken') {
        return APPLIED;
      }
      const gone = attribution.intention.kind === 'rest' && attribution.own.kind !== 'setting';
      return mayWrite ? (gone ? APPLIED : refusedBy(refusal)) : null;
    }
  }
}

const READ_ONLY = refused('read_only', 'this adapter only reads: set readOnly to false to let it write');

function refusedByWriter(writer: WriterStanding): EffectAnswer | null {
  return writer.kind === 'taken'
    ? refused('writer_exists', `${writer.holder} already writes to this Entra tenant with the same app registration`)
    : null;
}

/** As {@link answerToWrite}, and a session counts only once a read shows it. */
function answerToConfirm(
  { attribution, foreignWriter }: EffectSituation,
  wanted: OwnWrite,
  timing: AttributionTiming,
): EffectAnswer | null {
  const answer = answerToWrite(attribution, wanted);
  if (answer === TEAMS_STATE_STANDS && foreignWriter) {
    return withoutEffect('foreign_writer', 'what Teams shows is suspected to be written by another application');
  }
  const { own } = attribution;
  return answer === APPLIED && own.kind === 'live' ? readBack(attribution, own, foreignWriter, timing) : answer;
}

/** What has come of a session or a preferred status that is wanted; null: nothing yet. */
function answerToWrite(attribution: AttributionState, wanted: OwnWrite): EffectAnswer | null {
  const { intention, own, independent } = attribution;
  switch (intention.kind) {
    case 'forget':
      return withoutEffect('chosen_by_hand', 'the person has chosen another status in Teams since: it stands');
    case 'rest':
      return answerAtRest(attribution, wanted);
    case 'clear':
      // The other way is cleared first; the same way only for what Teams shows itself.
      return intention.way === wanted.way ? TEAMS_STATE_STANDS : null;
    case 'keep':
      break;
  }
  const inForce = own.kind === 'live' && attribution.mayLandUntil === null && samePair(own.pair, wanted.pair);
  if (!inForce || own.way !== wanted.way) {
    return null;
  }
  if (wanted.way === 'session') {
    return APPLIED;
  }
  // Only a read tells: Graph accepts a preferred status of somebody without a session, and shows them offline.
  if ((attribution.lastRead?.begunAt ?? -Infinity) < own.showsFrom) {
    return null;
  }
  if (attribution.echoOf === 'preferred') {
    return APPLIED;
  }
  return attribution.echoOf === null && independent?.pair.availability === 'Offline'
    ? withoutEffect('no_client_session', 'the person is signed in at no Teams client, so no status shows')
    : null;
}

const TEAMS_STATE_STANDS = withoutEffect(
  'teams_state_stands',
  'Teams itself shows a call or do-not-disturb, which is not covered',
);

function answerAtRest({ independent, own }: AttributionState, wanted: OwnWrite): EffectAnswer | null {
  const otherSettles = own.kind === 'settling' && own.way !== wanted.way;
  if (independent === null || otherSettles) {
    return null;
  }
  return wanted.way === 'preferred' && samePair(independent.pair, wanted.pair)
    ? withoutEffect('already_shown', 'Teams shows this status by itself')
    : TEAMS_STATE_STANDS;
}

function refusedBy(refusal: GraphFailure | null): EffectAnswer | null {
  return refusal === null ? null : refused(refusal.reason, refusal.health.message);
}

function refused(reason: string, message: string): EffectAnswer {
  return { outcome: 'refused', reason, message };
}

function withoutEffect(reason: string, message: string): EffectAnswer {
  return { outcome: 'without-effect', reason, message };
}

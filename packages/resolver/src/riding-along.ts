/** What rides along with a presence from wherever it comes: forwarding, messages, out-of-office, note, location, flags. */
import {
  type Claim,
  type Forwarding,
  type Note,
  type OutOfOffice,
  SHOWN_BY_OUR_SESSION_FLAG,
  type WorkLocation,
} from '@lamplight/domain';
import { type Draft, revisit } from './draft.ts';
import { compareText, type Facts, type SubjectState } from './subject-state.ts';

type Told = readonly SubjectState[];

export interface RidingAlong {
  readonly forwarding: readonly Forwarding[];
  readonly messagesWaiting: number;
  readonly outOfOffice: OutOfOffice | null;
  readonly note: Note | null;
  readonly workLocation: WorkLocation | null;
  readonly flags: readonly string[];
}

/**
 * Forwardings and flags are united, messages summed; of the rest the first in the order of technologies counts, fresh
 * before stale. What has expired is left out, and the answer is revisited when the next one expires; a flag that only
 * decisions need is left out, too.
 */
export function rideAlong(facts: Facts, draft: Draft): RidingAlong {
  const told = facts.ranked.some(isSilent) ? facts.ranked.filter((subject) => !isSilent(subject)) : facts.ranked;
  const forwarding = new Map<string, Forwarding>();
  let messagesWaiting = 0;
  for (const { claim } of told) {
    if (claim !== null) {
      addForwarding(claim, forwarding);
      messagesWaiting += claim.messagesWaiting ?? 0;
      for (const flag of claim.flags) {
        if (flag !== SHOWN_BY_OUR_SESSION_FLAG) {
          draft.flags.add(flag);
        }
      }
    }
  }
  return {
    forwarding: [...forwarding.entries()].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry),
    messagesWaiting,
    outOfOffice: outOfOfficeOf(told, facts.now, draft),
    note: noteOf(told, facts.now, draft),
    workLocation: workLocationOf(told),
    flags: [...draft.flags].sort(compareText),
  };
}

/** What rides along with its claim is left out. */
function isSilent({ leftOut }: SubjectState): boolean {
  return leftOut.length > 0 && leftOut.includes('details');
}

function addForwarding(claim: Claim, into: Map<string, Forwarding>): void {
  for (const { kind, target } of claim.forwarding ?? []) {
    into.set(`${kind}\u0000${target}`, { kind, target });
  }
}

/** The note while it has not expired. */
export function currentNote(note: Note | null, now: number, draft: Draft): Note | null {
  if (note === null || note.text === '' || isOver(note.until, now)) {
    return null;
  }
  revisitAtEnd(note.until, draft);
  return { text: note.text, until: note.until };
}

function noteOf(told: Told, now: number, draft: Draft): Note | null {
  const found = firstClaim(
    told,
    (claim) => claim.note !== null && claim.note.text !== '' && !isOver(claim.note.until, now),
  );
  return currentNote(found?.note ?? null, now, draft);
}

function outOfOfficeOf(told: Told, now: number, draft: Draft): OutOfOffice | null {
  const found = firstClaim(
    told,
    ({ outOfOffice }) => outOfOffice?.active === true && !isOver(outOfOffice.until, now),
  )?.outOfOffice;
  if (found !== null && found !== undefined) {
    revisitAtEnd(found.until, draft);
    return { active: true, message: found.message, until: found.until };
  }
  // The pair itself may say so, without a message: `InACall + OOF`.
  const saidByPair = told.some(({ freshness, look }) => freshness !== 'pending' && look?.outOfOffice === true);
  return saidByPair ? { active: true, message: '', until: null } : null;
}

function workLocationOf(told: Told): WorkLocation | null {
  const found = firstClaim(told, (claim) => claim.workLocation !== null)?.workLocation ?? null;
  return found === null ? null : { type: found.type, place: found.place, source: found.source };
}

function firstClaim(told: Told, fits: (claim: Claim) => boolean): Claim | null {
  let stale: Claim | null = null;
  for (const { claim, freshness } of told) {
    if (claim !== null && fits(claim)) {
      if (freshness === 'fresh') {
        return claim;
      }
      stale ??= claim;
    }
  }
  return stale;
}

function isOver(until: number | null, now: number): boolean {
  return until !== null && until <= now;
}

function revisitAtEnd(until: number | null, draft: Draft): void {
  if (until !== null) {
    revisit(draft, until);
  }
}

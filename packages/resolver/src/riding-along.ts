/** What rides along with a presence from wherever it comes: forwarding, messages, out-of-office, note, location, flags. */
import type { Claim, Forwarding, Note, OutOfOffice, WorkLocation } from '@lamplight/domain';
import { type Draft, revisit } from './draft.ts';
import { compareText, type Facts } from './subject-state.ts';

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
 * before stale. What has expired is left out, and the answer is revisited when the next one expires.
 */
export function rideAlong(facts: Facts, draft: Draft): RidingAlong {
  const forwarding = new Map<string, Forwarding>();
  let messagesWaiting = 0;
  for (const { claim } of facts.ranked) {
    for (const { kind, target } of claim?.forwarding ?? []) {
      forwarding.set(`${kind}\u0000${target}`, { kind, target });
    }
    messagesWaiting += claim?.messagesWaiting ?? 0;
    for (const flag of claim?.flags ?? []) {
      draft.flags.add(flag);
    }
  }
  return {
    forwarding: [...forwarding.entries()].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry),
    messagesWaiting,
    outOfOffice: outOfOfficeOf(facts, draft),
    note: noteOf(facts, draft),
    workLocation: workLocationOf(facts),
    flags: [...draft.flags].sort(compareText),
  };
}

/** The note while it has not expired. */
export function currentNote(note: Note | null, now: number, draft: Draft): Note | null {
  if (note === null || note.text === '' || isOver(note.until, now)) {
    return null;
  }
  revisitAtEnd(note.until, draft);
  return { text: note.text, until: note.until };
}

function noteOf(facts: Facts, draft: Draft): Note | null {
  const found = firstClaim(
    facts,
    (claim) => claim.note !== null && claim.note.text !== '' && !isOver(claim.note.until, facts.now),
  );
  return currentNote(found?.note ?? null, facts.now, draft);
}

function outOfOfficeOf(facts: Facts, draft: Draft): OutOfOffice | null {
  const found = firstClaim(
    facts,
    ({ outOfOffice }) => outOfOffice?.active === true && !isOver(outOfOffice.until, facts.now),
  )?.outOfOffice;
  if (found !== null && found !== undefined) {
    revisitAtEnd(found.until, draft);
    return { active: true, message: found.message, until: found.until };
  }
  // The pair itself may say so, without a message: `InACall + OOF`.
  const saidByPair = facts.ranked.some(({ freshness, look }) => freshness !== 'pending' && look?.outOfOffice === true);
  return saidByPair ? { active: true, message: '', until: null } : null;
}

function workLocationOf(facts: Facts): WorkLocation | null {
  const found = firstClaim(facts, (claim) => claim.workLocation !== null)?.workLocation ?? null;
  return found === null ? null : { type: found.type, place: found.place };
}

function firstClaim(facts: Facts, fits: (claim: Claim) => boolean): Claim | null {
  let stale: Claim | null = null;
  for (const { claim, freshness } of facts.ranked) {
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

/**
 * Whether another installation writes with our registration: a pure state machine per tenant. Installations that share
 * nothing cannot ask one another, but Graph keeps one session per application and person, so the one clears and replaces
 * what the other has set:
 *
 * - `gone`: Graph knew of no session when we cleared one that had to be in force; or it shows nobody signed in while ours
 *   had to make somebody so.
 * - `unseen`: a weaker state shows while ours had to be in force. A status chosen by hand shows so too, so it only
 *   counts for somebody whose session was also found gone.
 */
import type { Health, PresencePair } from '@lamplight/domain';
import { isSignedOut } from '../attribution/teams-state.ts';
import type { WriterKey } from './writer-rights.ts';

export interface ConflictSighting {
  readonly kind: 'gone' | 'unseen';
  /** As the gateway names the person. */
  readonly address: string;
  /** Monotonic ms. */
  readonly at: number;
}

export type WriterConflictState = readonly ConflictSighting[];

/** How long a sighting counts; ms. */
const MEMORY_MS = 3_600_000;
/** One lost session may be Graph's. */
const LEAST_SIGHTINGS = 3;
/** More say nothing new. */
const MOST_KEPT = 200;

/** Of sessions, the higher one shows. Source: Graph, "Manage presence state". */
const RANK: Readonly<Record<string, number>> = Object.freeze({ DoNotDisturb: 4, Busy: 3, Available: 2, Away: 1 });

export function withSighting(state: WriterConflictState, sighting: ConflictSighting): WriterConflictState {
  return [...withoutOld(state, sighting.at), sighting].slice(-MOST_KEPT);
}

export function withoutOld(state: WriterConflictState, now: number): WriterConflictState {
  return state.filter(({ at }) => at + MEMORY_MS > now);
}

/** When the first sighting is too old, in monotonic ms; null: there is none. */
export function nextConflictTickAt(state: WriterConflictState): number | null {
  const oldest = state[0];
  return oldest === undefined ? null : oldest.at + MEMORY_MS;
}

/** Whose sessions another installation seems to have ended; empty: nobody's. */
export function conflictPeople(state: WriterConflictState): readonly string[] {
  const gone = state.filter(({ kind }) => kind === 'gone');
  const people = [...new Set(gone.map(({ address }) => address))];
  const alsoUnseen = people.filter((one) => state.some(({ kind, address }) => kind === 'unseen' && address === one));
  return gone.length + alsoUnseen.length >= LEAST_SIGHTINGS ? people : [];
}

/** What `shown` says of our session `ours`, which has to be in force; null: nothing. */
export function sightingOf(ours: PresencePair, shown: PresencePair): ConflictSighting['kind'] | null {
  if (isSignedOut(shown)) {
    return 'gone';
  }
  const rank = RANK[shown.availability];
  return rank !== undefined && rank < (RANK[ours.availability] ?? 0) ? 'unseen' : null;
}

/** Null: nobody is named. */
export function writerConflictHealth(people: readonly string[], { entraTenantId, clientId }: WriterKey): Health | null {
  if (people.length === 0) {
    return null;
  }
  const named = people.join(', ');
  return {
    state: 'action-needed',
    reason: 'writer_conflict_suspected',
    message: `another installation seems to write with the application ${clientId} in the Entra tenant ${entraTenantId}: sessions that had been set for ${named} were gone`,
    remedy:
      'find the other installation of Lamplight, or the other product, that uses this app registration, and give one of them a registration of its own (or set readOnly on one of them); Graph keeps one session per application and person, so each ends what the other sets',
    details: { people: named, entraTenant: entraTenantId, clientId },
  };
}

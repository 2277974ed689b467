/** What the resolver is given and gives back. */
import type { Claim, Freshness, Note } from './claim.ts';
import type { DesiredEffect } from './effect.ts';
import { type PersonId, personId } from './ids.ts';
import type { StatusEdits } from './lamp.ts';
import type { Pause, TelephonyMode } from './person.ts';
import type { Presence } from './presence.ts';
import type { BoundSubject } from './subject.ts';

/** A subject of the person with what is claimed of it. */
export interface BoundClaim extends BoundSubject {
  readonly freshness: Freshness;
  /** Null exactly when pending or withdrawn. */
  readonly claim: Claim | null;
  readonly staleSince: number | null;
}

/** What a profile may ask about the person, beside the claims. */
export interface PersonFacts {
  readonly id: PersonId;
  readonly groupIds: readonly string[];
  /** IANA, such as Europe/Berlin. */
  readonly timeZone: string;
  readonly telephony: TelephonyMode;
  readonly operatorNote: Note | null;
  /** Null: as the profile says. */
  readonly takesPart: boolean | null;
  /** The tenant's with the person's own over them. */
  readonly statuses: StatusEdits;
  /** While it lasts, nothing is shown of the person and nothing is written for them. */
  readonly pause: Pause | null;
}

/** Somebody of whom nothing particular is known: a start for facts. */
export const PLAIN_FACTS: PersonFacts = Object.freeze({
  id: personId('nobody'),
  groupIds: Object.freeze([]),
  timeZone: 'UTC',
  telephony: 'pbx',
  operatorNote: null,
  takesPart: null,
  statuses: Object.freeze({}),
  pause: null,
});

/** {@link Reason.rule} of what no profile decides. */
export const BEFORE_RULES = -1;

/** {@link Reason.rule} of what a profile decides beside its rules: who takes part. */
export const BESIDE_RULES = -2;

/** A rule that was looked at, with what came of it. */
export interface Reason {
  /** Index into the profile's rules; {@link BEFORE_RULES} for what goes before all of them, {@link BESIDE_RULES}. */
  readonly rule: number;
  readonly applied: boolean;
  /** Subject that the rule looked at; null for the person as a whole. */
  readonly subject: BoundSubject | null;
  /** Stable word for what it did or why it was discarded; the catalogue of reasons spells it out. */
  readonly detail: string;
}

export interface Resolution {
  readonly presence: Presence;
  readonly effects: readonly DesiredEffect[];
  readonly reasons: readonly Reason[];
  /** Wall time in ms at which the answer changes without news; null: not by itself. */
  readonly revisitAt: number | null;
}

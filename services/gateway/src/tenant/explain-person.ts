import { BEFORE_RULES, type Directory, type PersonId, type PresenceLog } from '@lamplight/domain';
import type { ClaimLedger } from '../claims/claim-ledger.ts';
import type { Conclusion } from '../conclude/conclusion.ts';
import type { EffectLedger } from '../effects/effect-ledger.ts';
import type { Explanation } from './tenant-core.ts';

export interface ExplainedRooms {
  readonly directory: Directory;
  readonly claims: ClaimLedger;
  readonly effects: EffectLedger;
  readonly conclusion: Conclusion;
  readonly log: PresenceLog;
}

/** Why a person shows what they show, resolved at this moment; undefined: no such person. */
export function explainPerson(personId: PersonId, rooms: ExplainedRooms): Explanation | undefined {
  const person = rooms.directory.person(personId);
  if (person === undefined) {
    return undefined;
  }
  const { claims, profile, resolution } = rooms.conclusion.look(person);
  // What goes before every rule is a pause: then what the systems say is nobody's to read either.
  const shown = resolution.reasons.every(({ rule }) => rule !== BEFORE_RULES);
  return {
    person,
    logged: rooms.log.read(personId) ?? null,
    profile,
    claims: (shown ? claims : []).map((bound) => {
      const origin = rooms.claims.origin(bound);
      return { bound, sourceId: origin?.sourceId ?? null, sequence: origin?.sequence ?? 0 };
    }),
    reasons: resolution.reasons,
    effects: (shown ? person.bindings : []).flatMap((bound) => rooms.effects.read(bound) ?? []),
    revisitAt: resolution.revisitAt,
  };
}

import type { Person } from '../directory/directory.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { PresencePair } from '../engine/presence-pair.ts';
import { type Session, shownBySession } from '../engine/session.ts';
import type { Switches } from '../switches/switches.ts';

/** A person and how their presence stands, whatever can be read of it already. */
export interface InspectedPerson {
  readonly person: Person;
  readonly shown: PresencePair;
  /** What the person chose by hand; null if nothing. */
  readonly preferred: PresencePair | null;
  readonly sessions: readonly {
    readonly kind: Session['kind'];
    readonly id: string;
    /** Null once it has expired. */
    readonly shows: PresencePair | null;
    /** Milliseconds; null for a Teams client. */
    readonly expiresInMs: number | null;
  }[];
}

/** @param now monotonic milliseconds. Undefined for a person without presence. */
export function inspectPerson(
  person: Person,
  engine: PresenceEngine,
  now: number,
  switches: Switches,
): InspectedPerson | undefined {
  const inspected = engine.inspect(person.id);
  if (inspected === undefined) {
    return undefined;
  }
  const sessions = [...inspected.state.sessions.values()].map((session) => ({
    kind: session.kind,
    id: session.id,
    shows: shownBySession(session, now, switches) ?? null,
    expiresInMs: session.kind === 'client' ? null : session.expiresAt - now,
  }));
  return { person, shown: inspected.visible.pair, preferred: inspected.state.preferred?.pair ?? null, sessions };
}

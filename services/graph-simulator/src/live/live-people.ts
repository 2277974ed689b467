import type { Clock } from '@lamplight/runtime';
import { z } from 'zod';
import type { Directory, Person } from '../directory/directory.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { PresencePair } from '../engine/presence-pair.ts';
import { type ClientSituation, type Session, shownBySession } from '../engine/session.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';

/** Which people to show: the query of `live/people` and `live/events`. */
export const liveQuerySchema = z.strictObject({
  /** A part of the name or principal name. */
  search: z.string().max(200).default(''),
  /** Only who shows this availability; empty for everybody. */
  availability: z.string().max(50).default(''),
  /** From 0. */
  page: z.coerce.number().int().min(0).max(100_000).default(0),
  size: z.coerce.number().int().min(1).max(100).default(25),
});
export type LiveQuery = z.output<typeof liveQuerySchema>;

export interface LivePerson {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly shown: PresencePair;
  readonly preferred: PresencePair | null;
  readonly isOutOfOffice: boolean;
  readonly note: string | null;
  readonly sessions: readonly LiveSession[];
}

export interface LiveSession {
  readonly kind: Session['kind'];
  readonly id: string;
  readonly shows: PresencePair | null;
  /** Milliseconds; null for a Teams client. */
  readonly expiresInMs: number | null;
  /** What a client does, such as `inCall`. */
  readonly doing: readonly (keyof ClientSituation)[];
}

export interface LivePeople {
  readonly total: number;
  readonly page: number;
  readonly size: number;
  readonly people: readonly LivePerson[];
}

export interface LivePeopleParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly engine: PresenceEngine;
  readonly switches: SwitchBoard;
}

/** One page of the people who fit the query, and how many show each availability. */
export function lookAtPeople(
  parts: LivePeopleParts,
  query: LiveQuery,
): { readonly found: LivePeople; readonly shown: Readonly<Record<string, number>> } {
  const shown = new Map<string, number>();
  const search = query.search.trim().toLowerCase();
  const fitting: Person[] = [];
  for (const person of parts.directory.people()) {
    const availability = parts.engine.inspect(person.id)?.visible.pair.availability ?? '';
    shown.set(availability, (shown.get(availability) ?? 0) + 1);
    if ((query.availability === '' || query.availability === availability) && matches(person, search)) {
      fitting.push(person);
    }
  }
  const { page, size } = query;
  const people = fitting.slice(page * size, (page + 1) * size).flatMap((person) => livePerson(parts, person));
  return { found: { total: fitting.length, page, size, people }, shown: Object.fromEntries(shown) };
}

function matches(person: Person, search: string): boolean {
  return (
    search === '' ||
    person.displayName.toLowerCase().includes(search) ||
    person.userPrincipalName.toLowerCase().includes(search)
  );
}

function livePerson({ clock, engine, switches }: LivePeopleParts, person: Person): readonly LivePerson[] {
  const inspected = engine.inspect(person.id);
  if (inspected === undefined) {
    return [];
  }
  const now = clock.monotonic();
  const { state, visible } = inspected;
  return [
    {
      id: person.id,
      displayName: person.displayName,
      userPrincipalName: person.userPrincipalName,
      shown: visible.pair,
      preferred: state.preferred?.pair ?? null,
      isOutOfOffice: visible.outOfOffice.isOutOfOffice,
      note: visible.statusMessage?.content ?? null,
      sessions: [...state.sessions.values()].map((session) => ({
        kind: session.kind,
        id: session.id,
        shows: shownBySession(session, now, switches.current) ?? null,
        // Whole minutes: a row changes when something happens, not each second.
        expiresInMs: session.kind === 'client' ? null : Math.ceil((session.expiresAt - now) / 60_000) * 60_000,
        doing: session.kind === 'client' ? doing(session.situation) : [],
      })),
    },
  ];
}

function doing(situation: ClientSituation): readonly (keyof ClientSituation)[] {
  const all = ['inCall', 'inMeeting', 'presenting', 'lockedAt', 'idleAt'] as const;
  return all.filter((name) => situation[name] !== undefined && situation[name] !== false);
}

/**
 * One tenant's owner: ledger, resolver, effects, roster and presence log behind one port. The edge (subscribe,
 * directory service, operations) reads and asks; it never reaches into the rooms behind.
 */
import type {
  BoundClaim,
  Desired,
  Directory,
  EffectOutcome,
  Health,
  LoggedPresence,
  Note,
  Person,
  PersonId,
  PresenceLog,
  Problem,
  Reason,
  ReportPort,
  SourceId,
  SubjectRef,
  SystemId,
  TenantId,
} from '@lamplight/domain';
import type { Profile } from '@lamplight/resolver';
import type { Circumstances } from '../conclude/conclusion.ts';
import type { PersonProfiles } from '../conclude/ports.ts';

/** A status that a console sets for its own user. */
export interface ConsoleStatus {
  /** In Graph's spelling. */
  readonly availability: string;
  readonly activity: string;
  readonly note: Note | null;
  /** Wall time in ms; null: until cleared. */
  readonly until: number | null;
}

/** Where a claim on a bound subject came from. */
export interface ClaimOrigin {
  readonly bound: BoundClaim;
  readonly sourceId: SourceId | null;
  readonly sequence: number;
}

/** What is wanted at a subject of a person, and what became of it. */
export interface EffectStatus extends SubjectRef {
  readonly generation: number;
  readonly desired: Desired | null;
  readonly outcome: 'pending' | 'left-alone' | EffectOutcome;
  readonly reason: string;
}

/** Why a person shows what they show. */
export interface Explanation {
  readonly person: Person;
  readonly logged: LoggedPresence | null;
  /** The one that decided; its rules are what reasons count. */
  readonly profile: Profile;
  readonly claims: readonly ClaimOrigin[];
  readonly reasons: readonly Reason[];
  readonly effects: readonly EffectStatus[];
  readonly revisitAt: number | null;
}

/** One source of a system, for operators. */
export interface SourceStatus {
  readonly systemId: SystemId;
  readonly sourceId: SourceId;
  readonly role: 'active' | 'standby' | 'lost';
  readonly connected: boolean;
  readonly snapshotComplete: boolean;
  readonly health: Health;
  readonly subjects: number;
}

export interface TenantCore {
  readonly tenantId: TenantId;
  readonly directory: Directory;
  /** What is settled for each person. */
  readonly profiles: PersonProfiles;
  readonly presenceLog: PresenceLog;
  /** Refuses a principal of another tenant. */
  readonly reports: ReportPort;
  /** Somebody began or ceased to watch the person: the roster's interest follows. */
  setWatched(personId: PersonId, watched: boolean): void;
  /** Undefined: no such person. */
  explain(personId: PersonId): Explanation | undefined;
  /** What the person is decided by at this moment; undefined: no such person. */
  circumstances(personId: PersonId): Circumstances | undefined;
  /** Null clears. Resolves to the log's revision once it is concluded. */
  setStatus(personId: PersonId, status: ConsoleStatus | null): Promise<number>;
  setOperatorNote(personId: PersonId, note: Note | null): Promise<number>;
  sources(): readonly SourceStatus[];
  /** Ends the Report streams that this key opened, as unauthenticated. */
  endStreamsOfKey(keyId: string): void;
  /** Ends every Report stream. */
  endStreams(problem: Problem): void;
  /** Tells sources to come back within the window, then ends their streams. Leases and claims stay as they are. */
  drain(window: { readonly minMs: number; readonly maxMs: number }): void;
  /** Lets go of every timer. */
  stop(): void;
}

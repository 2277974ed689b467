/** What concluding needs of the rooms around it; the tenant's core hands it in. */
import type {
  BoundClaim,
  DesiredEffect,
  HeldClaim,
  Note,
  Person,
  PersonFacts,
  PersonId,
  Resolution,
  SourceId,
  StatusEdits,
  SubjectRef,
} from '@lamplight/domain';
import type { Profile } from '@lamplight/resolver';

/** The resolver. Pure. */
export type Resolve = (claims: readonly BoundClaim[], person: PersonFacts, profile: Profile, now: number) => Resolution;

/** What is settled for people, as it is in force now. It is asked for every resolution, so it answers what it holds. */
export interface PersonProfiles {
  profileOf(person: Person): Profile;
  /** IANA. */
  timeZoneOf(person: Person): string;
  /** The tenant's with the person's own over them. */
  statusesOf(person: Person): StatusEdits;
  /** Calls `listener` with everybody for whom something else is settled from now on, until the returned function is called. */
  listen(listener: (concerned: readonly PersonId[]) => void): () => void;
}

export interface ClaimReader {
  read(ref: SubjectRef): HeldClaim;
  origin(ref: SubjectRef): { readonly sourceId: SourceId; readonly sequence: number } | undefined;
}

/** What a console said of a person. */
export interface ConsoleReader {
  claim(personId: PersonId): BoundClaim | null;
  operatorNote(personId: PersonId): Note | null;
}

/** Somebody who looks at what is claimed of people, and changes nothing. */
export interface ClaimObserver {
  observe(person: Person, claims: readonly BoundClaim[]): void;
}

export interface EffectSink {
  replace(personId: PersonId, effects: readonly DesiredEffect[]): void;
}

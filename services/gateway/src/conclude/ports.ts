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
  SubjectRef,
} from '@lamplight/domain';

/** The resolver with the tenant's profile. Pure. */
export type Resolve = (claims: readonly BoundClaim[], person: PersonFacts, now: number) => Resolution;

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

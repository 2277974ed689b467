/** The subjects of a person, made ready for the rules: freshness counted in, spelling settled, order fixed. */
import {
  type BoundClaim,
  type BoundSubject,
  type Call,
  type Claim,
  CONSOLE,
  type Freshness,
  MSTEAMS,
  type PersonFacts,
  type Technology,
} from '@lamplight/domain';
import type { LocalTime } from './conditions/local-time.ts';
import { effectiveCall } from './line-state.ts';
import type { Profile } from './profile.ts';
import type { ClaimPart } from './rule.ts';
import { lookOf, type SubjectLook } from './view.ts';

/**
 * How a subject stands to the person: `own` counts; `place` (a room, a park or queue line) causes nothing and speaks only
 * for an entry that is that place; `shared` is shown as a line only, since the call may be anybody's.
 */
export type Standing = 'own' | 'place' | 'shared';

export interface SubjectState {
  /** Without the claim: reasons hold it. */
  readonly bound: BoundSubject;
  readonly freshness: Freshness;
  readonly staleSince: number | null;
  readonly claim: Claim | null;
  readonly isLine: boolean;
  readonly standing: Standing;
  /** Null where the subject is no line. */
  readonly call: Call | null;
  /** What the system shows. */
  readonly look: SubjectLook | null;
  /** What rules judge by: the same, until a rule puts something else in its place for a while; null: nothing. */
  judged: SubjectLook | null;
  /** Parts of the claim that no rule gets to see any more. */
  leftOut: readonly ClaimPart[];
  /** What it was judged by when its presence was left out: by that it goes on being described. */
  describedBy: SubjectLook | null;
}

export interface Facts {
  readonly profile: Profile;
  readonly person: PersonFacts;
  /** Wall time in ms. */
  readonly now: number;
  /** By system id and address, without what is withdrawn. */
  readonly subjects: readonly SubjectState[];
  /** The person's own subjects, in the order of the winning technology. */
  readonly ranked: readonly SubjectState[];
  /** Lines of places, in the same order: they say something only of an entry of which nothing else does. */
  readonly places: readonly SubjectState[];
  /** Technologies that the person is bound to at all, withdrawn or not. */
  readonly technologies: ReadonlySet<Technology>;
  /** As they came: all that the person is bound to, withdrawn or not. */
  readonly bindings: readonly BoundClaim[];
  /** Technologies in which the person takes no part. */
  readonly notJoined: readonly Technology[];
  /** Of the person; null until a rule has asked. */
  localTime: LocalTime | null;
}

const NOTHING: readonly never[] = Object.freeze([]);

const ROLE_ORDER = { 'logged-in': 0, owner: 1, shared: 2 } as const;

export function gatherFacts(claims: readonly BoundClaim[], person: PersonFacts, profile: Profile, now: number): Facts {
  const technologies = new Set<Technology>();
  const present: BoundClaim[] = [];
  for (const claim of claims) {
    technologies.add(claim.technology);
    if (claim.freshness !== 'withdrawn') {
      present.push(claim);
    }
  }
  present.sort(compareClaims);
  const subjects: SubjectState[] = [];
  let before: BoundClaim | null = null;
  for (const claim of present) {
    // A subject bound twice counts once, by its stronger role.
    if (before === null || before.systemId !== claim.systemId || before.address !== claim.address) {
      subjects.push(subjectState(claim, profile));
    }
    before = claim;
  }
  const { ranked, places } = inOrder(subjects, profile);
  return {
    profile,
    person,
    now,
    subjects,
    ranked,
    places,
    technologies,
    bindings: claims,
    notJoined: NOTHING,
    localTime: null,
  };
}

/** In the order of technologies; subjects of one technology stay as they are. */
function inOrder(subjects: readonly SubjectState[], profile: Profile): Pick<Facts, 'ranked' | 'places'> {
  const ranks = subjects.map(({ bound }) => rankOf(bound.technology, profile));
  const ranked: SubjectState[] = [];
  const places: SubjectState[] = [];
  for (let rank = 0; rank <= profile.winningTechnology.length; rank += 1) {
    for (let index = 0; index < subjects.length; index += 1) {
      const subject = subjects[index];
      if (subject !== undefined && ranks[index] === rank && subject.standing !== 'shared') {
        (subject.standing === 'own' ? ranked : places).push(subject);
      }
    }
  }
  return { ranked, places };
}

function subjectState(bound: BoundClaim, profile: Profile): SubjectState {
  const { systemId, address, technology, lineKind, role, primary, freshness } = bound;
  const claim = freshness === 'pending' ? null : bound.claim;
  // Teams and consoles say something of people; everything else may have lines.
  const isLine = technology !== MSTEAMS && technology !== CONSOLE && (lineKind !== null || hasCall(claim));
  const call = isLine ? effectiveCall(claim, freshness) : null;
  const look = lookOf(claim, freshness, call, technology, profile);
  return {
    bound: { systemId, address, technology, lineKind, role, primary },
    freshness,
    staleSince: freshness === 'stale' ? bound.staleSince : null,
    claim,
    isLine,
    standing: standingOf(bound, profile),
    call,
    look,
    judged: look,
    leftOut: NOTHING,
    describedBy: null,
  };
}

function hasCall(claim: Claim | null): boolean {
  return claim !== null && claim.call !== null;
}

function standingOf({ role, lineKind }: BoundClaim, profile: Profile): Standing {
  if (lineKind !== null && profile.placeKinds.includes(lineKind)) {
    return role === 'shared' ? 'shared' : 'place';
  }
  // Whoever is known to be on a shared line is bound to it as logged in.
  return role === 'shared' || (role === 'owner' && lineKind !== null && profile.sharedKinds.includes(lineKind))
    ? 'shared'
    : 'own';
}

function rankOf(technology: Technology, profile: Profile): number {
  const index = profile.winningTechnology.indexOf(technology);
  return index === -1 ? profile.winningTechnology.length : index;
}

/** A total order: by system, address and role; the same whatever came first. */
export function compareClaims(a: BoundClaim, b: BoundClaim): number {
  return (
    compareText(a.systemId, b.systemId) ||
    compareText(a.address, b.address) ||
    ROLE_ORDER[a.role] - ROLE_ORDER[b.role] ||
    // Only a subject bound twice gets here; whatever differs must not depend on the order of arrival.
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** By code unit: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

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
import { effectiveCall } from './line-state.ts';
import type { Profile } from './profile.ts';
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
}

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
  for (const [index, claim] of present.entries()) {
    const before = present[index - 1];
    // A subject bound twice counts once, by its stronger role.
    if (before === undefined || before.systemId !== claim.systemId || before.address !== claim.address) {
      subjects.push(subjectState(claim, profile));
    }
  }
  const inOrder = subjects.toSorted((a, b) => rankOf(a, profile) - rankOf(b, profile));
  const ranked = inOrder.filter((subject) => subject.standing === 'own');
  const places = inOrder.filter((subject) => subject.standing === 'place');
  return { profile, person, now, subjects, ranked, places, technologies };
}

function subjectState(bound: BoundClaim, profile: Profile): SubjectState {
  const { systemId, address, technology, lineKind, role, primary, freshness } = bound;
  const claim = freshness === 'pending' ? null : bound.claim;
  // Teams and consoles say something of people; everything else may have lines.
  const isLine = technology !== MSTEAMS && technology !== CONSOLE && (lineKind !== null || hasCall(claim));
  const call = isLine ? effectiveCall(claim, freshness) : null;
  const look = lookOf(claim, freshness, call, profile.lamps);
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

function rankOf(subject: SubjectState, profile: Profile): number {
  const index = profile.winningTechnology.indexOf(subject.bound.technology);
  return index === -1 ? profile.winningTechnology.length : index;
}

function compareClaims(a: BoundClaim, b: BoundClaim): number {
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

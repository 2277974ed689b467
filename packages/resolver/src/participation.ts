/** Who takes part in what a profile integrates. Of anybody else, its technologies are neither shown nor written nor a cause. */
import { BESIDE_RULES, type PersonFacts } from '@lamplight/domain';
import { applied, type Draft, revisit } from './draft.ts';
import type { Participants } from './profile.ts';
import type { ReasonId } from './reason-id.ts';
import type { Facts, SubjectState } from './subject-state.ts';

/**
 * The facts without the subjects of technologies in which the person takes no part; the very same where they do. That the
 * person has them stays known, so that nobody is flagged for lacking an account.
 */
export function withParticipation(facts: Facts, draft: Draft): Facts {
  const { participants } = facts.profile;
  const why = whyNoPart(participants, facts.person, facts.now);
  if (why === null) {
    return facts;
  }
  const stays = ({ bound }: SubjectState) => !participants.technologies.includes(bound.technology);
  const subjects = facts.subjects.filter(stays);
  const notJoined = participants.technologies;
  const concerns = facts.bindings.some(({ technology }) => notJoined.includes(technology));
  if (concerns && why === 'integration-paused' && participants.pausedUntil !== null) {
    // Also while nothing is heard there: that they have an account counts by itself.
    revisit(draft, participants.pausedUntil);
  }
  if (subjects.length === facts.subjects.length) {
    return { ...facts, notJoined };
  }
  for (const subject of facts.subjects) {
    if (!stays(subject)) {
      applied(draft, BESIDE_RULES, subject.bound, why);
    }
  }
  return { ...facts, notJoined, subjects, ranked: facts.ranked.filter(stays), places: facts.places.filter(stays) };
}

/** A pause stops everybody; then what is settled for the person goes before the lists, and exceptions before members. */
function whyNoPart(participants: Participants, person: PersonFacts, now: number): ReasonId | null {
  const { paused, pausedUntil } = participants;
  if (paused && (pausedUntil === null || now < pausedUntil)) {
    return 'integration-paused';
  }
  return (person.takesPart ?? isListed(participants, person)) ? null : 'takes-no-part';
}

function isListed(participants: Participants, { id, groupIds }: PersonFacts): boolean {
  const { everybody, groups, people, exceptGroups, exceptPeople } = participants;
  const isMember = (group: string) => groupIds.includes(group);
  if (exceptPeople.includes(id) || exceptGroups.some(isMember)) {
    return false;
  }
  return everybody || people.includes(id) || groups.some(isMember);
}

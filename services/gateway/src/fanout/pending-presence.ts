import { PENDING_PRESENCE, type Person, type Presence } from '@lamplight/domain';

/** What is shown of a person whom the log does not hold yet: a dark lamp, so that `caught_up` never waits. */
export function pendingPresence(person: Person): Presence {
  return { ...PENDING_PRESENCE, telephony: person.telephony };
}

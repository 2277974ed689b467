import type { Person, Presence } from '@lamplight/domain';

/** What is shown of a person whom the log does not hold yet: a dark lamp, so that `caught_up` never waits. */
export function pendingPresence(person: Person): Presence {
  return {
    availability: 'PresenceUnknown',
    activity: 'PresenceUnknown',
    tone: 'unknown',
    labelId: 'pending',
    since: null,
    freshness: 'pending',
    staleSince: null,
    winningTechnology: '',
    winningSystemId: null,
    call: null,
    lines: [],
    views: [],
    doNotDisturb: false,
    forwarding: [],
    messagesWaiting: 0,
    outOfOffice: null,
    note: null,
    operatorNote: null,
    workLocation: null,
    until: null,
    nextFree: null,
    absentUntil: null,
    substitute: null,
    managedBy: null,
    lockedFields: [],
    reach: [],
    telephony: person.telephony,
    flags: [],
  };
}

import type { BoundSubject, Person, SystemId, Technology } from '@lamplight/domain';
import type { PersonWithBindings } from '@lamplight/store';

/**
 * A person of the store as the directory shows them at an instant; null: they have left. Logins that are over by then
 * are left out, and so is what a system has bound that is not there any more.
 *
 * @param now wall time in ms
 */
export function storedPerson(
  { person, bindings }: PersonWithBindings,
  technologies: ReadonlyMap<SystemId, Technology>,
  now: number,
): Person | null {
  if (person.leftAt !== null) {
    return null;
  }
  const { id, kind, displayName, addresses, department, groupIds, telephony, pause } = person;
  const { profileId, timeZone, takesPart, statuses } = person;
  return {
    id,
    kind,
    displayName,
    addresses,
    department,
    groupIds,
    telephony,
    bindings: bindings.flatMap(({ systemId, address, lineKind, role, primary, expiresAt }): BoundSubject[] => {
      const technology = technologies.get(systemId);
      return technology === undefined || (expiresAt !== null && expiresAt <= now)
        ? []
        : [{ systemId, address, technology, lineKind, role, primary }];
    }),
    profileId,
    timeZone,
    takesPart,
    statuses,
    pause: pause === null ? null : { until: pause.until },
  };
}

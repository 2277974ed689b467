import type { PersonId } from '@lamplight/domain';
import type { PersonInput } from '../../ports/people.ts';
import { listedGroups } from './merge-entry.ts';
import { keptAddresses } from './person-rows.ts';
import type { PersonContent } from './write-people.ts';

export function newPerson(id: PersonId, input: PersonInput): PersonContent {
  return {
    record: {
      id,
      kind: input.kind,
      displayName: input.displayName,
      department: input.department,
      telephony: input.telephony,
      entraObjectId: input.entraObjectId?.toLowerCase() ?? null,
      profileId: input.profileId,
      timeZone: input.timeZone,
      takesPart: input.takesPart,
      statuses: input.statuses,
      origin: input.origin,
      pause: null,
      leftAt: null,
    },
    addresses: keptAddresses(input.addresses, input.origin),
    groups: listedGroups([], input.groupIds, input.origin),
    handMade: [],
  };
}

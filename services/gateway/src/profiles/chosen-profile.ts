import type { Person } from '@lamplight/domain';
import { lamplightProfile, type Profile } from '@lamplight/resolver';
import type { ChosenProfiles } from '../tenant/live-settings.ts';

/**
 * The profile of a person: their own, else that of the first group that has one, else the tenant's, else `lamplight`. An
 * id that is not known is passed over.
 *
 * @param unknown called with each id that is passed over
 */
export function chosenProfile(
  person: Pick<Person, 'profileId' | 'groupIds'>,
  choices: Pick<ChosenProfiles, 'profile' | 'groups'>,
  profiles: ReadonlyMap<string, Profile>,
  unknown: (profileId: string) => void,
): Profile {
  if (person.profileId !== null) {
    const own = profiles.get(person.profileId);
    if (own !== undefined) {
      return own;
    }
    unknown(person.profileId);
  }
  for (const { group, profile: id } of choices.groups) {
    if (person.groupIds.includes(group)) {
      const ofGroup = profiles.get(id);
      if (ofGroup !== undefined) {
        return ofGroup;
      }
      unknown(id);
    }
  }
  const ofTenant = profiles.get(choices.profile);
  if (ofTenant === undefined) {
    unknown(choices.profile);
  }
  return ofTenant ?? lamplightProfile;
}

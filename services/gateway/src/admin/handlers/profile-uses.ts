import type { Person } from '@lamplight/domain';
import { extendedBy } from '@lamplight/profiles';
import { LamplightError } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';
import { type KnownNames, type NamingSettings, unknownInSettings } from '../../profiles/unknown-names.ts';
import { profilesSettingsOf } from './checked-profile.ts';

/** @throws LamplightError `profile_in_use` that names everybody who would lose it */
export async function requireUnused(tenant: TenantView, id: string): Promise<void> {
  const { profile, groups } = await profilesSettingsOf(tenant);
  const extending = (await tenant.profiles.list()).filter(({ content }) => extendedBy(content) === id);
  const people = await tenant.people.countByProfile(id);
  const uses = [
    ...(profile === id ? ['the tenant (settings profiles.profile)'] : []),
    ...groups.flatMap((one) =>
      one.profile === id ? [`the group ${JSON.stringify(one.group)} (settings profiles.groups)`] : [],
    ),
    ...extending.map((one) => `the profile ${JSON.stringify(one.id)}, which extends it`),
    ...(people === 0 ? [] : [`${people} ${people === 1 ? 'person' : 'people'} (profileId)`]),
  ];
  if (uses.length > 0) {
    throw new LamplightError(
      'profile_in_use',
      `${JSON.stringify(id)} is used by ${uses.join(', ')}: change them first`,
    );
  }
}

/** A choice that names what is not there. */
interface ChoiceFinding {
  /** Such as `settings profiles: groups.0.profile`. */
  readonly place: string;
  readonly message: string;
}

export function choiceFindings(
  settings: NamingSettings,
  people: Iterable<Pick<Person, 'profileId'>>,
  names: Pick<KnownNames, 'profiles' | 'groups'>,
): readonly ChoiceFinding[] {
  const lost = new Map<string, number>();
  for (const { profileId } of people) {
    if (profileId !== null && !names.profiles.has(profileId)) {
      lost.set(profileId, (lost.get(profileId) ?? 0) + 1);
    }
  }
  return [
    ...unknownInSettings(settings, names).map(({ path, value, message }) => ({
      place: `settings profiles: ${path.join('.')}`,
      message: `is ${JSON.stringify(value)}: ${message}`,
    })),
    ...[...lost].map(([id, count]) => ({
      place: `profileId of ${count} ${count === 1 ? 'person' : 'people'}`,
      message: `is ${JSON.stringify(id)}: expected one of ${[...names.profiles].join(', ')}, or null`,
    })),
  ];
}

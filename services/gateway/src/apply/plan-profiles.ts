import { profilesSettings } from '@lamplight/admin-api';
import { extendedBy } from '@lamplight/profiles';
import type { Findings } from './findings.ts';
import type { TenantState } from './tenant-state.ts';
import type { WantedTenant } from './wanted-tenant.ts';

/** A version is made only of a text that differs. */
export function planProfiles(findings: Findings, wanted: WantedTenant, state: TenantState | undefined): void {
  const kept = new Map(state?.profiles.map((profile) => [profile.id, profile]));
  const made = new Set(state?.made.profiles);
  for (const profile of wanted.profiles) {
    const before = kept.get(profile.id);
    const act = { act: 'put-profile', profile } as const;
    if (before === undefined) {
      findings.add('profile', profile.id, '', 'create', [], act);
    } else if (made.has(profile.id)) {
      findings.compare('profile', profile.id, '', { content: [profile.content, before.content] }, act);
    } else {
      findings.same += 1;
    }
  }
  const staying = new Set([...wanted.profiles.map(({ id }) => id), ...profilesThatStay(wanted, state)]);
  for (const id of made) {
    if (kept.has(id) && !staying.has(id)) {
      findings.add('profile', id, '', 'remove', [], { act: 'remove-profile', id });
    }
  }
}

/** Profiles that the file made and names no more, and that something made by hand still needs. */
export function profilesThatStay(wanted: WantedTenant, state: TenantState | undefined): readonly string[] {
  if (state === undefined) {
    return [];
  }
  const { made, people, profiles, settings } = state;
  const named = new Set(wanted.profiles.map(({ id }) => id));
  const said = new Set(wanted.people.filter(({ personal }) => personal.profileId !== undefined).map(({ id }) => id));
  const needed = new Set<string | null>([
    ...people.filter(({ person }) => !said.has(person.id)).map(({ person }) => person.profileId),
    ...profiles.filter(({ id }) => !made.profiles.includes(id)).map(({ content }) => extendedBy(content)),
    ...(made.settings.includes('profiles') ? [] : inSettings(settings['profiles'])),
  ]);
  return made.profiles.filter((id) => !named.has(id) && needed.has(id) && profiles.some((one) => one.id === id));
}

function inSettings(section: unknown): readonly string[] {
  const settings = profilesSettings.safeParse(section);
  return settings.success ? [settings.data.profile, ...settings.data.groups.map(({ profile }) => profile)] : [];
}

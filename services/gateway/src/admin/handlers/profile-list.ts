import type { ProfileFindingBody, ProfileSummaryBody, routes } from '@lamplight/admin-api';
import { SHIPPED_PROFILES } from '@lamplight/resolver';
import { profilesWith } from '../../profiles/unknown-names.ts';
import type { ServedTenant } from '../../served-tenant.ts';
import type { HandlerOf } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { checkAmong, findingBody, type ProfilesAround, profilesAround, profilesSettingsOf } from './checked-profile.ts';
import { choiceFindings } from './profile-uses.ts';

export function listProfiles(around: AdminSurroundings): HandlerOf<typeof routes.profiles.list> {
  return async ({ tenantId, readTenant }) => {
    const served = around.tenant(tenantId);
    const { settings, profiles } = await readTenant(async (tenant) => ({
      settings: await profilesSettingsOf(tenant),
      profiles: await profilesAround(tenant, served),
    }));
    const { kept, surroundings } = profiles;
    const counts = peopleByProfile(served);
    const usedBy = (id: string): ProfileSummaryBody['usedBy'] => ({
      tenant: settings.profile === id,
      groups: settings.groups.flatMap(({ group, profile }) => (profile === id ? [group] : [])),
      profiles: [...kept].flatMap(([other, one]) => (one.extends === id ? [other] : [])),
      people: counts.get(id) ?? 0,
    });
    const shipped = [...SHIPPED_PROFILES.values()].map(
      ({ id, title }): ProfileSummaryBody => ({
        id,
        title,
        origin: 'shipped',
        version: null,
        inForce: null,
        extends: null,
        usedBy: usedBy(id),
        findings: [],
      }),
    );
    const own = [...kept].map(
      ([id, { record, inForce, profile, extends: base }]): ProfileSummaryBody => ({
        id,
        title: profile?.title ?? '',
        origin: 'own',
        version: record.version,
        inForce: inForce?.version ?? null,
        extends: base,
        usedBy: usedBy(id),
        findings: findingsOf(profiles, id),
      }),
    );
    const names = { profiles: profilesWith(kept.keys()), groups: new Set(surroundings.groups) };
    const people = served?.core.directory.people() ?? [];
    return { value: { items: [...shipped, ...own], findings: [...choiceFindings(settings, people, names)] } };
  };
}

/** What is wrong with the newest version, or odd as the tenant stands now. */
function findingsOf(profiles: ProfilesAround, id: string): ProfileFindingBody[] {
  const one = profiles.kept.get(id);
  return one === undefined ? [] : checkAmong(profiles, one.record.content, id).findings.map(findingBody);
}

/** How many people have each profile now. */
function peopleByProfile(served: ServedTenant | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const person of served?.core.directory.people() ?? []) {
    const { id } = served?.core.profiles.profileOf(person) ?? {};
    if (id !== undefined) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

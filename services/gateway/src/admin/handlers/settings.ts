import { type Privacy, privacySettings, profilesSettings, SETTINGS, type SettingsSection } from '@lamplight/admin-api';
import type { Json, TenantView } from '@lamplight/store';
import { namesOf, unknownInSettings } from '../../profiles/unknown-names.ts';
import type { Handlers } from '../handler.ts';
import { validated } from '../validate.ts';
import { requireNone } from './known-names.ts';
import { requireUnusedLabels } from './label-uses.ts';
import { jsonOf } from './records.ts';

export const settings: Handlers['settings'] = {
  get: async ({ params: { section }, readTenant }) => {
    const { value, revision } = await readTenant((tenant) => sectionOf(tenant, section));
    return { value: jsonOf(SETTINGS[section].parse(value)), revision };
  },
  put: ({ params: { section }, body, ifRevision, changeTenant }) => {
    const value = jsonOf(validated('body', SETTINGS[section], body));
    return changeTenant(async (tenant) => {
      if (section === 'profiles') {
        const wanted = profilesSettings.parse(value);
        const { ownLabels, ...names } = await namesOf(tenant);
        requireNone(unknownInSettings(wanted, names), value);
        await requireUnusedLabels(tenant, ownLabels, new Set(Object.keys(wanted.labels)));
      }
      return { value, ...(await tenant.settings.put(section, value, ifRevision)) };
    });
  },
};

/** A section as it is kept; without its defaults. */
async function sectionOf(
  tenant: TenantView,
  section: SettingsSection,
): Promise<{ readonly value: Json; readonly revision: number }> {
  return (await tenant.settings.get(section)) ?? { value: {}, revision: 0 };
}

export async function privacyOf(tenant: TenantView): Promise<Privacy> {
  return privacySettings.parse((await sectionOf(tenant, 'privacy')).value);
}

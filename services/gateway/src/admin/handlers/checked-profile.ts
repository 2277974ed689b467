/** Checks a profile as if it stood among the others of its tenant. */
import { type ProfileFindingBody, type ProfilesSettings, profilesSettings } from '@lamplight/admin-api';
import { isId, personId } from '@lamplight/domain';
import {
  basesOf,
  type CheckedProfile,
  checkProfile,
  type ProfileFinding,
  type ProfileSurroundings,
} from '@lamplight/profiles';
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { LamplightError } from '@lamplight/runtime';
import type { ProfileRecord, TenantView } from '@lamplight/store';
import { type KeptProfiles, ProfileReader } from '../../profiles/kept-profiles.ts';
import type { ServedTenant } from '../../served-tenant.ts';
import { detailAtPlace } from '../problem-details.ts';
import { found } from './found.ts';

/** Findings that an answer names. */
const MAX_FINDINGS = 200;

/** A tenant's profiles at one moment, and what they may name. */
export interface ProfilesAround {
  readonly kept: KeptProfiles;
  readonly surroundings: Omit<ProfileSurroundings, 'base'>;
}

export async function profilesAround(tenant: TenantView, served: ServedTenant | undefined): Promise<ProfilesAround> {
  const kept = await new ProfileReader().read(tenant.profiles);
  const { labels } = await profilesSettingsOf(tenant);
  const systems = await tenant.systems.list();
  const groups = await tenant.groups.list();
  return {
    kept,
    surroundings: {
      labels: new Set(Object.keys(labels)),
      groups: new Set(groups.map(({ id }) => id)),
      systems: new Map(systems.map(({ id, technology }) => [id, technology])),
      hasPerson:
        served === undefined ? null : (id) => isId(id) && served.core.directory.person(personId(id)) !== undefined,
    },
  };
}

/** As they are in force: what cannot be read has its defaults. */
export async function profilesSettingsOf(tenant: TenantView): Promise<ProfilesSettings> {
  const read = profilesSettings.safeParse((await tenant.settings.get('profiles'))?.value ?? {});
  return read.success ? read.data : profilesSettings.parse({});
}

/** Everything that is wrong with a text among the others; where `id` is given it takes that one's place. */
export function checkAmong({ kept, surroundings }: ProfilesAround, content: string, id?: string): CheckedProfile {
  const base = basesOf((name) => (name === id ? content : textInForce(kept, name)));
  return checkProfile(content, { ...surroundings, base });
}

function textInForce(kept: KeptProfiles, id: string): string | undefined {
  const profile = kept.get(id);
  return profile === undefined ? undefined : (profile.inForce ?? profile.record).content;
}

/**
 * The profile of a text that is to take the place of `id`, with its warnings.
 * @param pointer where the text came from, in the request
 * @throws LamplightError `profile_shipped`, or `profile_invalid` with every finding
 */
export async function requireGood(around: ProfilesAround, id: string, content: string, pointer: string) {
  if (SHIPPED_PROFILES.has(id)) {
    throw new LamplightError(
      'profile_shipped',
      `${JSON.stringify(id)} is shipped: put one of another id that extends it`,
    );
  }
  const { profile, findings } = checkAmong(around, content, id);
  if (profile === null) {
    throw refused(findings, pointer);
  }
  if (profile.id !== id) {
    const text = `id is ${JSON.stringify(profile.id)}: expected ${JSON.stringify(id)}, as the path says`;
    throw new LamplightError('profile_invalid', text, { details: { [pointer]: text } });
  }
  await requireGoodForOthers(around, id, content, pointer);
  return { profile, findings };
}

/** Profiles that extend this one can still be read. @throws LamplightError `profile_invalid` */
async function requireGoodForOthers({ kept }: ProfilesAround, id: string, content: string, pointer: string) {
  const others = [...kept.values()].flatMap(({ inForce }) => (inForce === null || inForce.id === id ? [] : [inForce]));
  const all = [...others, { ...(others[0] ?? EMPTY), id, content }];
  const after = await new ProfileReader().read({
    list: async () => all,
    history: async (name) => all.filter((one) => one.id === name),
  });
  for (const { record: other, inForce, findings } of after.values()) {
    if (inForce === null && other.id !== id) {
      const [first] = findings.filter(({ severity }) => severity === 'error');
      const place = first === undefined ? '' : `, at ${first.line}:${first.column}: ${first.message}`;
      const text = `${JSON.stringify(other.id)} extends it, and could not be read any more${place}`;
      throw new LamplightError('profile_invalid', text, { details: { [pointer]: text } });
    }
  }
}

const EMPTY: ProfileRecord = Object.freeze({
  id: '',
  version: 1,
  content: '',
  author: '',
  note: '',
  revision: 0,
  createdAt: 0,
  updatedAt: 0,
});

/** The error that carries every finding. */
export function refused(findings: readonly ProfileFinding[], pointer: string): LamplightError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const details = Object.fromEntries(
    [...errors, ...findings.filter(({ severity }) => severity !== 'error')]
      .slice(0, MAX_FINDINGS)
      .map(({ line, column, message }, index) => [detailAtPlace(pointer, line, column, index), message]),
  );
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const words = first === undefined ? 'is not as expected' : `${first.line}:${first.column}: ${first.message}${more}`;
  return new LamplightError('profile_invalid', `the profile cannot be used: ${words}`, { details });
}

/** A version of a profile of the tenant, without one the newest. @throws LamplightError `profile_unknown` */
export async function versionOf(tenant: TenantView, id: string, version?: number): Promise<ProfileRecord> {
  const newest = await tenant.profiles.get(id);
  const record = version === undefined ? newest : await tenant.profiles.get(id, version);
  if (record === undefined && newest !== undefined) {
    throw new LamplightError(
      'profile_unknown',
      `profile ${JSON.stringify(id)} has no version ${version}: expected one from 1 to ${newest.version}`,
    );
  }
  return found(record, 'profile_unknown', 'profile', id);
}

/**
 * A profile by name, `id` or `id@version`; without a version the one in force.
 * @throws LamplightError `profile_unknown`, `profile_invalid`
 */
export async function namedProfile(tenant: TenantView, around: ProfilesAround, name: string): Promise<Profile> {
  const whole = SHIPPED_PROFILES.get(name) ?? around.kept.get(name)?.profile;
  if (whole !== undefined && whole !== null) {
    return whole;
  }
  const [, id = name, version] = /^(.+)@(\d{1,9})$/.exec(name) ?? [];
  const record = await versionOf(tenant, id, version === undefined ? undefined : Number(version));
  const { profile, findings } = checkAmong(around, record.content, id);
  if (profile === null) {
    throw refused(findings, '/query');
  }
  return profile;
}

export function findingBody({ line, column, severity, rule, message }: ProfileFinding): ProfileFindingBody {
  return { line, column, severity, rule, message };
}

import type { ProfileBody } from '@lamplight/admin-api';
import { diffProfiles, extendedBy, type ProfileFinding, profileJsonSchema, writeProfile } from '@lamplight/profiles';
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { LamplightError } from '@lamplight/runtime';
import type { ProfileRecord, TenantChange } from '@lamplight/store';
import { z } from 'zod';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { checkAmong, findingBody, namedProfile, profilesAround, requireGood, versionOf } from './checked-profile.ts';
import { found, requireRevision } from './found.ts';
import { listProfiles } from './profile-list.ts';
import { tryProfiles } from './profile-trial.ts';
import { requireUnused } from './profile-uses.ts';
import { answerOf, instantOf, NO_CONTENT } from './records.ts';

export function profilesHandlers(around: AdminSurroundings): Handlers['profiles'] {
  return {
    list: listProfiles(around),
    get: async ({ tenantId, params: { profileId }, query: { version }, readTenant }) => {
      const shipped = SHIPPED_PROFILES.get(profileId);
      if (shipped !== undefined) {
        return { value: shippedBody(shipped, version) };
      }
      return readTenant(async (tenant) => {
        const record = await versionOf(tenant, profileId, version);
        const { profile, findings } = checkAmong(
          await profilesAround(tenant, around.tenant(tenantId)),
          record.content,
          profileId,
        );
        return answerOf(ownBody(record, profile, findings), record);
      });
    },
    put: ({ tenantId, params: { profileId }, body: { content, note }, actor, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const others = await profilesAround(tenant, around.tenant(tenantId));
        const { profile, findings } = await requireGood(others, profileId, content, '/body/content');
        const record = await kept(tenant, { profileId, content, note, author: actor.id, ifRevision });
        return answerOf(ownBody(record, profile, findings), record);
      }),
    remove: ({ params: { profileId }, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const record = await tenant.profiles.get(profileId);
        if (SHIPPED_PROFILES.has(profileId)) {
          // One of the tenant's own, from before that id was shipped, is out of force already.
          requireOwn(profileId, record);
        } else {
          found(record, 'profile_unknown', 'profile', profileId);
          await requireUnused(tenant, profileId);
        }
        await tenant.profiles.remove(profileId, ifRevision);
        return NO_CONTENT;
      }),
    history: async ({ params: { profileId }, readTenant }) => {
      const versions = await readTenant((tenant) => tenant.profiles.history(profileId));
      if (!SHIPPED_PROFILES.has(profileId)) {
        found(versions[0], 'profile_unknown', 'profile', profileId);
      }
      const items = [...versions].reverse().map(({ version, updatedAt, author, note }) => ({
        version,
        at: instantOf(updatedAt),
        author,
        note,
      }));
      return { value: { items } };
    },
    restore: ({ tenantId, params: { profileId }, body: { version, note }, actor, ifRevision, changeTenant }) =>
      changeTenant(async (tenant) => {
        const { content } = await versionOf(tenant, profileId, version);
        const others = await profilesAround(tenant, around.tenant(tenantId));
        const { profile, findings } = await requireGood(others, profileId, content, '/body/version');
        const record = await kept(tenant, { profileId, content, note, author: actor.id, ifRevision });
        return answerOf(ownBody(record, profile, findings), record);
      }),
    check: ({ tenantId, body: { content }, readTenant }) =>
      readTenant(async (tenant) => {
        const others = await profilesAround(tenant, around.tenant(tenantId));
        const { profile, findings } = checkAmong(others, content);
        const seen =
          profile === null
            ? null
            : {
                id: profile.id,
                title: profile.title,
                extends: extendedBy(content),
                rules: profile.rules.length,
              };
        return { value: { profile: seen, findings: findings.map(findingBody) } };
      }),
    try: tryProfiles(around),
    diff: ({ tenantId, query, readTenant }) =>
      readTenant(async (tenant) => {
        const others = await profilesAround(tenant, around.tenant(tenantId));
        const before = await namedProfile(tenant, others, query.before);
        const after = await namedProfile(tenant, others, query.after);
        return { value: { items: diffProfiles(before, after).map((one) => ({ ...one })) } };
      }),
    schema: async () => ({ value: z.json().parse(profileJsonSchema()) }),
  };
}

interface NewVersion {
  readonly profileId: string;
  readonly content: string;
  readonly note: string;
  readonly author: string;
  readonly ifRevision: number | null;
}

/** A new version; the newest where it has that content already. */
async function kept(tenant: TenantChange, version: NewVersion): Promise<ProfileRecord> {
  const { profileId, content, note, author, ifRevision } = version;
  const newest = await tenant.profiles.get(profileId);
  if (newest?.content === content) {
    requireRevision(newest, ifRevision);
    return newest;
  }
  return tenant.profiles.put(profileId, content, { author, note }, ifRevision);
}

/** @throws LamplightError `profile_shipped` */
function requireOwn(id: string, record: ProfileRecord | undefined): void {
  if (record === undefined) {
    throw new LamplightError('profile_shipped', `${JSON.stringify(id)} is shipped, and stays`);
  }
}

function shippedBody(profile: Profile, version: number | undefined): ProfileBody {
  if (version !== undefined) {
    throw new LamplightError('profile_unknown', `${profile.id} is shipped and has no versions: leave version out`);
  }
  return {
    id: profile.id,
    title: profile.title,
    origin: 'shipped',
    version: null,
    extends: null,
    content: writeProfile(profile),
    author: '',
    note: '',
    at: null,
    findings: [],
  };
}

function ownBody(record: ProfileRecord, profile: Profile | null, findings: readonly ProfileFinding[]): ProfileBody {
  const { id, version, content, author, note, updatedAt } = record;
  return {
    id,
    title: profile?.title ?? '',
    origin: 'own',
    version,
    extends: extendedBy(content),
    content,
    author,
    note,
    at: instantOf(updatedAt),
    findings: findings.map(findingBody),
  };
}

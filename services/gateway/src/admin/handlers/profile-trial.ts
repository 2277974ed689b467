/**
 * Tries a profile: on people of a claims file, or on everybody of the tenant with what is claimed of them at this moment.
 * Nothing is carried out. People are taken in slices, between which the process does other work.
 */
import type { routes } from '@lamplight/admin-api';
import type { PersonId } from '@lamplight/domain';
import { parseClaims, type TriedPerson, type TriedRow, type TriedState, tryProfile } from '@lamplight/profiles';
import type { Profile } from '@lamplight/resolver';
import { delay, LamplightError } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';
import type { Mask } from '../../privacy/mask.ts';
import type { ServedTenant } from '../../served-tenant.ts';
import type { Call, HandlerOf } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { checkAmong, namedProfile, profilesAround, profilesSettingsOf, refused } from './checked-profile.ts';

/** People of one slice: some milliseconds of work. */
const SLICE = 100;

/** What a row tells of somebody, as Explain does. */
const NEEDED = ['history', 'availability', 'line'] as const;

type Try = typeof routes.profiles.try;

interface Slice {
  readonly people: readonly TriedPerson[];
  readonly profileOf: (person: TriedPerson) => Profile;
}

export function tryProfiles(around: AdminSurroundings): HandlerOf<Try> {
  return async (call) => {
    const { body, tenantId, signal, readTenant } = call;
    const served = around.tenant(tenantId);
    const { tried, against, labels } = await readTenant((tenant) => profilesOf(call, tenant, served));
    const { now, slices } =
      body.claims === undefined
        ? { now: around.clock.now(), slices: livePeople(requireVisible(call, served)) }
        : peopleOfFile(body.claims, around.clock.now());
    const rows: TriedRow[] = [];
    let people = 0;
    let differing = 0;
    for (const slice of slices) {
      if (people > 0) {
        await delay(around.clock, 0, signal);
      }
      people += slice.people.length;
      const options = { profile: () => tried, against: against === null ? slice.profileOf : () => against };
      for (const row of tryProfile(slice.people, { ...options, now, language: body.language, labels })) {
        if (row.differs) {
          differing += 1;
          if (rows.length < body.limit) {
            rows.push(row);
          }
        }
      }
    }
    return { value: { people, differing, rows: rows.map(rowBody) } };
  };
}

async function profilesOf({ body }: Call<Try>, tenant: TenantView, served: ServedTenant | undefined) {
  const others = await profilesAround(tenant, served);
  const { labels } = await profilesSettingsOf(tenant);
  const against = body.against === undefined ? null : await namedProfile(tenant, others, body.against);
  if (body.content === undefined) {
    return { labels, against, tried: await namedProfile(tenant, others, body.profile ?? '') };
  }
  const { profile, findings } = checkAmong(others, body.content);
  if (profile === null) {
    throw refused(findings, '/body/content');
  }
  return { labels, against, tried: profile };
}

/** @throws LamplightError `field_masked` where the caller may not see what rows tell */
function requireVisible({ principal, tenantId }: Call<Try>, served: ServedTenant | undefined): ServedTenant {
  if (served === undefined) {
    throw new LamplightError('tenant_unknown', `the tenant ${JSON.stringify(tenantId)} is not served yet: ask again`);
  }
  const mask: Mask = served.privacy.maskOf(principal.roles);
  const hidden = NEEDED.find((field) => !mask.shows[field]);
  if (hidden !== undefined) {
    throw new LamplightError(
      'field_masked',
      `${hidden} is hidden from the key ${principal.keyId}, and a trial on people tells it: try a claims file instead, or ` +
        `let an administrator add ${hidden} to privacy.masks of its roles, where the preset is not works-council`,
      { details: { field: hidden, key_id: principal.keyId } },
    );
  }
  return served;
}

function* livePeople({ core }: ServedTenant): Generator<Slice> {
  const ids = Array.from(core.directory.people(), ({ id }) => id);
  for (let start = 0; start < ids.length; start += SLICE) {
    const now = new Map<PersonId, Profile>();
    const people = ids.slice(start, start + SLICE).flatMap((id): TriedPerson[] => {
      const circumstances = core.circumstances(id);
      const displayName = core.directory.person(id)?.displayName;
      if (circumstances === undefined || displayName === undefined) {
        return [];
      }
      const { facts, claims, profile } = circumstances;
      now.set(id, profile);
      return [{ displayName, facts, claims }];
    });
    yield { people, profileOf: ({ facts }) => profileIn(now, facts.id) };
  }
}

function profileIn(profiles: ReadonlyMap<PersonId, Profile>, id: PersonId): Profile {
  const profile = profiles.get(id);
  if (profile === undefined) {
    throw new LamplightError('unexpected', 'somebody is tried who was not looked up');
  }
  return profile;
}

/** @throws LamplightError `request_invalid` for a file that cannot be read */
function peopleOfFile(text: string, fallback: number): { readonly now: number; readonly slices: Iterable<Slice> } {
  try {
    const { now, people } = parseClaims(text, 'claims', fallback);
    return { now, slices: slicesOf(people) };
  } catch (failure) {
    const { message } = LamplightError.from(failure);
    throw new LamplightError('request_invalid', message, { details: { '/body/claims': message }, cause: failure });
  }
}

function* slicesOf(people: readonly TriedPerson[]): Generator<Slice> {
  const profileOf = (): Profile => {
    throw new LamplightError('unexpected', 'people of a file have no profile');
  };
  for (let start = 0; start < people.length; start += SLICE) {
    yield { people: people.slice(start, start + SLICE), profileOf };
  }
}

function rowBody({ personId, displayName, before, after, rules, discarded }: TriedRow) {
  return {
    personId,
    displayName,
    before: stateBody(before),
    after: stateBody(after),
    rules: [...rules],
    discarded: [...discarded],
  };
}

function stateBody({ effects, reach, ...state }: TriedState) {
  return {
    ...state,
    effects: [...effects],
    reach: reach.map(({ systemId, hint, reasonId }) => ({ systemId, hint, reasonId })),
  };
}

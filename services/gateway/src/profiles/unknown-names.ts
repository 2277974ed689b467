/** What a person or the settings name that the tenant does not have: profiles, groups, labels. */
import { profilesSettings } from '@lamplight/admin-api';
import { LABEL_IDS, SHIPPED_PROFILES } from '@lamplight/resolver';
import { nearest } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';

/** What can be named of a tenant. */
export interface KnownNames {
  /** Shipped and its own. */
  readonly profiles: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** Shipped and its own. */
  readonly labels: ReadonlySet<string>;
}

export interface UnknownName {
  readonly path: readonly (string | number)[];
  readonly value: string;
  readonly message: string;
}

export type NamingStatuses = Readonly<Record<string, { readonly label: string | null }>>;

export interface NamingSettings {
  readonly profile: string;
  readonly groups: readonly { readonly group: string; readonly profile: string }[];
  readonly labels: Readonly<Record<string, unknown>>;
  readonly statuses: NamingStatuses;
}

const SHIPPED_LABELS: ReadonlySet<string> = new Set(LABEL_IDS);

export function profilesWith(own: Iterable<string>): ReadonlySet<string> {
  return new Set([...SHIPPED_PROFILES.keys(), ...own]);
}

export function labelsWith(own: Iterable<string>): ReadonlySet<string> {
  return new Set([...own, ...SHIPPED_LABELS]);
}

export async function namesOf(tenant: TenantView): Promise<KnownNames & { readonly ownLabels: ReadonlySet<string> }> {
  const settings = profilesSettings.safeParse((await tenant.settings.get('profiles'))?.value ?? {});
  const ownLabels = new Set(settings.success ? Object.keys(settings.data.labels) : []);
  return {
    profiles: profilesWith((await tenant.profiles.list()).map(({ id }) => id)),
    groups: new Set((await tenant.groups.list()).map(({ id }) => id)),
    labels: labelsWith(ownLabels),
    ownLabels,
  };
}

/** Of a person as the API has it. */
export function unknownInPerson(
  person: { readonly profileId?: string | null | undefined; readonly statuses?: NamingStatuses | undefined },
  { profiles, labels }: Pick<KnownNames, 'profiles' | 'labels'>,
): readonly UnknownName[] {
  return [
    ...unknownIn(person.profileId ?? null, ['profileId'], profiles),
    ...unknownLabels(person.statuses ?? {}, ['statuses'], labels),
  ];
}

/** Of the section `profiles`; its labels are those that it has itself. */
export function unknownInSettings(
  { profile, groups, labels, statuses }: NamingSettings,
  names: Pick<KnownNames, 'profiles' | 'groups'>,
): readonly UnknownName[] {
  return [
    ...unknownIn(profile, ['profile'], names.profiles),
    ...groups.flatMap((choice, index) => [
      ...unknownIn(choice.group, ['groups', index, 'group'], names.groups),
      ...unknownIn(choice.profile, ['groups', index, 'profile'], names.profiles),
    ]),
    ...Object.keys(labels)
      .filter((id) => SHIPPED_LABELS.has(id))
      .map((id) => ({ path: ['labels', id], value: id, message: `expected another id, since ${id} is shipped` })),
    ...unknownLabels(statuses, ['statuses'], labelsWith(Object.keys(labels))),
  ];
}

export function unknownLabels(
  statuses: NamingStatuses,
  path: readonly string[],
  labels: ReadonlySet<string>,
): readonly UnknownName[] {
  return Object.entries(statuses).flatMap(([status, { label }]) =>
    unknownIn(label, [...path, status, 'label'], labels),
  );
}

function unknownIn(
  name: string | null,
  path: readonly (string | number)[],
  names: ReadonlySet<string>,
): readonly UnknownName[] {
  return name === null || names.has(name) ? [] : [{ path, value: name, message: expected(name, names) }];
}

const LISTED = 30;

function expected(name: string, names: ReadonlySet<string>): string {
  const meant = nearest(name, [...names]);
  if (meant !== undefined) {
    return `did you mean ${meant}?`;
  }
  const list = [...names].slice(0, LISTED).join(', ');
  return names.size === 0
    ? 'expected none, since there is none yet: add it first'
    : `expected one of ${list}${names.size > LISTED ? ', …' : ''}`;
}

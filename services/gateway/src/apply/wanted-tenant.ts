/** A tenant of a file in the terms of the store: what each record is to be. */
import type { NumberPlan } from '@lamplight/addresses';
import {
  type BindingRole,
  type Group,
  type LineKind,
  MSTEAMS,
  type PersonAddress,
  type PersonalSettings,
  type PersonId,
  personId,
  type SubjectRef,
  type SystemId,
  subjectKey,
  systemId,
  type TenantId,
  tenantId,
} from '@lamplight/domain';
import type { Json, PersonInput } from '@lamplight/store';
import { statusEditsOf } from '../directory/status-edits.ts';
import type { ProfileConfig } from '../profiles-config.ts';
import { type SecretName, secretsIn } from '../teams-secrets.ts';
import { settingsOfSystem } from '../teams-settings.ts';
import type { PersonConfig, SystemConfig, TenantConfig } from '../tenant-config.ts';

export interface WantedSystem {
  readonly id: SystemId;
  readonly technology: string;
  readonly displayName: string;
  readonly numberPlan: NumberPlan | null;
  readonly settings: Json;
  /** Those in the file, to be kept sealed. */
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>;
}

/** A person; of how they are shown only what the file says. */
export interface WantedPerson extends Pick<PersonInput, 'kind' | 'displayName' | 'department' | 'telephony'> {
  readonly id: PersonId;
  readonly addresses: readonly PersonAddress[];
  readonly groupIds: readonly string[];
  readonly personal: Partial<PersonalSettings>;
}

export interface WantedLine extends SubjectRef {
  readonly kind: LineKind | null;
}

export interface WantedBinding extends SubjectRef {
  readonly personId: PersonId;
  readonly role: BindingRole;
  readonly primary: boolean;
}

export interface WantedKey {
  readonly id: string;
  readonly hash: string;
  readonly roles: readonly string[];
  readonly systemIds: readonly SystemId[];
}

export interface WantedTenant {
  readonly id: TenantId;
  readonly displayName: string;
  readonly systems: readonly WantedSystem[];
  readonly groups: readonly Group[];
  readonly people: readonly WantedPerson[];
  readonly lines: readonly WantedLine[];
  readonly bindings: readonly WantedBinding[];
  readonly keys: readonly WantedKey[];
  readonly profiles: readonly ProfileConfig[];
  /** By section. */
  readonly settings: Readonly<Record<string, Json>>;
}

/** @param held hashes of keys that the gateway's own file holds: they stay there, and are not brought into the store */
export function wantedTenant(tenant: TenantConfig, held: ReadonlySet<string>): WantedTenant {
  const technologies = new Map(tenant.systems.map(({ id, technology }) => [id, technology]));
  return {
    id: tenantId(tenant.id),
    displayName: tenant.displayName,
    systems: tenant.systems.map(toSystem),
    groups: tenant.groups.map(({ id, displayName }) => ({ id, displayName })),
    people: tenant.people.map(toPerson),
    lines: linesOf(tenant.people, technologies),
    bindings: tenant.people.flatMap((person) => bindingsOf(person, technologies)),
    keys: tenant.keys
      .filter(({ hash }) => !held.has(hash))
      .map(({ id, hash, roles, systems }) => ({ id, hash, roles, systemIds: systems.map(systemId) })),
    profiles: tenant.profiles,
    settings: Object.fromEntries(
      Object.entries(tenant.settings).flatMap(([section, value]) => (value === undefined ? [] : [[section, value]])),
    ),
  };
}

function toSystem(system: SystemConfig): WantedSystem {
  return {
    id: systemId(system.id),
    technology: system.technology,
    displayName: system.displayName ?? system.id,
    numberPlan: system.numberPlan ?? null,
    settings: settingsOfSystem(system),
    secrets: secretsIn(system.teams),
  };
}

function toPerson(person: PersonConfig): WantedPerson {
  const addresses: readonly (PersonAddress | null)[] = [
    person.upn === undefined ? null : { kind: 'upn', value: person.upn },
    person.mail === undefined ? null : { kind: 'mail', value: person.mail },
    person.phone === undefined ? null : { kind: 'phone', value: person.phone },
  ];
  return {
    id: personId(person.id),
    kind: person.kind,
    displayName: person.displayName,
    department: person.department,
    telephony: person.telephony,
    addresses: addresses.filter((address) => address !== null),
    groupIds: [...new Set(person.groups)],
    personal: personalOf(person),
  };
}

function personalOf({ profile, timeZone, takesPart, statuses }: PersonConfig): Partial<PersonalSettings> {
  return {
    ...(profile === undefined ? {} : { profileId: profile }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(takesPart === undefined ? {} : { takesPart }),
    ...(statuses === undefined ? {} : { statuses: statusEditsOf(statuses) }),
  };
}

type Technologies = ReadonlyMap<string, string>;

/** Every subject that a binding names, once; the kind is the one that a binding says, else the default. */
function linesOf(people: readonly PersonConfig[], technologies: Technologies): readonly WantedLine[] {
  const lines = new Map<string, WantedLine>();
  for (const { system, address, lineKind } of people.flatMap(({ bindings }) => bindings)) {
    const ref = { systemId: systemId(system), address };
    if (lineKind !== undefined || !lines.has(subjectKey(ref))) {
      lines.set(subjectKey(ref), { ...ref, kind: lineKind ?? defaultLineKind(technologies.get(system)) });
    }
  }
  return [...lines.values()];
}

/** Whether a binding at this technology is a line when the file does not say. */
function defaultLineKind(technology = ''): LineKind | null {
  return technology.toUpperCase() === MSTEAMS ? null : 'desk';
}

/** The first line that the person owns is the primary one where none is marked. */
function bindingsOf(person: PersonConfig, technologies: Technologies): readonly WantedBinding[] {
  const { bindings } = person;
  const isLine = ({ lineKind, system }: PersonConfig['bindings'][number]): boolean =>
    (lineKind ?? defaultLineKind(technologies.get(system))) !== null;
  const marked = bindings.findIndex((binding) => binding.primary === true && isLine(binding));
  const primary = marked === -1 ? bindings.findIndex((one) => one.role === 'owner' && isLine(one)) : marked;
  return bindings.map(({ system, address, role }, index) => ({
    personId: personId(person.id),
    systemId: systemId(system),
    address,
    role,
    primary: index === primary,
  }));
}

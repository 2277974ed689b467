/**
 * A tenant's profiles as YAML has them: in files beside it, or in its own text. They are read and checked with it, and so
 * is whatever names one of them.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { basesOf, checkProfile, type ProfileSurroundings } from '@lamplight/profiles';
import { LamplightError, parseYaml } from '@lamplight/runtime';
import { z } from 'zod';
import {
  labelsWith,
  type NamingSettings,
  type NamingStatuses,
  profilesWith,
  unknownInPerson,
  unknownInSettings,
} from './profiles/unknown-names.ts';

/** A larger one would hold up everybody's lamps while it is read. */
const LARGEST_PROFILE = 1_048_576;

export const writtenProfile = z.union([
  z.strictObject({ file: z.string().min(1) }),
  /** The profile itself. */
  z.strictObject({ text: z.string().min(1).max(LARGEST_PROFILE) }),
]);
type WrittenProfile = z.output<typeof writtenProfile>;

export interface ProfileConfig {
  readonly id: string;
  readonly content: string;
}

interface Tenant {
  readonly systems: readonly { readonly id: string; readonly technology: string }[];
  readonly groups: readonly { readonly id: string }[];
  readonly people: readonly {
    readonly profile?: string | null | undefined;
    readonly statuses?: NamingStatuses | undefined;
  }[];
  readonly profiles: readonly WrittenProfile[];
  readonly settings: { readonly profiles?: NamingSettings | undefined };
}

type Path = readonly PropertyKey[];
/** `file:line:column: field` of a field of the configuration. */
export type PlaceOf = (path: Path) => string;

/** @throws LamplightError `config_invalid` with every problem and its place */
export function withProfiles<Given extends Tenant>(
  tenants: readonly Given[],
  folder: string | null,
  placeOf: PlaceOf,
): readonly (Omit<Given, 'profiles'> & { readonly profiles: readonly ProfileConfig[] })[] {
  const problems: string[] = [];
  const read = tenants.map((tenant, index) => {
    const at: PlaceOf = (path) => placeOf(['tenants', index, ...path]);
    const texts = tenant.profiles.flatMap((profile, place) => {
      const text = readText(profile, folder, at(['profiles', place, 'text' in profile ? 'text' : 'file']));
      if (typeof text === 'string') {
        problems.push(text);
        return [];
      }
      return [text];
    });
    const profiles = texts.map(({ content }) => ({ id: idIn(content), content }));
    problems.push(...problemsOf(texts, tenant), ...unknownNames(tenant, profiles, at));
    return { ...tenant, profiles };
  });
  if (problems.length > 0) {
    throw new LamplightError('config_invalid', problems.join('\n'), { details: { problems: String(problems.length) } });
  }
  return read;
}

interface Text {
  readonly content: string;
  /** How a place in it is named. */
  at(line: number, column: number): string;
}

/** What is wrong with it, where it cannot be read. */
function readText(profile: WrittenProfile, folder: string | null, place: string): Text | string {
  if ('text' in profile) {
    return { content: profile.text, at: (line, column) => `${place}: line ${line}, column ${column} of it` };
  }
  const file = folder === null ? profile.file : resolve(folder, profile.file);
  try {
    const content = readFileSync(file, 'utf8');
    return content.length > LARGEST_PROFILE
      ? `${place} is ${JSON.stringify(file)}: expected at most 1 MiB`
      : { content, at: (line, column) => `${file}:${line}:${column}` };
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : failure;
    return `${place} is ${JSON.stringify(file)}: expected a file that can be read (${code})`;
  }
}

/** Empty: it has none, which {@link checkProfile} says. */
function idIn(content: string): string {
  const { value } = parseYaml(content);
  const id = z.object({ id: z.string() }).safeParse(value);
  return id.success ? id.data.id : '';
}

function problemsOf(texts: readonly Text[], tenant: Tenant): readonly string[] {
  if (texts.length === 0) {
    return [];
  }
  const byId = new Map<string, string>();
  const twice = texts.flatMap(({ content, at }) => {
    const id = idIn(content);
    const known = byId.has(id) && id !== '';
    byId.set(id, content);
    return known
      ? [`${at(1, 1)}: id is ${JSON.stringify(id)}: expected one that no other profile of this tenant has`]
      : [];
  });
  const surroundings: ProfileSurroundings = {
    base: basesOf((id) => byId.get(id)),
    labels: new Set(Object.keys(tenant.settings.profiles?.labels ?? {})),
    groups: new Set(tenant.groups.map(({ id }) => id)),
    systems: new Map(tenant.systems.map(({ id, technology }) => [id, technology])),
    // Whom the configuration does not name, a directory may bring.
    hasPerson: null,
  };
  const wrong = texts.flatMap(({ content, at }) =>
    checkProfile(content, surroundings)
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ line, column, message }) => `${at(line, column)}: ${message}`),
  );
  return [...twice, ...wrong];
}

function unknownNames(tenant: Tenant, own: readonly ProfileConfig[], at: PlaceOf): readonly string[] {
  const profiles = profilesWith(own.map(({ id }) => id));
  const groups = new Set(tenant.groups.map(({ id }) => id));
  const settings = tenant.settings.profiles;
  const labels = labelsWith(Object.keys(settings?.labels ?? {}));
  const inSettings = settings === undefined ? [] : unknownInSettings(settings, { profiles, groups });
  return [
    ...inSettings.map((unknown) => ({ ...unknown, path: ['settings', 'profiles', ...unknown.path] })),
    ...tenant.people.flatMap(({ profile, statuses }, index) =>
      unknownInPerson({ profileId: profile, statuses }, { profiles, labels }).map(
        ({ path: [field, ...rest], ...unknown }) => ({
          ...unknown,
          path: ['people', index, field === 'profileId' ? 'profile' : 'statuses', ...rest],
        }),
      ),
    ),
  ].map(({ path, value, message }) => `${at(path)} is ${JSON.stringify(value)}: ${message}`);
}

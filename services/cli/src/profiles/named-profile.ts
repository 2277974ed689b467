/** Profiles as a command line names them: a YAML file, a shipped profile, or one of the tenant's, as `id` or `id@version`. */
import { existsSync } from 'node:fs';
import { routes } from '@lamplight/admin-api';
import { basesOf, extendedBy, parseProfile, SHIPPED_SURROUNDINGS, writeProfile } from '@lamplight/profiles';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { readWhole } from '../input/read-file.ts';

/** Many times the longest that is shipped; the gateway takes no more. */
const MOST_BYTES = 262_144;

export interface NamedProfile {
  /** How messages name it. */
  readonly name: string;
  /** YAML. */
  readonly text: string;
}

/** Standard input, or what looks like a path or is one; anything else is the name of a profile. */
export function isFile(name: string): boolean {
  return (
    name === '-' || /[/\\]|\.ya?ml$/i.test(name) || (SHIPPED_SURROUNDINGS.base(name) === undefined && existsSync(name))
  );
}

/** @throws LamplightError `config_unreadable`, `request_too_large` */
export async function readProfileFile(cli: Cli, file: string): Promise<NamedProfile> {
  const bytes = await readWhole(file, cli.terminal, MOST_BYTES);
  return { name: file === '-' ? 'standard input' : file, text: bytes.toString('utf8') };
}

/**
 * The text of a profile. A gateway is asked only where it is neither a file nor shipped.
 * @throws LamplightError `config_unreadable`, `profile_unknown`
 */
export async function namedProfile(cli: Cli, name: string): Promise<NamedProfile> {
  if (isFile(name)) {
    return readProfileFile(cli, name);
  }
  const shipped = SHIPPED_SURROUNDINGS.base(name);
  if (shipped !== undefined) {
    return { name, text: writeProfile(shipped) };
  }
  const { id, version } = idAndVersion(name);
  const params = { tenantId: await cli.tenant(), profileId: id };
  const { value } = await cli.client.call(routes.profiles.get, { params, query: version === null ? {} : { version } });
  return { name, text: value.content };
}

/**
 * A profile made whole, with what it extends.
 * @throws LamplightError as {@link namedProfile}, and `profile_invalid`
 */
export async function wholeProfile(cli: Cli, name: string): Promise<ReturnType<typeof parseProfile>> {
  const { name: said, text } = await namedProfile(cli, name);
  const texts = new Map<string, string>();
  for (
    let base = extendedBy(text);
    base !== null && SHIPPED_SURROUNDINGS.base(base) === undefined && !texts.has(base);
  ) {
    const { text: below } = await namedProfile(cli, base);
    texts.set(base, below);
    base = extendedBy(below);
  }
  return parseProfile(text, said, { ...SHIPPED_SURROUNDINGS, base: basesOf((id) => texts.get(id)) });
}

/** @throws LamplightError `request_invalid` */
function idAndVersion(name: string): { readonly id: string; readonly version: number | null } {
  const at = name.lastIndexOf('@');
  if (at <= 0) {
    return { id: name, version: null };
  }
  const version = Number(name.slice(at + 1));
  if (!Number.isInteger(version) || version < 1) {
    throw new LamplightError(
      'request_invalid',
      `${name} names the version ${JSON.stringify(name.slice(at + 1))}: expected a whole number from 1, as "lamplight profile history" lists them`,
    );
  }
  return { id: name.slice(0, at), version };
}

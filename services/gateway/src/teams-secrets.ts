/** The secrets of a `teams` section: under which names the store keeps them sealed, and where they stand in a file. */
import type { SystemId } from '@lamplight/domain';
import type { Json, TenantView } from '@lamplight/store';
import { valueAt } from './value-at.ts';

export const SECRET_NAMES = ['clientSecret', 'fallbackSecret', 'readerSecret', 'readerFallbackSecret'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** By name the fields that lead to the object in which it is `secret`. */
export const SECRET_PATHS: ReadonlyMap<string, readonly string[]> = new Map<SecretName, readonly string[]>([
  ['clientSecret', []],
  ['fallbackSecret', ['fallback']],
  ['readerSecret', ['reader']],
  ['readerFallbackSecret', ['reader', 'fallback']],
]);

export interface KeptSecret {
  readonly secret: string;
  /** Wall time in ms; null: not known. */
  readonly expiresAt: number | null;
}

export type KeptSecrets = Readonly<Partial<Record<SecretName, KeptSecret>>>;

/** Opened, of one system. */
export async function readSecrets(tenant: Pick<TenantView, 'credentials'>, systemId: SystemId): Promise<KeptSecrets> {
  const kept: Partial<Record<SecretName, KeptSecret>> = {};
  for (const { name, expiresAt } of await tenant.credentials.list(systemId)) {
    const known = SECRET_NAMES.find((one) => one === name);
    const secret = known === undefined ? undefined : await tenant.credentials.open(systemId, known);
    if (known !== undefined && secret !== undefined) {
      kept[known] = { secret, expiresAt };
    }
  }
  return kept;
}

/** Those that stand in a section, by name. */
export function secretsIn(teams: unknown): Readonly<Partial<Record<SecretName, string>>> {
  const found: Partial<Record<SecretName, string>> = {};
  for (const name of SECRET_NAMES) {
    const value = valueAt(teams, [...(SECRET_PATHS.get(name) ?? []), 'secret']);
    if (typeof value === 'string') {
      found[name] = value;
    }
  }
  return found;
}

/** A section as it may be shown: without `secret`, however deep. */
export function withoutSecrets(section: Json): Json {
  if (Array.isArray(section)) {
    return section.map(withoutSecrets);
  }
  if (typeof section !== 'object' || section === null) {
    return section;
  }
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, value]) => (name === 'secret' ? [] : [[name, withoutSecrets(value)]])),
  );
}

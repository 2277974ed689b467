/** Where everything is kept, as the configuration says it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DeepReadonly, type Egress, LamplightError } from '@lamplight/runtime';
import type { KeySource, StoreLocation } from '@lamplight/store';
import { z } from 'zod';

/**
 * Where the keys are: in a file, in an environment variable, or what a command prints. The current one comes first, then
 * those before it, which still open what was sealed under them.
 */
const keySource = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().min(1) }),
  /** Program and arguments; no shell is between. */
  z.strictObject({ command: z.array(z.string()).min(1) }),
]);

const postgres = z
  .strictObject({
    /** `postgres://user:password@host:5432/database` */
    url: z.url({ protocol: /^postgres(?:ql)?$/, error: 'expected postgres://user@host:5432/database' }).optional(),
    /** Name of an environment variable that holds it. */
    urlEnv: z.string().min(1).optional(),
    /** PEM file of an authority to trust beside those of Node. */
    caFile: z.string().min(1).optional(),
  })
  .refine(({ url, urlEnv }) => (url === undefined) !== (urlEnv === undefined), 'expected either url or urlEnv');

export const storeConfig = z.union([
  /** A file of this process alone; made when it is not there. */
  z.strictObject({ file: z.string().min(1), key: keySource }),
  z.strictObject({ postgres, key: keySource }),
]);
export type StoreConfig = DeepReadonly<z.output<typeof storeConfig>>;

/** Paths are taken from the folder. */
export function storeFrom(folder: string, store: StoreConfig): StoreConfig {
  const key = 'file' in store.key ? { file: resolve(folder, store.key.file) } : store.key;
  if ('file' in store) {
    return { file: resolve(folder, store.file), key };
  }
  const { caFile } = store.postgres;
  return { postgres: { ...store.postgres, ...(caFile === undefined ? {} : { caFile: resolve(folder, caFile) }) }, key };
}

/** @throws LamplightError `config_invalid`, `certificate_unreadable` */
export function locationOf(
  store: StoreConfig,
  environment: Readonly<Record<string, string | undefined>>,
  egress: Egress,
): StoreLocation {
  if ('file' in store) {
    return { kind: 'sqlite', path: store.file };
  }
  const { urlEnv, caFile } = store.postgres;
  const url = urlEnv === undefined ? store.postgres.url : environment[urlEnv];
  if (url === undefined || url === '') {
    throw new LamplightError(
      'config_invalid',
      `store.postgres.urlEnv: the environment variable ${urlEnv} is not set: set it to postgres://user@host:5432/database`,
    );
  }
  return { kind: 'postgres', url, caPem: caFile === undefined ? [] : [authority(caFile)], egress };
}

/** Where its keys are. */
export function keySourceOf({ key }: StoreConfig): KeySource {
  if ('file' in key) {
    return { kind: 'file', path: key.file };
  }
  if ('env' in key) {
    return { kind: 'environment', variable: key.env };
  }
  const [program = '', ...rest] = key.command;
  return { kind: 'command', command: [program, ...rest] };
}

function authority(caFile: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw new LamplightError(
      'certificate_unreadable',
      `store.postgres.caFile: ${caFile} cannot be read: name an existing PEM file`,
      { details: { file: caFile }, cause },
    );
  }
}

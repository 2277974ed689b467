/** The connector's configuration: one YAML file, read once, checked whole, frozen. sample-config.yaml documents it. */
import { dirname, resolve } from 'node:path';
import { isId } from '@lamplight/domain';
import { type ConfigOf, hostPort, loadConfig } from '@lamplight/runtime';
import { SipAdapterConfigSchema } from '@lamplight/sip-adapter';
import { z } from 'zod';

const id = z.string().refine(isId, 'expected 1 to 128 characters without control characters');

const gateway = z
  .strictObject({
    address: hostPort(),
    /** PEM of certificate authorities to trust besides those of Node. */
    caFile: z.string().min(1).optional(),
    /** File whose first line is the key of this source. */
    keyFile: z.string().min(1).optional(),
    /** The key itself. */
    key: z.string().min(1).optional(),
  })
  .superRefine((value, context) => {
    const given = [value.keyFile, value.key].filter((one) => one !== undefined).length;
    if (given !== 1) {
      context.addIssue({
        code: 'custom',
        path: given === 0 ? [] : ['key'],
        message: `expected exactly one of keyFile and key, found ${given}`,
      });
    }
  });

const system = z.strictObject({
  /** As the gateway's configuration names the PBX. */
  id,
  sip: SipAdapterConfigSchema,
});

const schema = z
  .strictObject({
    gateway,
    /** This installation; the same over restarts, another one for a second connector of the same PBX. */
    source: z.strictObject({ id }),
    systems: z.array(system).min(1),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine(({ systems }, context) => {
    const seen = new Set<string>();
    for (const [index, { id: systemId }] of systems.entries()) {
      if (seen.has(systemId)) {
        context.addIssue({
          code: 'custom',
          path: ['systems', index, 'id'],
          message: `expected each system once, found ${systemId} twice`,
        });
      }
      seen.add(systemId);
    }
  });

export type ConnectorConfig = ConfigOf<typeof schema>;
export type SystemConfig = ConnectorConfig['systems'][number];

/** As it is written in the file. */
export type ConnectorConfigInput = z.input<typeof schema>;

/**
 * Reads a configuration file; paths in it are taken from its folder.
 * @throws LamplightError `config_unreadable`, or `config_invalid` with every problem and its place
 */
export function loadConnectorConfig(file: string): ConnectorConfig {
  return withPathsFrom(dirname(file), loadConfig({ schema, file }));
}

/** As {@link loadConnectorConfig}, from a text that messages name `fileName`; paths are left as they are. */
export function parseConnectorConfig(yaml: string, fileName = 'connector.yaml'): ConnectorConfig {
  return loadConfig({ schema, text: yaml, fileName });
}

function withPathsFrom(folder: string, config: ConnectorConfig): ConnectorConfig {
  const { caFile, keyFile } = config.gateway;
  return Object.freeze({
    ...config,
    gateway: Object.freeze({
      ...config.gateway,
      ...(caFile === undefined ? {} : { caFile: resolve(folder, caFile) }),
      ...(keyFile === undefined ? {} : { keyFile: resolve(folder, keyFile) }),
    }),
    systems: config.systems.map((one) => withPasswordFrom(folder, one)),
  });
}

function withPasswordFrom(folder: string, config: SystemConfig): SystemConfig {
  const { password } = config.sip;
  return typeof password === 'object' && 'file' in password
    ? { ...config, sip: { ...config.sip, password: { file: resolve(folder, password.file) } } }
    : config;
}

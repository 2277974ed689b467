import { parseArgs } from 'node:util';
import type { DeepReadonly } from '@lamplight/runtime';
import { LamplightError, loadConfig } from '@lamplight/runtime';
import { type SimulatorConfig, type SimulatorConfigInput, simulatorConfigSchema } from './simulator-config.ts';
import { CLOUDS, type Cloud } from './switches/clouds.ts';

export const USAGE = `Usage: lamplight-graph-simulator [--port 8443] [--host 127.0.0.1] [--people 12]
                                 [--accounts] [--day] [--speed 60] [--seed 1] [--cloud global]
                                 [--fault-rate 0.05] [--config FILE]
                                 [--cert FILE --key FILE] [--write-ca FILE]
  --port       port to listen at; 0 lets the machine choose
  --host       address to listen at; the control API asks for no credentials
  --people     how many sample people there are, beside those of the configuration
  --accounts   beside them guests, leavers, rooms, mailboxes, and groups
  --day        let people live a working day, from its morning
  --speed      how many times as fast as the clock the day passes; with --day
  --seed       for sample people, ids, latency, the day, and faults at random
  --cloud      ${CLOUDS.join(', ')}
  --fault-rate share of requests that meet a fault at random, from 0 to 1
  --config     YAML: tenants, apps, people, samplePeople, seed, switches, latency, throttle, population, randomFaults
  --cert       certificate, PEM, with --key; without them one is made that signs itself
  --write-ca   file to write the certificate to that clients have to trust
  --version    print the version, and end
  --help       print this, and end
`;

const DEFAULT_PEOPLE = 12;

export interface SimulatorArguments {
  readonly port: number;
  readonly host: string;
  readonly certificate: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Where to write the certificate that clients have to trust. */
  readonly caFile: string | undefined;
  readonly config: DeepReadonly<SimulatorConfigInput>;
}

/**
 * Reads the command line and the configuration file that it names.
 * @throws LamplightError `config_invalid` or `config_unreadable`; TypeError of util.parseArgs for an unknown flag.
 */
export function readArguments(argv: readonly string[]): SimulatorArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '8443' },
      host: { type: 'string', default: '127.0.0.1' },
      people: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      config: { type: 'string' },
      accounts: { type: 'boolean', default: false },
      day: { type: 'boolean', default: false },
      speed: { type: 'string' },
      seed: { type: 'string' },
      cloud: { type: 'string' },
      'fault-rate': { type: 'string' },
      'write-ca': { type: 'string' },
    },
  });
  const { cert: certFile, key: keyFile, config: file } = values;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new LamplightError('config_invalid', '--cert and --key belong together: give both, or neither');
  }
  const loaded = file === undefined ? undefined : loadConfig({ schema: simulatorConfigSchema, file });
  if (values.speed !== undefined && !values.day) {
    throw new LamplightError('config_invalid', '--speed is of a working day: give --day too');
  }
  const people = values.people === undefined ? undefined : wholeNumber('--people', values.people, 100_000);
  return {
    port: wholeNumber('--port', values.port, 65_535),
    host: values.host,
    certificate: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    caFile: values['write-ca'],
    config: {
      ...loaded,
      ...chosen(values, loaded),
      samplePeople: people ?? loaded?.samplePeople ?? DEFAULT_PEOPLE,
    },
  };
}

interface Choices {
  readonly accounts: boolean;
  readonly day: boolean;
  readonly speed?: string | undefined;
  readonly seed?: string | undefined;
  readonly cloud?: string | undefined;
  readonly 'fault-rate'?: string | undefined;
}

/** What the flags say over the configuration file. */
function chosen(
  values: Choices,
  loaded: DeepReadonly<SimulatorConfig> | undefined,
): DeepReadonly<SimulatorConfigInput> {
  const { accounts, day, speed, seed: seedText, cloud, 'fault-rate': rate } = values;
  const seed = seedText === undefined ? undefined : wholeNumber('--seed', seedText, 2_147_483_647);
  const ofSeed = seed === undefined ? {} : { seed };
  const ofSpeed = speed === undefined ? {} : { speed: number('--speed', speed, 0.01, 3600) };
  const ofRate = rate === undefined ? {} : { rate: number('--fault-rate', rate, 0, 1) };
  return {
    ...ofSeed,
    ...(accounts ? { sampleAccounts: true } : {}),
    ...(day ? { population: { ...loaded?.population, ...ofSpeed, ...ofSeed } } : {}),
    ...(cloud === undefined ? {} : { switches: { ...loaded?.switches, cloud: readCloud(cloud) } }),
    ...(rate === undefined && seed === undefined
      ? {}
      : { randomFaults: { ...loaded?.randomFaults, ...ofRate, ...ofSeed } }),
  };
}

function readCloud(text: string): Cloud {
  const cloud = CLOUDS.find((candidate) => candidate === text);
  if (cloud === undefined) {
    throw new LamplightError('config_invalid', `--cloud is "${text}": expected one of ${CLOUDS.join(', ')}`);
  }
  return cloud;
}

function number(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new LamplightError('config_invalid', `${flag} is "${text}": expected a number from ${least} to ${most}`);
  }
  return value;
}

function wholeNumber(flag: string, text: string, largest: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= largest)) {
    throw new LamplightError('config_invalid', `${flag} is "${text}": expected a whole number from 0 to ${largest}`);
  }
  return number;
}

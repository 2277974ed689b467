import { parseArgs } from 'node:util';
import type { DeepReadonly } from '@lamplight/runtime';
import { LamplightError, loadConfig } from '@lamplight/runtime';
import { type SimulatorConfigInput, simulatorConfigSchema } from './simulator-config.ts';

export const USAGE = `Usage: lamplight-graph-simulator [--port 8443] [--host 127.0.0.1] [--people 12]
                                 [--cert FILE --key FILE] [--config FILE]
  --port    port to listen at; 0 lets the machine choose
  --host    address to listen at; the control API asks for no credentials
  --people  how many sample people there are, beside those of the configuration
  --cert    certificate, PEM, with --key; without them one is made that signs itself
  --config  YAML: tenants, apps, people, samplePeople, seed, switches, latency, throttle
  --version print the version, and end
  --help    print this, and end
`;

const DEFAULT_PEOPLE = 12;

export interface SimulatorArguments {
  readonly port: number;
  readonly host: string;
  readonly certificate: { readonly certFile: string; readonly keyFile: string } | undefined;
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
    },
  });
  const { cert: certFile, key: keyFile, config: file } = values;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new LamplightError('config_invalid', '--cert and --key belong together: give both, or neither');
  }
  const loaded = file === undefined ? undefined : loadConfig({ schema: simulatorConfigSchema, file });
  const people = values.people === undefined ? undefined : wholeNumber('--people', values.people, 100_000);
  return {
    port: wholeNumber('--port', values.port, 65_535),
    host: values.host,
    certificate: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    config: { ...loaded, samplePeople: people ?? loaded?.samplePeople ?? DEFAULT_PEOPLE },
  };
}

function wholeNumber(flag: string, text: string, largest: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= largest)) {
    throw new LamplightError('config_invalid', `${flag} is "${text}": expected a whole number from 0 to ${largest}`);
  }
  return number;
}

import { parseArgs } from 'node:util';
import { LamplightError, printAndExit, type Random } from '@lamplight/runtime';
import { makeStoreKey } from '@lamplight/store';
import { makeKey } from './access/keys.ts';
import { HELP } from './help.ts';
import { VERSION } from './version.ts';

/** What is left of the command line once everything that only prints has printed and ended. */
export interface CommandLine {
  readonly configFile: string;
  readonly checkConfig: boolean;
}

/** @throws LamplightError `config_unreadable` when no configuration is named; TypeError for an option that is unknown */
export function readCommandLine(random: Random): CommandLine {
  const option = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      'check-config': option,
      'new-key': option,
      'new-store-key': option,
      version: option,
      help: option,
    },
  });
  if (values.help) {
    printAndExit(HELP);
  }
  if (values.version) {
    printAndExit(VERSION);
  }
  if (values['new-key']) {
    const { key, hash } = makeKey(random);
    printAndExit(`key:  ${key}\nhash: ${hash}`);
  }
  if (values['new-store-key']) {
    printAndExit(makeStoreKey(random));
  }
  if (values.config === undefined) {
    throw new LamplightError('config_unreadable', 'no configuration is named: give --config FILE (--help says more)');
  }
  return { configFile: values.config, checkConfig: values['check-config'] };
}

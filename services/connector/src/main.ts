#!/usr/bin/env node
import { parseArgs } from 'node:util';
import {
  createEgress,
  LamplightError,
  Pseudonyms,
  pinoLogger,
  printAndExit,
  runProcess,
  systemClock,
  systemRandom,
} from '@lamplight/runtime';
import { loadConnectorConfig } from './config.ts';
import { readCertificateAuthorities, readKey } from './read-credentials.ts';
import { startConnector } from './start-connector.ts';
import { VERSION } from './version.ts';
import { wireConnector } from './wiring.ts';

const HELP = `Usage: lamplight-connector --config FILE [--check-config]
  --config FILE   the configuration, YAML (sample-config.yaml explains it)
  --check-config  say whether the configuration is good, and end
  --version       print the version, and end
  --help          print this, and end`;

runProcess({
  name: 'lamplight-connector',
  start: async () => {
    const { values } = parseArgs({
      options: {
        config: { type: 'string' },
        'check-config': { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      printAndExit(HELP);
    }
    if (values.version) {
      printAndExit(VERSION);
    }
    if (values.config === undefined) {
      throw new LamplightError('config_unreadable', 'no configuration is named: give --config FILE (--help says more)');
    }
    const config = loadConnectorConfig(values.config);
    const clock = systemClock();
    // Stable over restarts, and known only to whoever has the key of this source.
    const logger = pinoLogger(config.logLevel, { pseudonyms: new Pseudonyms(Buffer.from(readKey(config.gateway))) });
    const egress = createEgress({ clock, caPem: readCertificateAuthorities(config.gateway) });
    const modules = { config, clock, random: systemRandom(), logger, egress, environment: process.env };
    if (values['check-config']) {
      wireConnector(modules);
      printAndExit(`${values.config} is good: ${config.systems.length} system(s) for ${config.gateway.address.host}`);
    }
    const connector = await startConnector(modules);
    logger.info({ version: VERSION, systems: config.systems.map(({ id }) => id) }, 'started');
    return { logger, stop: () => connector.stop().finally(() => egress.close()) };
  },
});

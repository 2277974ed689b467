#!/usr/bin/env node
import { parseArgs } from 'node:util';
import {
  createEgress,
  LamplightError,
  pinoLogger,
  printAndExit,
  runProcess,
  systemClock,
  systemRandom,
} from '@lamplight/runtime';
import { makeKey } from './access/keys.ts';
import { checkConfig } from './check-config.ts';
import { LONGEST_DRAIN_MS, loadGatewayConfig } from './config.ts';
import { HELP } from './help.ts';
import { startGateway } from './start-gateway.ts';
import { VERSION } from './version.ts';

runProcess({
  name: 'lamplight-gateway',
  stopTimeoutMs: LONGEST_DRAIN_MS + 30_000,
  start: async () => {
    const option = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      options: { config: { type: 'string' }, 'check-config': option, 'new-key': option, version: option, help: option },
    });
    const clock = systemClock();
    const random = systemRandom();
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
    const file = values.config;
    if (file === undefined) {
      throw new LamplightError('config_unreadable', 'no configuration is named: give --config FILE (--help says more)');
    }
    if (values['check-config']) {
      const problems = await checkConfig(file, clock, process.env);
      if (problems.length > 0) {
        throw new LamplightError('config_invalid', problems.join('\n'));
      }
      printAndExit('ok');
    }
    const read = () => loadGatewayConfig(file);
    const config = read();
    const logger = pinoLogger(config.logLevel);
    const egress = createEgress({ clock });
    const machine = { clock, random, logger, egress, environment: process.env, measureProcess: true };
    const gateway = await startGateway({ config, source: { file, read }, ...machine });
    process.on('SIGHUP', () => gateway.reloadKeys());
    return { logger, stop: () => gateway.drain().finally(() => egress.close()) };
  },
});

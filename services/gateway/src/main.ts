#!/usr/bin/env node
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
import { checkConfig } from './check-config.ts';
import { readCommandLine } from './command-line.ts';
import { LONGEST_DRAIN_MS, loadGatewayConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

runProcess({
  name: 'lamplight-gateway',
  stopTimeoutMs: LONGEST_DRAIN_MS + 30_000,
  start: async () => {
    const clock = systemClock();
    const random = systemRandom();
    const { configFile: file, checkConfig: onlyCheck } = readCommandLine(random);
    if (onlyCheck) {
      const problems = await checkConfig(file, clock, process.env);
      if (problems.length > 0) {
        throw new LamplightError('config_invalid', problems.join('\n'));
      }
      printAndExit('ok');
    }
    const read = () => loadGatewayConfig(file);
    const config = read();
    const pseudonyms = new Pseudonyms(random.bytes(32));
    const logger = pinoLogger(config.logLevel, { pseudonyms });
    const egress = createEgress({ clock });
    const machine = { clock, random, logger, pseudonyms, egress, environment: process.env, measureProcess: true };
    const gateway = await startGateway({ config, source: { file, read }, ...machine });
    process.on('SIGHUP', () => gateway.reloadKeys());
    return { logger, stop: () => gateway.drain().finally(() => egress.close()) };
  },
});

#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { pinoLogger, readCertificate, runProcess, systemClock } from '@lamplight/runtime';
import { describeRunning } from './output/describe-running.ts';
import { print } from './output/print.ts';
import { readArguments, USAGE } from './read-arguments.ts';
import { startGraphSimulator } from './start-graph-simulator.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
if (argv.includes('--help')) {
  print(USAGE);
} else if (argv.includes('--version')) {
  print(VERSION);
} else {
  runProcess({
    name: 'lamplight-graph-simulator',
    start: async () => {
      const clock = systemClock();
      const logger = pinoLogger('info');
      const { certificate: files, caFile, ...options } = readArguments(argv);
      const certificate = files === undefined ? undefined : readCertificate(files, clock);
      const running = await startGraphSimulator({ ...options, clock, logger, certificate });
      if (caFile !== undefined) {
        writeFileSync(caFile, running.caPem);
      }
      print(describeRunning(running, caFile));
      return { logger, stop: () => running.stop() };
    },
  });
}

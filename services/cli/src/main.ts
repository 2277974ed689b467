#!/usr/bin/env node
import { createEgress, systemClock, systemRandom } from '@lamplight/runtime';
import { connector } from './connection/connect.ts';
import { processTerminal } from './output/terminal.ts';
import { run } from './program.ts';

const clock = systemClock();
process.exitCode = await run(process.argv.slice(2), {
  terminal: processTerminal(),
  clock,
  random: systemRandom(),
  connect: connector(clock),
  egress: (caPem) => createEgress({ clock, caPem }),
  onInterrupt: (listener) => {
    process.once('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
});

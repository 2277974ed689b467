#!/usr/bin/env node
import { systemClock } from '@lamplight/runtime';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
terminal.exit(await run(process.argv.slice(2), { terminal, clock: systemClock() }));

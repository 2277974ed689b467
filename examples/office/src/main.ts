#!/usr/bin/env node
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processTerminal, watch } from '@lamplight/attendant-console';
import { createClient } from '@lamplight/client';
import { pinoLogger, systemClock, systemRandom } from '@lamplight/runtime';
import { startOffice } from './office.ts';

const clock = systemClock();
const random = systemRandom();
const terminal = processTerminal();
// The board has the terminal to itself.
const logFile = join(tmpdir(), 'lamplight-office.log');
const logger = pinoLogger('info', { destination: createWriteStream(logFile) });

terminal.writeError(`Opening the office (log: ${logFile}) …\n`);
const office = await startOffice({ clock, random, logger });
const client = createClient({
  gateway: office.gateway,
  key: office.key,
  certificateAuthorities: [office.caPem],
  clientName: 'lamplight-office',
  clientVersion: '0.1.0',
});
const howTo = [
  `A second console, from this folder in another terminal:  . ${office.consoleEnv}`,
  `  npx lamplight-console watch    also: find berger, get 101, explain "Anna Berger"    (Ctrl-C closes the office)`,
  '  npx lamplight profile use micollab    everybody by other rules, at once; back: npx lamplight profile use lamplight',
];
if (!terminal.isInteractive) {
  terminal.writeError(`${howTo.join('\n')}\n`);
}
const options = { title: 'Lamplight: a day at the office', footer: ['', ...howTo], minUpdateIntervalMs: null };
await watch({ client, gateway: office.gateway, language: 'en' }, [], options, { terminal, clock });
await client.close();
await office.stop();
terminal.exit(0);

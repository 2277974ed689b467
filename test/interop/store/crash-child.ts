/**
 * Changes a store until it is killed: `node crash-child.ts FILE KEY SEED`. It says each change before it is made, and
 * again once it is acknowledged.
 */
import { flushCompileCache } from 'node:module';
import { seededRandom, silentLogger, systemClock, systemRandom } from '@lamplight/runtime';
import { keyRingOf, openStore } from '@lamplight/store';
import { perform, randomChange } from './crash-changes.ts';

// A process that is killed does not keep what it compiled, and the next would take a second to start.
flushCompileCache();
const [path = '', key = '', seed = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const store = await openStore({
  location: { kind: 'sqlite', path },
  keys: keyRingOf([key], 'the test'),
  clock: systemClock(),
  random: systemRandom(),
  logger: silentLogger,
});
for (let number = 1; ; number += 1) {
  const change = randomChange(random, number);
  process.stdout.write(`making ${JSON.stringify(change)}\n`);
  await perform(store, change);
  process.stdout.write('made\n');
}

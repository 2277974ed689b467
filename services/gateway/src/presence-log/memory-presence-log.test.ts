import { PLAIN_FACTS, type Presence, tenantId } from '@lamplight/domain';
import { lamplightProfile } from '@lamplight/resolver';
import { MemoryLogger, seededRandom } from '@lamplight/runtime';
import { expect, it } from 'vitest';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { presenceLogCompliance } from './compliance.ts';
import { MemoryPresenceLog } from './memory-presence-log.ts';

const setup = tenantSetup();
const unknown: Presence = setup.resolve([], PLAIN_FACTS, lamplightProfile, setup.clock.now()).presence;
const random = seededRandom(7);

function openLog(logger = new MemoryLogger()): MemoryPresenceLog {
  return new MemoryPresenceLog({ tenantId: tenantId('acme'), random, logger });
}

presenceLogCompliance('in memory', {
  presences: [unknown, { ...unknown, availability: 'Busy' }],
  open: () => Promise.resolve(openLog()),
  close: () => Promise.resolve(),
});

it('is another epoch each time it is opened', () => {
  expect(openLog().epoch).not.toBe(openLog().epoch);
});

it('has the entry before append resolves, so that a start can fill it at once', () => {
  const log = openLog();
  void log.append(setup.people.anna, unknown);
  expect(log.read(setup.people.anna)?.revision).toBe(1);
});

it('logs a listener that throws', async () => {
  const logger = new MemoryLogger();
  const log = openLog(logger);
  log.listen(() => {
    throw new Error('of this listener');
  });
  await log.append(setup.people.anna, unknown);
  expect(logger.messages).toEqual(['listener failed']);
});

import type { Health } from '@lamplight/domain';
import { MemoryLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { HealthLog } from './health-log.ts';

const health = (state: Health['state'], reason: string, message = 'why'): Health => ({
  state,
  reason,
  message,
  remedy: 'do this',
  details: { lines: '3' },
});

test('says each change of state or reason once, with the remedy, as loud as it matters', () => {
  const logger = new MemoryLogger();
  const log = new HealthLog(logger);
  log.say(health('starting', 'starting'));
  log.say(health('action-needed', 'secret_invalid'));
  log.say(health('action-needed', 'secret_invalid', 'why, in other words'));
  log.say(health('action-needed', 'secret_expired'));
  log.say(health('down', 'pbx_unreachable'));
  log.say(health('ok', ''));
  log.say(health('ok', 'choice_not_restored'));
  log.say(health('degraded', 'throttled'));
  expect(logger.lines.map(({ level, fields }) => [level, fields['reason']])).toEqual([
    ['debug', 'starting'],
    ['error', 'secret_invalid'],
    ['error', 'secret_expired'],
    ['warn', 'pbx_unreachable'],
    ['info', undefined],
    ['info', 'choice_not_restored'],
    ['warn', 'throttled'],
  ]);
  expect(logger.lines[1]?.fields).toEqual({
    state: 'action-needed',
    reason: 'secret_invalid',
    why: 'why',
    remedy: 'do this',
    lines: '3',
  });
});

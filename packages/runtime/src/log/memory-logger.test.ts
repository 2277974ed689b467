import { expect, test } from 'vitest';
import { silentLogger } from './logger.ts';
import { MemoryLogger } from './memory-logger.ts';

test('MemoryLogger keeps the lines of all components in order', () => {
  const logger = new MemoryLogger();
  logger.info({ a: 1 }, 'first');
  const child = logger.forComponent('room');
  child.debug({}, 'second');
  child.error({}, 'third');
  logger.warn({}, 'fourth');
  expect(logger.messages).toEqual(['first', 'second', 'third', 'fourth']);
  expect(logger.lines[1]).toEqual({ level: 'debug', component: 'room', fields: {}, message: 'second' });
});

test('silentLogger drops everything', () => {
  expect(silentLogger.forComponent('room')).toBe(silentLogger);
  expect(silentLogger.error({}, 'x')).toBeUndefined();
});

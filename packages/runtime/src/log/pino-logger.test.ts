import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pinoLogger } from './pino-logger.ts';
import { isSecretName, SECRET_NAMES } from './secret-names.ts';

const lineShape = z.record(z.string(), z.unknown());

function collecting(level: 'debug' | 'info' | 'silent') {
  const texts: string[] = [];
  const logger = pinoLogger(level, { destination: { write: (text) => texts.push(text) } });
  return { logger, texts, lines: () => texts.map((text) => lineShape.parse(JSON.parse(text))) };
}

describe('pinoLogger', () => {
  test('writes one JSON object a line with the fields, the message and the component', () => {
    const { logger, texts, lines } = collecting('info');
    logger.forComponent('fanout').warn({ system: 'p1' }, 'slow watcher');
    expect(texts.join('')).toMatch(/^\{.*\}\n$/);
    expect(lines()[0]).toMatchObject({ level: 40, component: 'fanout', system: 'p1', msg: 'slow watcher' });
    expect(Object.keys(lines()[0] ?? {})).not.toContain('hostname');
  });

  test('keeps to its level', () => {
    const { logger, lines } = collecting('info');
    logger.debug({}, 'd');
    logger.info({}, 'i');
    logger.error({}, 'e');
    expect(lines().map((line) => line['msg'])).toEqual(['i', 'e']);
    const silent = collecting('silent');
    silent.logger.error({}, 'e');
    expect(silent.texts).toEqual([]);
  });

  test.each(SECRET_NAMES)('hides %s, down to the third level', (name) => {
    const { logger, texts } = collecting('info');
    logger.info({ [name]: 'hush', a: { [name]: 'hush', b: { [name]: 'hush' } } }, 'configured');
    expect(texts.join('')).not.toContain('hush');
    expect(texts.join('').match(/\[hidden\]/g)).toHaveLength(3);
  });

  test('writes an error with its stack and its reason', () => {
    const { logger, lines } = collecting('info');
    logger.error({ err: Object.assign(new Error('lost'), { reason: 'unreachable' }) }, 'failed');
    expect(lines()[0]?.['err']).toMatchObject({ message: 'lost', reason: 'unreachable' });
  });
});

test('people stand under pseudonyms at info and above, and in clear at debug', () => {
  const { logger, texts, lines } = collecting('debug');
  logger.info({ person: 'anna' }, 'one');
  logger.forComponent('room').warn({ line: '567' }, 'two');
  logger.error({ err: new Error('of anna@acme.example') }, 'three');
  expect(texts.join('')).not.toMatch(/anna|567/);
  logger.debug({ person: 'anna' }, 'four');
  expect(lines()[3]).toMatchObject({ person: 'anna' });
});

test('isSecretName knows a secret by the end of its name', () => {
  expect(['clientSecret', 'PASSWORD', 'store_encryption_key', 'apiKey'].every(isSecretName)).toBe(true);
  expect(['keyFile', 'tokens', 'listen', 'secretary'].some(isSecretName)).toBe(false);
});

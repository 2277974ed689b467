import { describe, expect, test } from 'vitest';
import { ERROR_REASONS } from './catalogue.ts';
import { LamplightError } from './lamplight-error.ts';

describe('LamplightError', () => {
  test('carries reason, kind, frozen details and its cause apart', () => {
    const cause = new Error('below');
    const error = new LamplightError('unreachable', 'pbx:5060 refuses connections', {
      details: { host: 'pbx' },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.reason, error.kind]).toEqual(['LamplightError', 'unreachable', 'unavailable']);
    expect(error.details).toEqual({ host: 'pbx' });
    expect(Object.isFrozen(error.details)).toBe(true);
    expect(error.cause).toBe(cause);
    expect('cause' in new LamplightError('stopped', 'x')).toBe(false);
  });

  test('from keeps our own and wraps what is foreign', () => {
    const own = new LamplightError('timeout', 'late');
    expect(LamplightError.from(own)).toBe(own);
    const foreign = new TypeError('x is undefined');
    expect(LamplightError.from(foreign)).toMatchObject({
      reason: 'unexpected',
      kind: 'internal',
      message: 'x is undefined',
      cause: foreign,
    });
    expect(LamplightError.from('odd')).toMatchObject({ reason: 'unexpected', message: 'odd', cause: 'odd' });
  });

  test('every reason is written in lower case with underscores, as it travels', () => {
    for (const reason of Object.keys(ERROR_REASONS)) {
      expect(reason).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { durationMs, hostPort, printDuration } from './fields.ts';

describe('durationMs', () => {
  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('reads %s', (text, milliseconds) => {
    expect(durationMs().parse(text)).toBe(milliseconds);
  });

  test.each([90, '90', 's', '-5s', '5 minutes', '1h30m', '', null])('refuses %j', (value) => {
    expect(durationMs().safeParse(value).error?.issues[0]?.message).toBe(
      'expected a duration with its unit (ms, s, m, h, d), such as "250ms", "90s" or "5m"',
    );
  });

  test('keeps its limits', () => {
    const limited = durationMs({ minimumMs: 1000, maximumMs: 60_000 });
    expect(limited.parse('1s')).toBe(1000);
    expect(limited.parse('1m')).toBe(60_000);
    expect(limited.safeParse('999ms').error?.issues[0]?.message).toBe('expected at least 1s and at most 1m');
    expect(limited.safeParse('61s').success).toBe(false);
    expect(durationMs({ minimumMs: 5 }).safeParse('1ms').error?.issues[0]?.message).toBe('expected at least 5ms');
  });

  test('prints in the largest whole unit', () => {
    expect([0, 250, 1500, 90_000, 300_000, 7_200_000, 86_400_000].map(printDuration)).toEqual([
      '0ms',
      '250ms',
      '1500ms',
      '90s',
      '5m',
      '2h',
      '1d',
    ]);
  });
});

describe('hostPort', () => {
  test.each([
    ['0.0.0.0:8443', '0.0.0.0', 8443],
    ['gateway.example.com:443', 'gateway.example.com', 443],
    ['[::1]:0', '::1', 0],
  ])('reads %s', (text, host, port) => {
    expect(hostPort().parse(text)).toEqual({ host, port });
  });

  test.each(['localhost', ':443', 'a:b', 'a:65536', '::1:443', 'https://a:443', 8443])('refuses %j', (value) => {
    expect(hostPort().safeParse(value).error?.issues[0]?.message).toBe(
      'expected host:port, such as "0.0.0.0:8443", "[::1]:8443" or "gateway.example.com:443"',
    );
  });
});

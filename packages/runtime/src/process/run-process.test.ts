import { describe, expect, test } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { LamplightError } from '../errors/lamplight-error.ts';
import { MemoryLogger } from '../log/memory-logger.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { HostProcess } from './host-process.ts';
import { runProcess } from './run-process.ts';

/** A process whose signals are sent by the test, and which writes down how it ends. */
class FakeHost implements HostProcess {
  readonly printed: string[] = [];
  readonly exits: number[] = [];
  readonly exited: Promise<number>;
  signal: (name: string) => void = () => undefined;
  uncaught: (failure: unknown) => void = () => undefined;
  #onExit: (code: number) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.#onExit = resolve;
    });
  }

  onStopSignal(listener: (signal: string) => void): void {
    this.signal = listener;
  }

  onUncaught(listener: (failure: unknown) => void): void {
    this.uncaught = listener;
  }

  printError(line: string): void {
    this.printed.push(line);
  }

  exit(code: number): void {
    this.exits.push(code);
    this.#onExit(code);
  }
}

interface Started {
  readonly host: FakeHost;
  readonly logger: MemoryLogger;
  readonly clock: ManualClock;
  readonly stops: { count: number };
}

/** Runs a service that starts at once, and waits until it has. */
async function started(stop: () => Promise<void> = async () => undefined): Promise<Started> {
  const host = new FakeHost();
  const logger = new MemoryLogger();
  const clock = new ManualClock();
  const stops = { count: 0 };
  await new Promise<void>((resolve) => {
    runProcess({
      name: 'lamp',
      host,
      clock,
      start: async () => {
        setImmediate(resolve);
        return {
          logger,
          stop: () => {
            stops.count++;
            return stop();
          },
        };
      },
    });
  });
  return { host, logger, clock, stops };
}

/** Runs a service that fails to start. */
async function failing(failure: unknown): Promise<FakeHost> {
  const host = new FakeHost();
  runProcess({ name: 'lamp', host, clock: new ManualClock(), start: () => Promise.reject(failure) });
  await host.exited;
  return host;
}

describe('runProcess', () => {
  test('stops at a signal and exits with 0', async () => {
    const { host, logger, stops, clock } = await started();
    host.signal('SIGTERM');
    expect(await host.exited).toBe(0);
    expect(stops.count).toBe(1);
    expect(logger.lines.map((line) => [line.message, line.fields])).toEqual([
      ['stopping', { signal: 'SIGTERM' }],
      ['stopped', {}],
    ]);
    await clock.advanceAsync(0);
    expect(clock.pendingCount).toBe(0);
  });

  test('ends at once at a second signal', async () => {
    const { host, stops } = await started(() => new Promise(() => undefined));
    host.signal('SIGINT');
    host.signal('SIGINT');
    expect(await host.exited).toBe(1);
    expect(stops.count).toBe(1);
  });

  test('ends when stopping takes longer than 30 seconds', async () => {
    const { host, logger, clock } = await started(() => new Promise(() => undefined));
    host.signal('SIGTERM');
    clock.advance(29_999);
    expect(host.exits).toEqual([]);
    clock.advance(1);
    expect(host.exits).toEqual([1]);
    expect(logger.messages).toEqual(['stopping', 'did not stop in time']);
  });

  test('exits with 70 when stopping fails', async () => {
    const { host, logger } = await started(() => Promise.reject(new Error('stuck')));
    host.signal('SIGTERM');
    expect(await host.exited).toBe(70);
    expect(logger.messages).toEqual(['stopping', 'did not stop cleanly']);
  });

  test('stops as soon as it has started when the signal came before', async () => {
    const host = new FakeHost();
    const logger = new MemoryLogger();
    const { promise, resolve } = Promise.withResolvers<void>();
    runProcess({
      name: 'lamp',
      host,
      clock: new ManualClock(),
      start: async () => {
        await promise;
        return { logger, stop: async () => undefined };
      },
    });
    host.signal('SIGTERM');
    expect(host.exits).toEqual([]);
    resolve();
    expect(await host.exited).toBe(0);
  });

  test('logs what nobody caught and exits with 70', async () => {
    const { host, logger } = await started();
    const failure = new Error('lost');
    host.uncaught(failure);
    expect(host.exits).toEqual([70]);
    expect(logger.lines).toEqual([
      { level: 'error', component: '', fields: { err: failure }, message: 'an unexpected failure ends this process' },
    ]);
  });

  test('says a configuration error in words, without a stack, and exits with 78', async () => {
    const host = await failing(new LamplightError('config_invalid', 'a.yaml:1:1: mode is "x": expected y'));
    expect(host.printed).toEqual(['lamp: a.yaml:1:1: mode is "x": expected y']);
    expect(host.exits).toEqual([78]);
  });

  test('says what is wrong with the command line and where to read on, and exits with 64', async () => {
    const failure = Object.assign(new TypeError("Unknown option '--confg'"), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    const host = await failing(failure);
    expect(host.printed).toEqual(["lamp: Unknown option '--confg' (--help says more)"]);
    expect(host.exits).toEqual([64]);
  });

  test('shows the stack of a fault at the start and exits with 70', async () => {
    const host = await failing(new TypeError('x is not a function'));
    expect(host.printed.join()).toMatch(/^lamp: could not start\nTypeError: x is not a function\n +at /);
    expect(host.exits).toEqual([70]);
  });
});

describe('exitCodeOf', () => {
  test.each([
    ['config_unreadable', 78],
    ['certificate_unreadable', 78],
    ['address_in_use', 69],
    ['unreachable', 69],
    ['tls_untrusted', 69],
    ['timeout', 69],
    ['store_key_missing', 78],
    ['store_key_wrong', 78],
    ['store_unreadable', 78],
    ['store_newer', 78],
    ['store_unavailable', 69],
    ['unexpected', 70],
  ] as const)('%s is %i', (reason, code) => {
    expect(exitCodeOf(new LamplightError(reason, 'x'))).toBe(code);
  });

  test('a command line that parseArgs refuses is 64', () => {
    expect(exitCodeOf(Object.assign(new TypeError('x'), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' }))).toBe(64);
    expect(exitCodeOf('odd')).toBe(70);
  });
});

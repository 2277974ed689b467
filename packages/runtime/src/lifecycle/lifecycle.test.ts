import { describe, expect, test } from 'vitest';
import { MemoryLogger } from '../log/memory-logger.ts';
import { Lifecycle, type Service } from './lifecycle.ts';

function part(name: string, steps: string[], failing: { start?: boolean; stop?: boolean } = {}): Service {
  return {
    name,
    start: async () => {
      if (failing.start === true) {
        throw new Error(`${name} cannot start`);
      }
      steps.push(`start ${name}`);
    },
    stop: async () => {
      steps.push(`stop ${name}`);
      if (failing.stop === true) {
        throw new Error(`${name} cannot stop`);
      }
    },
  };
}

describe('Lifecycle', () => {
  test('starts in order and stops in reverse, once', async () => {
    const steps: string[] = [];
    const lifecycle = new Lifecycle([part('a', steps), part('b', steps), part('c', steps)], new MemoryLogger());
    await lifecycle.start();
    await lifecycle.stop();
    await lifecycle.stop();
    expect(steps).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  });

  test('stops what had started when a part cannot start, and throws its error', async () => {
    const steps: string[] = [];
    const parts = [part('a', steps), part('b', steps, { start: true }), part('c', steps)];
    await expect(new Lifecycle(parts, new MemoryLogger()).start()).rejects.toThrow('b cannot start');
    expect(steps).toEqual(['start a', 'stop a']);
  });

  test('goes on stopping when a part cannot stop, and logs which', async () => {
    const steps: string[] = [];
    const logger = new MemoryLogger();
    const lifecycle = new Lifecycle([part('a', steps), part('b', steps, { stop: true })], logger);
    await lifecycle.start();
    await lifecycle.stop();
    expect(steps).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    expect(logger.lines.map((line) => [line.message, line.fields['service']])).toEqual([
      ['a part did not stop cleanly', 'b'],
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenantId } from '@lamplight/domain';
import { LamplightError, ManualClock, MemoryLogger } from '@lamplight/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeyWatch } from './key-watch.ts';
import { hashOfKey, Keys } from './keys.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-keys-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a change of a file takes effect within a second, and one that cannot be read changes nothing', () => {
  const file = join(folder, 'keys.yaml');
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  writeFileSync(file, '1');
  let names: readonly string[] | null = ['one', 'two'];
  let reads = 0;
  const read = () => {
    reads += 1;
    if (names === null) {
      throw new LamplightError('config_invalid', 'keys.yaml:1:1: no');
    }
    return names.map((name) => ({
      hash: hashOfKey(name),
      principal: {
        keyId: name,
        tenantId: tenantId('acme'),
        roles: ['watcher'] as const,
        systemIds: [],
        personId: null,
      },
    }));
  };
  const keys = new Keys(read());
  const watch = new KeyWatch({ keys, files: [file], read, clock, logger });
  watch.start();
  clock.advance(10_000);
  expect(reads).toBe(1);
  names = ['one'];
  writeFileSync(file, '22');
  clock.advance(500);
  expect([keys.find('one')?.keyId, keys.find('two')]).toEqual(['one', undefined]);
  names = null;
  writeFileSync(file, '333');
  clock.advance(500);
  expect(keys.find('one')?.keyId).toBe('one');
  expect(logger.messages).toEqual(['keys were read again', 'keys were not read again: the old ones stay']);
  names = [];
  watch.reload();
  expect(keys.size).toBe(0);
  watch.stop();
  expect(clock.pendingCount).toBe(0);
});

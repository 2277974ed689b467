import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KeySource, readKeyRing } from './read-key-ring.ts';
import { makeStoreKey } from './store-key.ts';

const random = seededRandom(9);
const [ONE, OTHER] = [makeStoreKey(random), makeStoreKey(random)];
const HEX = Buffer.from(ONE, 'base64').toString('hex');

let folder = '';
let logger = new MemoryLogger();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamplight-keys-'));
  logger = new MemoryLogger();
});
afterEach(() => rm(folder, { recursive: true }));

const read = (source: KeySource, environment = {}) => readKeyRing(source, { environment, logger });

async function file(content: string, mode = 0o600): Promise<KeySource> {
  const path = join(folder, 'key');
  await writeFile(path, content);
  await chmod(path, mode);
  return { kind: 'file', path };
}

async function failureOf(source: KeySource, environment = {}): Promise<LamplightError> {
  return await read(source, environment).then(
    () => {
      throw new Error('it was read');
    },
    (failure: unknown) => LamplightError.from(failure),
  );
}

describe('a key', () => {
  test.each([
    ['base64', ONE],
    ['base64 without padding', ONE.replace(/=+$/, '')],
    ['base64 for URLs', ONE.replaceAll('+', '-').replaceAll('/', '_')],
    ['hexadecimal', HEX],
    ['capital hexadecimal, with a line end of Windows', `${HEX.toUpperCase()}\r\n`],
    ['a file with a note', `# made in January\n\n${ONE}\n`],
  ])('is the same as %s', async (_, content) => {
    const expected = await read(await file(ONE));
    expect((await read(await file(content))).current.id).toBe(expected.current.id);
  });

  test('comes from a variable or a command as from a file', async () => {
    const { current } = await read(await file(ONE));
    const variable = await read({ kind: 'environment', variable: 'KEY' }, { KEY: ONE });
    const script = `process.stdout.write(${JSON.stringify(ONE)})`;
    const command = await read({ kind: 'command', command: [process.execPath, '-e', script] });
    expect([variable.current.id, command.current.id]).toEqual([current.id, current.id]);
  });

  test('is the first; those after it are previous ones', async () => {
    const ring = await read(await file(`${OTHER}\n${ONE}\n`));
    expect(ring.previous.map(({ id }) => id)).toEqual([(await read(await file(ONE))).current.id]);
    const variable = await read({ kind: 'environment', variable: 'KEY' }, { KEY: `${OTHER}, ${ONE}` });
    expect(variable.previous).toHaveLength(1);
  });

  test('is printed by nothing', async () => {
    const ring = await read(await file(ONE));
    expect(JSON.stringify(ring)).not.toContain(ONE.slice(0, 10));
    expect(JSON.stringify(ring)).not.toContain(HEX.slice(0, 10));
  });
});

describe('a key file', () => {
  test('that others may read is warned about', async () => {
    await read(await file(ONE, 0o640));
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { rights: '0640', expected: '0600' } }]);
  });

  test('of the owner alone is not', async () => {
    await read(await file(ONE));
    expect(logger.lines).toEqual([]);
  });
});

describe('what is no key names its source and the remedy, and no key', () => {
  test.each([
    ['nothing', ''],
    ['a short one', ONE.slice(4)],
    ['a long one', `${ONE.slice(0, 40)}${ONE}`],
    ['a password', 'correct-horse-battery-staple'],
    ['a second one that is none', `${ONE}\n${ONE.slice(6)}`],
  ])('%s', async (_, content) => {
    const failure = await failureOf(await file(content));
    expect(failure.reason).toBe('store_key_missing');
    expect(failure.message).toContain(join(folder, 'key'));
    expect(failure.message).toMatch(/expected 32 bytes|makeStoreKey/);
    expect(content === '' ? '' : failure.message).not.toContain(content.slice(0, 8) || ' - ');
  });

  test('a file that is not there', async () => {
    const failure = await failureOf({ kind: 'file', path: join(folder, 'nowhere') });
    expect(failure).toMatchObject({ reason: 'store_key_missing', message: expect.stringContaining('nowhere') });
  });

  test('a variable that is not set', async () => {
    const failure = await failureOf({ kind: 'environment', variable: 'LAMPLIGHT_STORE_KEY' });
    expect(failure.message).toContain('LAMPLIGHT_STORE_KEY');
  });

  test.each([
    ['fails', "process.stderr.write('hush'); process.stdout.write('hush'); process.exit(3)", 'code 3'],
    ['says nothing', '', 'holds no key'],
  ])('a command that %s', async (_, script, said) => {
    const failure = await failureOf({ kind: 'command', command: [process.execPath, '-e', script] });
    expect(failure.message).toContain(said);
    expect(failure.message).not.toContain('hush');
  });

  test('a command is no line for a shell', async () => {
    const failure = await failureOf({ kind: 'command', command: [`echo ${ONE}`] });
    expect(failure.reason).toBe('store_key_missing');
  });
});

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, packAndInstall, run, shippedPackages } from './packed-workspace.ts';

/**
 * What is shipped is not what is developed: JavaScript instead of TypeScript, versions instead of links, and only the
 * dependencies that are declared. So it is packed, installed in an empty folder, and used there.
 */
const shipped = shippedPackages();
const commands = shipped.flatMap(({ name, version, commands: names }) =>
  names.map((command) => ({ command, name, version })),
);

let folder = '';

beforeAll(async () => {
  await build(shipped);
  folder = await packAndInstall(shipped);
});

afterAll(() => {
  if (folder !== '') {
    rmSync(folder, { recursive: true });
  }
});

describe('an installed package', () => {
  test.each(shipped)('$name can be imported and exports something', async ({ name }) => {
    const program = `console.log(Object.keys(await import('${name}')).length)`;
    const output = await run(process.execPath, ['--input-type=module', '-e', program], folder);
    expect(Number(output)).toBeGreaterThan(0);
  });

  test.each(shipped)('$name brings JavaScript with its types, a README and no sources or tests', ({ name }) => {
    const installed = join(folder, 'node_modules', name);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !path.startsWith('node_modules'),
    );
    expect(files).toContain('README.md');
    expect(files).toContain('dist/index.js');
    expect(files).toContain('dist/index.d.ts');
    expect(files.filter((path) => /(?<!\.d)\.ts$|\.test\.|\.tsbuildinfo$/.test(path))).toEqual([]);
  });

  test('the store finds the program of its thread, which is JavaScript there', async () => {
    const program = `
      const { keyRingOf, makeStoreKey, openStore } = await import('@lamplight/store');
      const { silentLogger, systemClock, systemRandom } = await import('@lamplight/runtime');
      const [clock, random] = [systemClock(), systemRandom()];
      const keys = keyRingOf([makeStoreKey(random)], 'the test');
      const location = { kind: 'sqlite', path: 'packed.db' };
      const store = await openStore({ location, keys, clock, random, logger: silentLogger });
      console.log((await store.check()).problems.length);
      await store.close();`;
    expect((await run(process.execPath, ['--input-type=module', '-e', program], folder)).trim()).toBe('0');
  });

  test('the client is typed for whoever compiles against it', async () => {
    const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
    // Without its types everything would be `any`, and the line below no error.
    const program = `import { createClient } from '@lamplight/client';
// @ts-expect-error
export const wrong: number = createClient;
`;
    writeFileSync(join(folder, 'consumer.ts'), program);
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
    ];
    const roots = ['--typeRoots', join(import.meta.dirname, '../../node_modules/@types')];
    await run(tsc, [...options, ...roots, '--skipLibCheck', 'consumer.ts'], folder);
  });
});

describe('an installed command', () => {
  test.each(commands)('$command says its version', async ({ command, version }) => {
    const output = await run(join(folder, 'node_modules/.bin', command), ['--version'], folder);
    expect(output).toContain(version);
  });

  test.each(commands)('$command explains itself', async ({ command }) => {
    const output = await run(join(folder, 'node_modules/.bin', command), ['--help'], folder);
    expect(output).toContain(command);
  });
});
